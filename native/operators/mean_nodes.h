#pragma once
#include "layer.h"

namespace mien::operators {

// A scale for each channel, from the means of all.
class SqueezeExcitationNode {
 public:
  static constexpr const char* kName = "SqueezeExcitation";
  static constexpr size_t kInputs = 5, kNeeded = 5;
  static constexpr bool is_weight(size_t) { return false; }

  explicit SqueezeExcitationNode(const Settings& settings) : activation_(settings.activation("activation")), gate_(settings.activation("gate")) {}

  void compute(const Call& node) const {
    const Tensor x = node.input(0), weight1 = node.input(1), bias1 = node.input(2), weight2 = node.input(3), bias2 = node.input(4);
    x.require("a map", {-1, -1, -1, -1, kBlock});
    Excitation call{};
    call.pictures = x.sizes[0];
    call.blocks = x.sizes[1];
    call.squeezed = weight1.sizes[0];
    weight1.require("weights", {call.squeezed, call.blocks * kBlock});
    bias1.require("biases", {call.squeezed});
    weight2.require("weights", {call.squeezed, call.blocks * kBlock});
    bias2.require("biases", {call.blocks * kBlock});
    call.weight1 = weight1.data;
    call.bias1 = bias1.data;
    call.weight2 = weight2.data;
    call.bias2 = bias2.data;
    call.activation = activation_;
    call.gate = gate_;
    call.y = node.output({call.pictures, call.blocks, kBlock});

    const int64_t places = x.sizes[2] * x.sizes[3];
    node.run(call.pictures * call.blocks, 0, [&](size_t block, float*) { MIEN_KERNEL(mean)(x.data + static_cast<int64_t>(block) * places * kBlock, places, call.y + block * kBlock); });
    node.run(call.pictures, blocks_of(call.squeezed) * kBlock, [&](size_t picture, float* memory) { MIEN_KERNEL(excite)(call, picture, memory); });
  }

 private:
  Activation activation_, gate_;
};

// Means over all places, back in the usual layout.
class GlobalMeanNode {
 public:
  static constexpr const char* kName = "GlobalMean";
  static constexpr size_t kInputs = 1, kNeeded = 1;
  static constexpr bool is_weight(size_t) { return false; }

  explicit GlobalMeanNode(const Settings& settings) : channels_(settings.integer("channels")) { require(channels_ >= 1, "expected at least one channel"); }

  void compute(const Call& node) const {
    const Tensor x = node.input(0);
    const int64_t blocks = blocks_of(channels_);
    x.require("a map", {-1, blocks, -1, -1, kBlock});
    const int64_t places = x.sizes[2] * x.sizes[3];
    float* y = node.output({x.sizes[0], channels_, 1, 1});
    node.run(x.sizes[0] * blocks, kBlock, [&](size_t task, float* means) {
      const int64_t block = static_cast<int64_t>(task) % blocks, picture = static_cast<int64_t>(task) / blocks;
      MIEN_KERNEL(mean)(x.data + static_cast<int64_t>(task) * places * kBlock, places, means);
      std::copy_n(means, std::min(kBlock, channels_ - block * kBlock), y + picture * channels_ + block * kBlock);
    });
  }

 private:
  int64_t channels_;
};

}  // namespace mien::operators
