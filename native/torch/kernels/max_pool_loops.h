#pragma once
#include "vector.h"

namespace mien::max_pool {

// A picture of (height, width, channels), channels innermost, and the windows over it.
struct Window {
  int64_t channels, height, width, out_height, out_width, kernel_y, kernel_x, stride_y, stride_x, pad_y, pad_x;
};

// Output rows begin..end, counted over all pictures. `places` gets the number of the maximum in its window; the first of
// equal values counts, and a NaN counts as larger than everything, as in ATen.
void maxima(const Window& w, const float* x, int64_t begin, int64_t end, float* y, uint8_t* places);
void maxima(const Window& w, const BFloat16* x, int64_t begin, int64_t end, BFloat16* y, uint8_t* places);

// Gradient of input rows begin..end, counted over all pictures: what the windows that chose a pixel give it.
void gradients_of(const Window& w, const float* dy, const uint8_t* places, int64_t begin, int64_t end, float* dx);
void gradients_of(const Window& w, const BFloat16* dy, const uint8_t* places, int64_t begin, int64_t end, BFloat16* dx);

}  // namespace mien::max_pool
