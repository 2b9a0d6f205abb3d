#pragma once
#include <vector>

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

// The windows that hold a row (or column) of the input: number of the window, and the row's place in it.
struct Visit {
  int32_t window, place;
};
// Those of all rows: visits[first[y]] to visits[first[y + 1]] are the windows of row y, the first window first.
struct Visits {
  std::vector<int32_t> first;
  std::vector<Visit> visits;
  Visits(int64_t size, int64_t windows, int64_t kernel, int64_t stride, int64_t pad);
};

// Gradient of input rows begin..end, counted over all pictures: what the windows that chose a pixel give it.
template <class T>
struct Gradient {
  Window window;
  const Visits& rows;
  const Visits& columns;
  const T* dy;
  const uint8_t* places;
  T* dx;
};
void gradients_of(const Gradient<float>& g, int64_t begin, int64_t end);
void gradients_of(const Gradient<BFloat16>& g, int64_t begin, int64_t end);

}  // namespace mien::max_pool
