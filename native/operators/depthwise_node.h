#pragma once
#include "layer.h"

namespace mien::operators {

// Convolution of each channel by itself, of a map or of what a pointwise convolution makes of it.
class DepthwiseConvolutionNode {
 public:
  static constexpr const char* kName = "DepthwiseConvolution";
  static constexpr size_t kInputs = 5, kNeeded = 3;
  static constexpr bool is_weight(size_t input) { return input == 3; }

  explicit DepthwiseConvolutionNode(const Settings& settings)
      : window_(read_window(settings)),
        activation_(settings.activation("activation")),
        channels_(settings.integer_or("channels", 0)),
        expansion_(channels_ > 0 ? settings.activation("expansion_activation") : kNone) {
    require(window_.stride_width <= 2, "expected strides of 1 or 2");
  }

  void compute(const Call& node) const {
    const Tensor x = node.input(0), weight = node.input(1), bias = node.input(2), expansion = node.input(3);
    x.require("a map", {-1, channels_ > 0 ? blocks_of(channels_) : -1, -1, -1, kBlock});
    Depthwise call{};
    call.window = over(window_, x.sizes[2], x.sizes[3]);
    call.pictures = x.sizes[0];
    call.blocks = x.sizes[1];
    if (channels_ > 0) {
      call.expansion = read_weights(expansion, node.input(4), 1, channels_, expansion_);
      call.blocks = call.expansion.out_blocks;
    }
    weight.require("weights", {call.blocks, call.window.taps(), kBlock});
    bias.require("biases", {call.blocks * kBlock});
    call.x = x.data;
    call.weight = weight.data;
    call.bias = bias.data;
    call.activation = activation_;
    call.y = node.output({call.pictures, call.blocks, call.window.out_height, call.window.out_width, kBlock});
    run(node, call);
  }

 private:
  static void run(const Call& node, Depthwise& call) {
    const Window& window = call.window;
    const int64_t together = call.expansion.weight ? call.together() : 0;
    call.chunks = std::min(window.out_height, ceiling(window.out_height, std::max(rows_within(window, (together + 1) * kBlock), int64_t{1})));
    call.parts = std::min(call.groups(), ceiling(kTasks, std::max(call.pictures * call.chunks, int64_t{1})));
    const int64_t rows = window.padded_height(ceiling(window.out_height, call.chunks)), rounded = call.expansion.is_bfloat16 ? call.expansion.rounded_place() : 0;
    const int64_t scratch = rows * (window.padded_width() * kBlock + window.width * (together * kBlock + rounded));
    node.run(call.pictures * call.chunks * call.parts, scratch, [&](size_t task, float* memory) { MIEN_KERNEL(convolve_depthwise)(call, task, memory); });
  }

  Window window_;
  Activation activation_;
  int64_t channels_;
  Activation expansion_;
};

}  // namespace mien::operators
