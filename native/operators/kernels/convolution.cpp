#include "pad.h"
#include "tile.h"

namespace mien::operators {
namespace {

struct Task {
  int64_t picture, first_line, lines, first_block, last_block;
};

Task task_of(const Convolution& call, int64_t index) {
  const int64_t part = index % call.parts, chunk = index / call.parts % call.chunks, lines = call.lines();
  const int64_t pairs = (call.weights.out_blocks + kTileBlocks - 1) / kTileBlocks, last_block = pairs * (part + 1) / call.parts * kTileBlocks;
  const int64_t first_line = lines * chunk / call.chunks;
  return {index / call.parts / call.chunks, first_line, lines * (chunk + 1) / call.chunks - first_line, pairs * part / call.parts * kTileBlocks,
          last_block < call.weights.out_blocks ? last_block : call.weights.out_blocks};
}

Sums sums_of(const Convolution& call, const Task& task, int64_t place) {
  const int64_t block = call.window.out_places() * kBlock, at = (task.picture * call.weights.out_blocks + task.first_block) * block + place * kBlock;
  return {call.y + at, call.residual ? call.residual + at : nullptr, block};
}

}  // namespace

void MIEN_NAME(convolve)(const Convolution& call, size_t index, float* scratch) {
  const Window& window = call.window;
  const Task task = task_of(call, static_cast<int64_t>(index));
  const int64_t maps = call.is_planes ? call.weights.channels : blocks_of(call.weights.channels), values = call.is_planes ? 1 : kBlock;
  const float* x = call.x + task.picture * maps * window.places() * values;
  const float* scale = call.scale ? call.scale + task.picture * maps * kBlock : nullptr;
  const Product product{call.weights, window.kernel_height, window.kernel_width, task.first_block, task.last_block, scale};
  if (call.is_pointwise()) {
    MIEN_NAME(multiply)(product, pointwise_places(call.weights, x, window.places(), task.first_line, task.lines, scale, scratch), task.lines,
                        sums_of(call, task, task.first_line));
    return;
  }

  const int64_t rows = window.padded_height(task.lines), row = window.padded_width() * values, map = rows * row;
  for (int64_t i = 0; i < maps; i++) pad(window, x + i * window.places() * values, values, task.first_line * window.stride_height, rows, scratch + i * map);
  for (int64_t line = 0; line < task.lines; line++) {
    const Places places{scratch + line * window.stride_height * row, window.stride_width * values, call.is_planes ? map : 1, call.is_planes ? map * kBlock : map,
                        row, values};
    MIEN_NAME(multiply)(product, places, window.out_width, sums_of(call, task, (task.first_line + line) * window.out_width));
  }
}

}  // namespace mien::operators
