#include "pad.h"
#include "tile.h"

namespace mien::operators {
namespace {

struct Task {
  int64_t picture, first_line, lines, first_block, last_block;
};

// All pictures for a part of the weights, before they leave the cache.
Task task_of(const Convolution& call, int64_t index) {
  const int64_t picture = index % call.pictures, chunk = index / call.pictures % call.chunks, part = index / call.pictures / call.chunks, lines = call.lines();
  const int64_t pairs = (call.weights.out_blocks + kTileBlocks - 1) / kTileBlocks, last_block = pairs * (part + 1) / call.parts * kTileBlocks;
  const int64_t first_line = lines * chunk / call.chunks;
  return {picture, first_line, lines * (chunk + 1) / call.chunks - first_line, pairs * part / call.parts * kTileBlocks,
          last_block < call.weights.out_blocks ? last_block : call.weights.out_blocks};
}

Sums sums_of(const Convolution& call, const Task& task, int64_t first_block, int64_t place) {
  const int64_t block = call.window.out_places() * kBlock, at = (task.picture * call.weights.out_blocks + first_block) * block + place * kBlock;
  return {call.y + at, call.residual ? call.residual + at : nullptr, block};
}

// Puts the rows of a picture that the lines of a task look at into scratch, with zeros around them.
Places pad_lines(const Convolution& call, const Task& task, const float* x, float* scratch) {
  const Window& window = call.window;
  const Weights& weights = call.weights;
  const int64_t width = window.padded_width(), rows = window.padded_height(task.lines), first = task.first_line * window.stride_height;
#if MIEN_LEVEL == 4
  if (weights.is_bfloat16) {
    const int64_t place = weights.rounded_place(), left = least(window.left, width), inside = least(window.width, width - left);
    for (int64_t i = 0; i < rows; i++) {
      const int64_t row = first - window.top + i;
      float* to = scratch + i * width * place;
      std::memset(to, 0, width * place * sizeof(float));
      if (row >= 0 && row < window.height) round_to_bfloat16(weights, x + row * window.width * kBlock, window.places() * kBlock, inside, nullptr, to + left * place);
    }
    return {scratch, window.stride_width * place, 1, kBlock, width * place, place};
  }
#endif
  const int64_t maps = call.is_planes ? weights.channels : blocks_of(weights.channels), values = call.is_planes ? 1 : kBlock, map = rows * width * values;
  for (int64_t i = 0; i < maps; i++) pad(window, x + i * window.places() * values, values, first, rows, scratch + i * map);
  return {scratch, window.stride_width * values, call.is_planes ? map : 1, call.is_planes ? map * kBlock : map, width * values, values};
}

}  // namespace

void MIEN_NAME(convolve)(const Convolution& call, size_t index, float* scratch) {
  const Window& window = call.window;
  const Task task = task_of(call, static_cast<int64_t>(index));
  const int64_t channels = call.is_planes ? call.weights.channels : blocks_of(call.weights.channels) * kBlock;
  const float* x = call.x + task.picture * channels * window.places();
  const float* scale = call.scale ? call.scale + task.picture * channels : nullptr;
  Product product{call.weights, window.kernel_height, window.kernel_width, task.first_block, task.last_block, scale};
  if (call.is_pointwise()) {
    const Places places = pointwise_places(call.weights, x + task.first_line * kBlock, window.places() * kBlock, task.lines, scale, scratch);
    MIEN_NAME(multiply)(product, places, task.lines, sums_of(call, task, task.first_block, task.first_line));
    return;
  }

  // All lines for two blocks, whose weights stay in the cache meanwhile.
  const Places first = pad_lines(call, task, x, scratch);
  for (int64_t block = task.first_block; block < task.last_block; block += kTileBlocks) {
    product.first_block = block;
    product.last_block = least(block + kTileBlocks, task.last_block);
    for (int64_t line = 0; line < task.lines; line++) {
      Places places = first;
      places.values += line * window.stride_height * first.tap_row;
      MIEN_NAME(multiply)(product, places, window.out_width, sums_of(call, task, block, (task.first_line + line) * window.out_width));
    }
  }
}

}  // namespace mien::operators
