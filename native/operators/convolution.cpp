#include "vector.h"

namespace mien::operators {
namespace {

// Where the rows of the left matrix lie: value k of row r is at r * row + k / 16 * block + k % 16.
struct Rows {
  const float* values;
  int64_t row, block;
};

// kRows places times kBlocks blocks of output channels, all in registers while the depth passes by.
template <int kRows, int kBlocks>
MIEN_INLINE void multiply(Rows rows, const float* weight, int64_t depth, const float* bias, float* out, int64_t out_block) {
  constexpr int kVectors = kBlocks * kParts;
  Vector sums[kRows][kVectors];
#pragma GCC unroll 16
  for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) sums[r][v] = load(bias + v * kLanes);
  }

  const float* from = rows.values;
  for (int64_t start = 0; start < depth; start += kBlock, from += rows.block) {
    const int64_t count = depth - start < kBlock ? depth - start : kBlock;
    for (int64_t k = 0; k < count; k++) {
      Vector factors[kVectors];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; v++) factors[v] = load(weight + v / kParts * depth * kBlock + v % kParts * kLanes);
      weight += kBlock;
#pragma GCC unroll 16
      for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; v++) sums[r][v] += from[r * rows.row + k] * factors[v];
      }
    }
  }

#pragma GCC unroll 16
  for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; v++) store(out + v / kParts * out_block + r * kBlock + v % kParts * kLanes, sums[r][v]);
  }
}

template <int kBlocks, int kRows = kTileRows>
void multiply_some(int64_t count, Rows rows, const float* weight, int64_t depth, const float* bias, float* out, int64_t out_block) {
  if (count == kRows) {
    multiply<kRows, kBlocks>(rows, weight, depth, bias, out, out_block);
  } else if constexpr (kRows > 1) {
    multiply_some<kBlocks, kRows - 1>(count, rows, weight, depth, bias, out, out_block);
  }
}

// One place of a blocked map under every tap of the window, one after another; what lies outside is 0.
void gather_blocks(const Convolution& call, const float* x, int64_t row, int64_t column, float* to) {
  const Window& window = call.window;
  for (int64_t i = 0; i < window.kernel_height; i++) {
    for (int64_t j = 0; j < window.kernel_width; j++, to += call.channels) {
      const int64_t y = row * window.stride_height - window.top + i, z = column * window.stride_width - window.left + j;
      const bool is_inside = y >= 0 && y < window.height && z >= 0 && z < window.width;
      const float* from = x + (y * window.width + z) * kBlock;
      for (int64_t channel = 0; channel < call.channels; channel += kBlock, from += window.places() * kBlock) {
        // Whole blocks: what is too much at the end of a tap is overwritten by the next.
        for (int64_t k = 0; k < kBlock; k += kLanes) store(to + channel + k, is_inside ? load(from + k) : Vector{});
      }
    }
  }
}

void gather_planes(const Convolution& call, const float* x, int64_t row, int64_t column, float* to) {
  const Window& window = call.window;
  for (int64_t i = 0; i < window.kernel_height; i++) {
    const int64_t y = row * window.stride_height - window.top + i;
    for (int64_t j = 0; j < window.kernel_width; j++) {
      const int64_t z = column * window.stride_width - window.left + j;
      const bool is_inside = y >= 0 && y < window.height && z >= 0 && z < window.width;
      const float* from = x + y * window.width + z;
      for (int64_t channel = 0; channel < call.channels; channel++, from += window.places()) *to++ = is_inside ? *from : 0;
    }
  }
}

void scale_place(const Convolution& call, const float* x, const float* scale, int64_t place, float* to) {
  for (int64_t channel = 0; channel < call.channels; channel += kBlock) {
    const float* from = x + channel * call.window.places() + place * kBlock;
    for (int64_t k = 0; k < kBlock; k += kLanes) store(to + channel + k, load(from + k) * load(scale + channel + k));
  }
}

Rows gather(const Convolution& call, int64_t picture, int64_t first, int64_t count, float* scratch) {
  const Window& window = call.window;
  const int64_t channels = call.is_planes ? call.channels : blocks_of(call.channels) * kBlock;
  const float* x = call.x + picture * channels * window.places();
  if (window.is_pointwise() && !call.is_planes && !call.scale) return {x + first * kBlock, kBlock, window.places() * kBlock};
  const int64_t stride = call.gathered_row();
  for (int64_t place = first; place < first + count; place++) {
    float* to = scratch + (place - first) * stride;
    const int64_t row = place / window.out_width, column = place % window.out_width;
    if (call.scale) {
      scale_place(call, x, call.scale + picture * channels, place, to);
    } else if (call.is_planes) {
      gather_planes(call, x, row, column, to);
    } else {
      gather_blocks(call, x, row, column, to);
    }
  }
  return {scratch, stride, kBlock};
}

void convolve(const Convolution& call, size_t task, float* scratch) {
  const int64_t part = static_cast<int64_t>(task) % call.parts, chunk = static_cast<int64_t>(task) / call.parts % call.chunks;
  const int64_t picture = static_cast<int64_t>(task) / call.parts / call.chunks, places = call.window.out_places();
  const int64_t first = places * chunk / call.chunks, count = places * (chunk + 1) / call.chunks - first;
  const int64_t tiles = (count + kTileRows - 1) / kTileRows, out_block = places * kBlock, depth = call.depth();
  const Rows rows = gather(call, picture, first, count, scratch);

  const int64_t pairs = (call.out_blocks + kTileBlocks - 1) / kTileBlocks, last = pairs * (part + 1) / call.parts;
  for (int64_t pair = pairs * part / call.parts; pair < last; pair++) {
    const int64_t block = pair * kTileBlocks;
    const int64_t width = call.out_blocks - block < kTileBlocks ? call.out_blocks - block : kTileBlocks;
    for (int64_t tile = 0; tile < tiles; tile++) {
      const int64_t start = count * tile / tiles, height = count * (tile + 1) / tiles - start;
      const int64_t at = (picture * call.out_blocks + block) * out_block + (first + start) * kBlock;
      const Rows tile_rows{rows.values + start * rows.row, rows.row, rows.block};
      const float* weight = call.weight + block * depth * kBlock;
      if (width == kTileBlocks) {
        multiply_some<kTileBlocks>(height, tile_rows, weight, depth, call.bias + block * kBlock, call.y + at, out_block);
      } else {
        multiply_some<1>(height, tile_rows, weight, depth, call.bias + block * kBlock, call.y + at, out_block);
      }
      for (int64_t i = 0; i < width; i++) {
        const int64_t from = at + i * out_block;
        finish(call.activation, call.y + from, height * kBlock, call.residual ? call.residual + from : nullptr);
      }
    }
  }
}

}  // namespace

void MIEN_NAME(convolve)(const Convolution& call, size_t task, float* scratch) { convolve(call, task, scratch); }

}  // namespace mien::operators
