// Training batch normalisation over rows of channels (a channels_last picture is height * width rows), in blocks of
// rows: each block is summed on its own and the sums are combined in the order of the blocks, so the result does not
// depend on the number of threads.
#pragma once
#include <cstdint>

#include "vector.h"

namespace mien::batch_norm {

// Mean and sum of squared deviations of each channel over the rows.
void moments(const float* x, int64_t rows, int64_t channels, float* mean, float* squares);
void moments(const BFloat16* x, int64_t rows, int64_t channels, float* mean, float* squares);

// y = x * scale + shift (+ residual), then max(y, 0) if relu; residual may be null.
void normalise(const float* x, const float* residual, const float* scale, const float* shift, bool relu, int64_t rows,
               int64_t channels, float* y);
void normalise(const BFloat16* x, const BFloat16* residual, const float* scale, const float* shift, bool relu, int64_t rows,
               int64_t channels, BFloat16* y);

// Where the gradient passes: everywhere, where x * scale + shift is positive, or where the output y is positive. In the
// last case the passed gradient is also that of the residual, and is written.
enum class Mask { none, input, output };

// Sums of g and of g * (x - mean) per channel, g being dy where the mask lets it pass.
template <class T>
struct Backward {
  const T* dy;
  const T* x;
  const T* y;   // Mask::output
  T* passed;    // Mask::output
  T* dx;
  const float* mean;
  const float* scale;
  const float* shift;
  const float* k;  // dx = (g - gradient_mean - (x - mean) * k) * scale
  const float* gradient_mean;
  int64_t rows, channels;
};
void gradient_sums(const Backward<float>& b, Mask mask, float* sum, float* product);
void gradient_sums(const Backward<BFloat16>& b, Mask mask, float* sum, float* product);
// Gradient of the input. For Mask::output it reads `passed`.
void input_gradient(const Backward<float>& b, Mask mask);
void input_gradient(const Backward<BFloat16>& b, Mask mask);

}  // namespace mien::batch_norm
