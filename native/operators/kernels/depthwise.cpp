#include "pad.h"
#include "tile.h"

namespace mien::operators {
namespace {

// kColumns neighbouring outputs of a row, in registers while the taps pass by.
template <int kStride, int kColumns>
MIEN_INLINE void slide(const Depthwise& call, const float* from, const float* weight, const float* bias, float* to) {
  const int64_t width = call.window.padded_width() * kBlock;
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
    activate_all(call.activation, sums);
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

// What a task computes: rows of the output, of some groups of blocks; and the rows of the map that they look at and that exist.
struct Task {
  int64_t picture, first_row, rows, first_group, last_group, first_in, in_rows, top, height;
};

Task task_of(const Depthwise& call, int64_t index) {
  const Window& window = call.window;
  const int64_t part = index % call.parts, chunk = index / call.parts % call.chunks, groups = call.groups();
  const int64_t first_row = window.out_height * chunk / call.chunks, rows = window.out_height * (chunk + 1) / call.chunks - first_row;
  const int64_t first_in = first_row * window.stride_height, in_rows = window.padded_height(rows), end = first_in - window.top + in_rows;
  const int64_t top = first_in > window.top ? first_in - window.top : 0, height = (end < window.height ? end : window.height) - top;
  return {index / call.parts / call.chunks, first_row, rows, groups * part / call.parts, groups * (part + 1) / call.parts, first_in, in_rows, top, height > 0 ? height : 0};
}

void slide_block(const Depthwise& call, const Task& task, int64_t block, const float* x, float* padded) {
  const Window& window = call.window;
  const int64_t row = window.padded_width() * kBlock, out_row = window.out_width * kBlock;
  pad(window, x, kBlock, task.first_in, task.in_rows, padded);
  const float *weight = call.weight + block * window.taps() * kBlock, *bias = call.bias + block * kBlock;
  float* to = call.y + (task.picture * call.blocks + block) * window.out_places() * kBlock + task.first_row * out_row;
  for (int64_t i = 0; i < task.rows; i++) {
    (window.stride_width == 1 ? slide_row<1> : slide_row<2>)(call, padded + i * window.stride_height * row, weight, bias, to + i * out_row);
  }
}

// Of what the expansion gives: the rows of two blocks at a time, which stay in the cache.
void slide_expanded(const Depthwise& call, const Task& task, float* padded) {
  const Window& window = call.window;
  const Weights& weights = call.expansion;
  const int64_t count = task.height * window.width, map = count * kBlock;
  float *expanded = padded + task.in_rows * window.padded_width() * kBlock, *rounded = expanded + call.together() * map;
  const float* x = call.x + (task.picture * blocks_of(weights.channels) * window.places() + task.top * window.width) * kBlock;
  const Places places = pointwise_places(weights, x, window.places() * kBlock, count, nullptr, rounded);
  for (int64_t group = task.first_group; group < task.last_group; group++) {
    const int64_t block = group * call.together(), last = block + call.together() < call.blocks ? block + call.together() : call.blocks;
    MIEN_NAME(multiply)({weights, 1, 1, block, last, nullptr}, places, count, {expanded, nullptr, map});
    for (int64_t i = block; i < last; i++) slide_block(call, task, i, expanded + (i - block) * map - task.top * window.width * kBlock, padded);
  }
}

}  // namespace

void MIEN_NAME(convolve_depthwise)(const Depthwise& call, size_t index, float* scratch) {
  const Task task = task_of(call, static_cast<int64_t>(index));
  if (call.expansion.weight) {
    slide_expanded(call, task, scratch);
    return;
  }
  for (int64_t block = task.first_group; block < task.last_group; block++) {
    slide_block(call, task, block, call.x + (task.picture * call.blocks + block) * call.window.places() * kBlock, scratch);
  }
}

}  // namespace mien::operators
