#pragma once
#include "layer.h"

namespace mien::operators {

// Dense convolution, with a scale for each channel before it and a map added after it.
class ConvolutionNode {
 public:
  static constexpr const char* kName = "Convolution";
  static constexpr size_t kInputs = 5, kNeeded = 3;
  static constexpr bool is_weight(size_t input) { return input == 1; }

  explicit ConvolutionNode(const Settings& settings)
      : window_(read_window(settings)), channels_(settings.integer("channels")), activation_(settings.activation("activation")) {
    require(channels_ >= 1, "expected at least one channel");
  }

  void compute(const Call& node) const {
    const Tensor x = node.input(0), scale = node.input(3), residual = node.input(4);
    Convolution call{};
    call.is_planes = x.rank == 4;
    if (call.is_planes) {
      x.require("planes", {-1, channels_, -1, -1});
    } else {
      x.require("a map", {-1, blocks_of(channels_), -1, -1, kBlock});
    }
    const Window window = call.window = over(window_, x.sizes[2], x.sizes[3]);
    call.weights = read_weights(node.input(1), node.input(2), window.taps(), channels_, activation_);
    require(!call.is_planes || !call.weights.is_bfloat16, "expected bfloat16 of convolutions over a blocked map alone");
    call.pictures = x.sizes[0];
    call.x = x.data;
    if (scale.data) {
      require(call.is_pointwise(), "expected a scale before a convolution of 1 x 1 over a blocked map alone");
      scale.require("scales", {call.pictures, blocks_of(channels_), kBlock});
      call.scale = scale.data;
    }
    if (residual.data) {
      residual.require("a residual", {call.pictures, call.weights.out_blocks, window.out_height, window.out_width, kBlock});
      call.residual = residual.data;
    }
    call.y = node.output({call.pictures, call.weights.out_blocks, window.out_height, window.out_width, kBlock});
    run(node, call);
  }

 private:
  static void run(const Call& node, Convolution& call) {
    const Weights& weights = call.weights;
    const int64_t lines = call.lines(), pictures = std::max(call.pictures, int64_t{1});
    const int64_t place = weights.is_bfloat16 ? weights.rounded_place() : call.is_planes ? weights.channels : blocks_of(weights.channels) * kBlock;
    if (!call.is_pointwise()) {
      call.chunks = ceiling(lines, std::max(rows_within(call.window, place), int64_t{1}));
    } else {
      // Places that are rounded first are not rounded for part after part.
      const int64_t least = weights.is_bfloat16 ? std::min(ceiling(lines, kPlacesTogether), ceiling(kTasks, pictures)) : 1;
      call.chunks = std::max(least, ceiling(lines, std::max(kTaskFloats / 2 / place, int64_t{1})));
    }
    const int64_t most_parts = call.is_pointwise() && weights.is_bfloat16 ? 1 : ceiling(weights.out_blocks, kBlocksTogether);
    const int64_t weight_floats = weights.out_blocks * call.window.taps() * weights.channels * kBlock / (weights.is_bfloat16 ? 2 : 1);
    const int64_t parts_in_cache = pictures * call.chunks > 1 ? ceiling(weight_floats, kTaskFloats) : 1;
    call.parts = std::min(most_parts, std::max(parts_in_cache, ceiling(weights.is_bfloat16 ? kTasks / 2 : kTasks, pictures * call.chunks)));
    const int64_t most_lines = ceiling(lines, call.chunks);
    const int64_t scratch = !call.is_pointwise()  ? call.window.padded_height(most_lines) * call.window.padded_width() * place
                            : weights.is_bfloat16 ? most_lines * place
                                                  : 0;
    node.run(call.pictures * call.chunks * call.parts, scratch, [&](size_t task, float* memory) { MIEN_KERNEL(convolve)(call, task, memory); });
  }

  Window window_;
  int64_t channels_;
  Activation activation_;
};

}  // namespace mien::operators
