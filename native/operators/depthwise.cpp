#include "vector.h"

namespace mien::operators {
namespace {

// Copies the rows that a chunk of outputs looks at, with zeros around the picture.
void pad(const Depthwise& call, const float* x, int64_t first, int64_t count, float* to) {
  const Window& window = call.window;
  const int64_t width = call.padded_width(), rows = (count - 1) * window.stride_height + window.kernel_height;
  const int64_t left = window.left < width ? window.left : width;
  const int64_t inside = window.width < width - left ? window.width : width - left;
  for (int64_t i = 0; i < rows; i++, to += width * kBlock) {
    const int64_t y = first * window.stride_height - window.top + i;
    if (y < 0 || y >= window.height) {
      std::memset(to, 0, width * kBlock * sizeof(float));
      continue;
    }
    std::memset(to, 0, left * kBlock * sizeof(float));
    std::memcpy(to + left * kBlock, x + y * window.width * kBlock, inside * kBlock * sizeof(float));
    std::memset(to + (left + inside) * kBlock, 0, (width - left - inside) * kBlock * sizeof(float));
  }
}

// kColumns neighbouring outputs of a row, in registers while the taps pass by.
template <int kStride, int kColumns>
MIEN_INLINE void slide(const Depthwise& call, const float* from, const float* weight, const float* bias, float* to) {
  const int64_t width = call.padded_width() * kBlock;
  for (int part = 0; part < kParts; part++) {
    const float *row = from + part * kLanes, *tap = weight + part * kLanes;
    Vector sums[kColumns];
#pragma GCC unroll 16
    for (int column = 0; column < kColumns; column++) sums[column] = load(bias + part * kLanes);
    for (int64_t i = 0; i < call.window.kernel_height; i++, row += width) {
      for (int64_t j = 0; j < call.window.kernel_width; j++, tap += kBlock) {
        const Vector factor = load(tap);
#pragma GCC unroll 16
        for (int column = 0; column < kColumns; column++) sums[column] += factor * load(row + (j + column * kStride) * kBlock);
      }
    }
#pragma GCC unroll 16
    for (int column = 0; column < kColumns; column++) store(to + column * kBlock + part * kLanes, sums[column]);
  }
}

template <int kStride, int kColumns = kTileColumns>
void slide_some(int64_t count, const Depthwise& call, const float* from, const float* weight, const float* bias, float* to) {
  if (count == kColumns) {
    slide<kStride, kColumns>(call, from, weight, bias, to);
  } else if constexpr (kColumns > 1) {
    slide_some<kStride, kColumns - 1>(count, call, from, weight, bias, to);
  }
}

template <int kStride>
void slide_row(const Depthwise& call, const float* from, const float* weight, const float* bias, float* to) {
  const int64_t width = call.window.out_width, tiles = (width + kTileColumns - 1) / kTileColumns;
  for (int64_t tile = 0; tile < tiles; tile++) {
    const int64_t first = width * tile / tiles, count = width * (tile + 1) / tiles - first;
    slide_some<kStride>(count, call, from + first * kStride * kBlock, weight, bias, to + first * kBlock);
  }
}

}  // namespace

void MIEN_NAME(convolve_depthwise)(const Depthwise& call, size_t task, float* scratch) {
  const Window& window = call.window;
  const int64_t chunk = static_cast<int64_t>(task) % call.chunks, map = static_cast<int64_t>(task) / call.chunks, block = map % call.blocks;
  const int64_t first = call.rows(chunk), count = call.rows(chunk + 1) - first;
  pad(call, call.x + map * window.places() * kBlock, first, count, scratch);
  const float *weight = call.weight + block * window.taps() * kBlock, *bias = call.bias + block * kBlock;
  for (int64_t row = 0; row < count; row++) {
    const float* from = scratch + row * window.stride_height * call.padded_width() * kBlock;
    float* to = call.y + (map * window.out_places() + (first + row) * window.out_width) * kBlock;
    if (window.stride_width == 1) {
      slide_row<1>(call, from, weight, bias, to);
    } else {
      slide_row<2>(call, from, weight, bias, to);
    }
    finish(call.activation, to, window.out_width * kBlock, nullptr);
  }
}

}  // namespace mien::operators
