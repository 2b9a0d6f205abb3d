#include "max_pool_loops.h"

#include <limits>

namespace mien::max_pool {
namespace {

constexpr int64_t lane = 64;  // channels looked at together: their maxima stay in registers or the first cache

template <class T>
MIEN_INLINE void maximum(const Window& w, const T* __restrict picture, int64_t top, int64_t left, int64_t count, T* __restrict y,
                         uint8_t* __restrict places) {
  float best[lane];
  uint32_t place[lane];
  for (int64_t c = 0; c < count; c++) best[c] = -std::numeric_limits<float>::infinity(), place[c] = 255;
  for (int64_t ky = 0; ky < w.kernel_y; ky++) {
    if (top + ky < 0 || top + ky >= w.height) continue;
    for (int64_t kx = 0; kx < w.kernel_x; kx++) {
      if (left + kx < 0 || left + kx >= w.width) continue;
      const T* __restrict row = picture + ((top + ky) * w.width + left + kx) * w.channels;
      const uint32_t number = uint32_t(ky * w.kernel_x + kx);
      for (int64_t c = 0; c < count; c++) {
        const float value = load(row[c]);
        const bool better = (value > best[c]) | (value != value) | (place[c] == 255);
        best[c] = better ? value : best[c];
        place[c] = better ? number : place[c];
      }
    }
  }
  for (int64_t c = 0; c < count; c++) store(best[c], y[c]), places[c] = uint8_t(place[c]);
}

template <class T>
MIEN_INLINE void maxima_body(const Window& w, const T* x, int64_t begin, int64_t end, T* y, uint8_t* places) {
  for (int64_t row = begin; row < end; row++) {
    const T* picture = x + row / w.out_height * w.height * w.width * w.channels;
    const int64_t top = row % w.out_height * w.stride_y - w.pad_y;
    for (int64_t ox = 0; ox < w.out_width; ox++) {
      const int64_t at = (row * w.out_width + ox) * w.channels, left = ox * w.stride_x - w.pad_x;
      int64_t c = 0;
      for (; c + lane <= w.channels; c += lane) maximum(w, picture + c, top, left, lane, y + at + c, places + at + c);
      if (c < w.channels) maximum(w, picture + c, top, left, w.channels - c, y + at + c, places + at + c);
    }
  }
}

template <class T>
MIEN_INLINE void gradient(const Window& w, const T* __restrict dy, const uint8_t* __restrict places, int64_t y, int64_t x,
                          int64_t count, T* __restrict dx) {
  float sum[lane];
  for (int64_t c = 0; c < count; c++) sum[c] = 0;
  // Windows that hold (y, x): oy * stride - pad <= y < oy * stride - pad + kernel.
  for (int64_t ky = w.kernel_y - 1; ky >= 0; ky--) {
    const int64_t up = y + w.pad_y - ky;
    if (up < 0 || up % w.stride_y != 0 || up / w.stride_y >= w.out_height) continue;
    for (int64_t kx = w.kernel_x - 1; kx >= 0; kx--) {
      const int64_t back = x + w.pad_x - kx;
      if (back < 0 || back % w.stride_x != 0 || back / w.stride_x >= w.out_width) continue;
      const int64_t at = (up / w.stride_y * w.out_width + back / w.stride_x) * w.channels;
      const uint32_t number = uint32_t(ky * w.kernel_x + kx);
      for (int64_t c = 0; c < count; c++) sum[c] += places[at + c] == number ? load(dy[at + c]) : 0;
    }
  }
  for (int64_t c = 0; c < count; c++) store(sum[c], dx[c]);
}

template <class T>
MIEN_INLINE void gradients_body(const Window& w, const T* dy, const uint8_t* places, int64_t begin, int64_t end, T* dx) {
  for (int64_t row = begin; row < end; row++) {
    const int64_t picture = row / w.height * w.out_height * w.out_width * w.channels;
    for (int64_t x = 0; x < w.width; x++) {
      T* to = dx + (row * w.width + x) * w.channels;
      int64_t c = 0;
      for (; c + lane <= w.channels; c += lane) gradient(w, dy + picture + c, places + picture + c, row % w.height, x, lane, to + c);
      if (c < w.channels) gradient(w, dy + picture + c, places + picture + c, row % w.height, x, w.channels - c, to + c);
    }
  }
}

}  // namespace

MIEN_CLONES void maxima(const Window& w, const float* x, int64_t begin, int64_t end, float* y, uint8_t* places) {
  maxima_body(w, x, begin, end, y, places);
}
MIEN_CLONES void maxima(const Window& w, const BFloat16* x, int64_t begin, int64_t end, BFloat16* y, uint8_t* places) {
  maxima_body(w, x, begin, end, y, places);
}
MIEN_CLONES void gradients_of(const Window& w, const float* dy, const uint8_t* places, int64_t begin, int64_t end, float* dx) {
  gradients_body(w, dy, places, begin, end, dx);
}
MIEN_CLONES void gradients_of(const Window& w, const BFloat16* dy, const uint8_t* places, int64_t begin, int64_t end, BFloat16* dx) {
  gradients_body(w, dy, places, begin, end, dx);
}

}  // namespace mien::max_pool
