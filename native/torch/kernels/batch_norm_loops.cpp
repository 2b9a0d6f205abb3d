#include "batch_norm_loops.h"

namespace mien::batch_norm {
namespace {

template <class T>
MIEN_INLINE void moments_body(const T* __restrict x, int64_t rows, int64_t channels, float* __restrict mean,
                              float* __restrict squares) {
  for (int64_t c = 0; c < channels; c++) mean[c] = squares[c] = 0;
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < channels; c++) mean[c] += load(x[r * channels + c]);
  const float share = 1.0f / float(rows);
  for (int64_t c = 0; c < channels; c++) mean[c] *= share;
  // A second look at the block, which is still in the cache, keeps the variance exact when the mean is large.
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = 0; c < channels; c++) {
      const float deviation = load(x[r * channels + c]) - mean[c];
      squares[c] += deviation * deviation;
    }
}

template <bool relu, bool add, class T>
MIEN_INLINE void normalise_rows(const T* __restrict x, const T* __restrict residual, const float* __restrict scale,
                                const float* __restrict shift, int64_t rows, int64_t channels, T* __restrict y) {
  for (int64_t r = 0; r < rows; r++, x += channels, y += channels) {
    for (int64_t c = 0; c < channels; c++) {
      float value = load(x[c]) * scale[c] + shift[c];
      if (add) value += load(residual[c]);
      // A NaN is not below zero and passes.
      if (relu) value = value < 0 ? 0 : value;
      store(value, y[c]);
    }
    if (add) residual += channels;
  }
}

template <class T>
MIEN_INLINE void normalise_body(const T* x, const T* residual, const float* scale, const float* shift, bool relu,
                                int64_t rows, int64_t channels, T* y) {
  if (residual) {
    relu ? normalise_rows<true, true>(x, residual, scale, shift, rows, channels, y)
         : normalise_rows<false, true>(x, residual, scale, shift, rows, channels, y);
  } else {
    relu ? normalise_rows<true, false>(x, residual, scale, shift, rows, channels, y)
         : normalise_rows<false, false>(x, residual, scale, shift, rows, channels, y);
  }
}

template <Mask mask, class T>
MIEN_INLINE void sums_rows(const Backward<T>& b, float* __restrict sum, float* __restrict product) {
  const T* __restrict dy = b.dy;
  const T* __restrict x = b.x;
  const T* __restrict y = b.y;
  T* __restrict passed = b.passed;
  const float* __restrict mean = b.mean;
  const float* __restrict scale = b.scale;
  const float* __restrict shift = b.shift;
  const int64_t channels = b.channels;
  for (int64_t c = 0; c < channels; c++) sum[c] = product[c] = 0;
  for (int64_t r = 0; r < b.rows; r++) {
    const int64_t at = r * channels;
    for (int64_t c = 0; c < channels; c++) {
      const float value = load(x[at + c]);
      T slope = dy[at + c];
      if (mask == Mask::input) slope = value * scale[c] + shift[c] > 0 ? slope : T(0);
      if (mask == Mask::output) passed[at + c] = slope = load(y[at + c]) > 0 ? slope : T(0);
      const float g = load(slope);
      sum[c] += g;
      product[c] += g * (value - mean[c]);
    }
  }
}

template <Mask mask, class T>
MIEN_INLINE void gradient_rows(const Backward<T>& b) {
  const T* __restrict dy = mask == Mask::output ? b.passed : b.dy;
  const T* __restrict x = b.x;
  T* __restrict dx = b.dx;
  const float* __restrict mean = b.mean;
  const float* __restrict scale = b.scale;
  const float* __restrict shift = b.shift;
  const float* __restrict k = b.k;
  const float* __restrict gradient_mean = b.gradient_mean;
  const int64_t channels = b.channels;
  for (int64_t r = 0; r < b.rows; r++) {
    const int64_t at = r * channels;
    for (int64_t c = 0; c < channels; c++) {
      const float value = load(x[at + c]);
      T slope = dy[at + c];
      if (mask == Mask::input) slope = value * scale[c] + shift[c] > 0 ? slope : T(0);
      const float g = load(slope);
      store((g - gradient_mean[c] - (value - mean[c]) * k[c]) * scale[c], dx[at + c]);
    }
  }
}

template <class T>
MIEN_INLINE void sums_body(const Backward<T>& b, Mask mask, float* sum, float* product) {
  switch (mask) {
    case Mask::none: return sums_rows<Mask::none>(b, sum, product);
    case Mask::input: return sums_rows<Mask::input>(b, sum, product);
    case Mask::output: return sums_rows<Mask::output>(b, sum, product);
  }
}

template <class T>
MIEN_INLINE void gradient_body(const Backward<T>& b, Mask mask) {
  mask == Mask::input ? gradient_rows<Mask::input>(b)
                      : mask == Mask::output ? gradient_rows<Mask::output>(b) : gradient_rows<Mask::none>(b);
}

}  // namespace

MIEN_CLONES void moments(const float* x, int64_t rows, int64_t channels, float* mean, float* squares) {
  moments_body(x, rows, channels, mean, squares);
}
MIEN_CLONES void moments(const BFloat16* x, int64_t rows, int64_t channels, float* mean, float* squares) {
  moments_body(x, rows, channels, mean, squares);
}
MIEN_CLONES void normalise(const float* x, const float* residual, const float* scale, const float* shift, bool relu,
                           int64_t rows, int64_t channels, float* y) {
  normalise_body(x, residual, scale, shift, relu, rows, channels, y);
}
MIEN_CLONES void normalise(const BFloat16* x, const BFloat16* residual, const float* scale, const float* shift, bool relu,
                           int64_t rows, int64_t channels, BFloat16* y) {
  normalise_body(x, residual, scale, shift, relu, rows, channels, y);
}
MIEN_CLONES void gradient_sums(const Backward<float>& b, Mask mask, float* sum, float* product) {
  sums_body(b, mask, sum, product);
}
MIEN_CLONES void gradient_sums(const Backward<BFloat16>& b, Mask mask, float* sum, float* product) {
  sums_body(b, mask, sum, product);
}
MIEN_CLONES void input_gradient(const Backward<float>& b, Mask mask) { gradient_body(b, mask); }
MIEN_CLONES void input_gradient(const Backward<BFloat16>& b, Mask mask) { gradient_body(b, mask); }

}  // namespace mien::batch_norm
