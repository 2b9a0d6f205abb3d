#include "max_pool_loops.h"

#include <algorithm>
#include <limits>

namespace mien::max_pool {
namespace {

constexpr int64_t lane = 64;  // channels looked at together: their maxima stay in registers or the first cache

// Numbers that order as the values do, so that bfloat16 is compared in 16 bits: minus zero equals zero, and a NaN is above all.
constexpr int16_t nan_key = 0x7fff;

MIEN_INLINE float key(float value) { return value; }
MIEN_INLINE bool is_nan(float value) { return value != value; }
MIEN_INLINE void store_key(float value, float& target) { target = value; }

MIEN_INLINE int16_t key(BFloat16 value) {
  const int16_t bits = int16_t(value), magnitude = int16_t(bits & 0x7fff);
  const int16_t ordered = int16_t(bits < 0 ? -magnitude : magnitude);
  return magnitude > 0x7f80 ? nan_key : ordered;
}
MIEN_INLINE bool is_nan(int16_t value) { return value == nan_key; }
MIEN_INLINE void store_key(int16_t value, BFloat16& target) { target = BFloat16(value < 0 ? -value | 0x8000 : value); }

template <class T>
struct Keys;
template <>
struct Keys<float> {
  using Key = float;
  using Place = uint32_t;
  static constexpr float lowest = -std::numeric_limits<float>::infinity();
};
template <>
struct Keys<BFloat16> {
  using Key = int16_t;
  using Place = uint16_t;
  static constexpr int16_t lowest = -0x7f80;
};

constexpr int nothing = 255;  // no window has so many places

// `channels` is the constant `lane` wherever it can be, so that the loops have a known length.
template <class T>
MIEN_INLINE void maximum(const Window& w, const T* __restrict picture, int64_t top, int64_t left, int64_t channels, T* __restrict y,
                         uint8_t* __restrict places) {
  using Key = typename Keys<T>::Key;
  using Place = typename Keys<T>::Place;
  Key best[lane];
  Place place[lane];
  for (int64_t c = 0; c < channels; c++) best[c] = Keys<T>::lowest;
  for (int64_t c = 0; c < channels; c++) place[c] = nothing;
  const int64_t ky_end = std::min(w.kernel_y, w.height - top), kx_end = std::min(w.kernel_x, w.width - left);
  for (int64_t ky = std::max<int64_t>(0, -top); ky < ky_end; ky++) {
    for (int64_t kx = std::max<int64_t>(0, -left); kx < kx_end; kx++) {
      const T* __restrict row = picture + ((top + ky) * w.width + left + kx) * w.channels;
      const Place number = Place(ky * w.kernel_x + kx);
      for (int64_t c = 0; c < channels; c++) {
        const Key value = key(row[c]);
        const bool better = (value > best[c]) | is_nan(value) | (place[c] == nothing);
        best[c] = better ? value : best[c];
        place[c] = better ? number : place[c];
      }
    }
  }
  for (int64_t c = 0; c < channels; c++) store_key(best[c], y[c]);
  for (int64_t c = 0; c < channels; c++) places[c] = uint8_t(place[c]);
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
MIEN_INLINE void gradient(const Gradient<T>& g, int64_t picture, int64_t y, int64_t x, int64_t channels, T* __restrict dx) {
  float sum[lane];
  for (int64_t c = 0; c < channels; c++) sum[c] = 0;
  for (int32_t i = g.rows.first[y]; i < g.rows.first[y + 1]; i++) {
    for (int32_t j = g.columns.first[x]; j < g.columns.first[x + 1]; j++) {
      const Visit row = g.rows.visits[i], column = g.columns.visits[j];
      const int64_t at = picture + (row.window * g.window.out_width + column.window) * g.window.channels;
      const T* __restrict dy = g.dy + at;
      const uint8_t* __restrict places = g.places + at;
      const uint8_t number = uint8_t(row.place * g.window.kernel_x + column.place);
      for (int64_t c = 0; c < channels; c++) {
        const T chosen = places[c] == number ? dy[c] : T(0);
        sum[c] += load(chosen);
      }
    }
  }
  for (int64_t c = 0; c < channels; c++) store(sum[c], dx[c]);
}

template <class T>
MIEN_INLINE void gradients_body(const Gradient<T>& g, int64_t begin, int64_t end) {
  const Window& w = g.window;
  for (int64_t row = begin; row < end; row++) {
    const int64_t picture = row / w.height * w.out_height * w.out_width * w.channels, y = row % w.height;
    for (int64_t x = 0; x < w.width; x++) {
      T* to = g.dx + (row * w.width + x) * w.channels;
      int64_t c = 0;
      for (; c + lane <= w.channels; c += lane) gradient(g, picture + c, y, x, lane, to + c);
      if (c < w.channels) gradient(g, picture + c, y, x, w.channels - c, to + c);
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
MIEN_CLONES void gradients_of(const Gradient<float>& g, int64_t begin, int64_t end) { gradients_body(g, begin, end); }
MIEN_CLONES void gradients_of(const Gradient<BFloat16>& g, int64_t begin, int64_t end) { gradients_body(g, begin, end); }

Visits::Visits(int64_t size, int64_t windows, int64_t kernel, int64_t stride, int64_t pad) {
  for (int64_t at = 0; at < size; at++) {
    first.push_back(int32_t(visits.size()));
    for (int64_t place = kernel - 1; place >= 0; place--) {
      const int64_t start = at + pad - place;  // of the window, in the padded picture
      if (start >= 0 && start % stride == 0 && start / stride < windows) visits.push_back({int32_t(start / stride), int32_t(place)});
    }
  }
  first.push_back(int32_t(visits.size()));
}

}  // namespace mien::max_pool
