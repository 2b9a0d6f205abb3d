// What the operators that are layers share: how they are set, their weights, and how much of them is a task.
#pragma once
#include <algorithm>

#include "node.h"
#include "operators.h"

// The kernel for this processor.
#define MIEN_KERNEL(name) (level() == 4 ? name##_v4 : name##_v3)

namespace mien::operators {

// Enough tasks that a thread which is held up does not keep the other waiting for long.
constexpr int64_t kTasks = 8;

// What a task works on at a time: a quarter of a second-level cache of 1 MiB.
constexpr int64_t kTaskFloats = 65536;

constexpr int64_t kPlacesTogether = 14, kBlocksTogether = 2;  // what the kernel for AVX-512 has in registers

inline int64_t ceiling(int64_t value, int64_t divisor) { return (value + divisor - 1) / divisor; }

inline void require(bool holds, const char* message) {
  if (!holds) throw std::invalid_argument(message);
}

inline Window read_window(const Settings& settings) {
  Window window{};
  settings.integers("kernel_shape", {&window.kernel_height, &window.kernel_width});
  settings.integers("strides", {&window.stride_height, &window.stride_width});
  settings.integers("pads", {&window.top, &window.left, &window.bottom, &window.right});
  require(std::min({window.kernel_height, window.kernel_width, window.stride_height, window.stride_width}) >= 1, "expected kernels and strides of at least 1");
  require(std::min({window.top, window.left, window.bottom, window.right}) >= 0, "expected paddings of at least 0");
  return window;
}

inline Window over(Window window, int64_t height, int64_t width) {
  const int64_t down = height + window.top + window.bottom - window.kernel_height, across = width + window.left + window.right - window.kernel_width;
  require(height >= 1 && width >= 1 && down >= 0 && across >= 0, "expected maps that are no smaller than the kernel");
  window.height = height;
  window.width = width;
  window.out_height = down / window.stride_height + 1;
  window.out_width = across / window.stride_width + 1;
  return window;
}

// The weights of a dense layer, which are inputs of its node.
inline Weights read_weights(const Tensor& weight, const Tensor& bias, int64_t taps, int64_t channels, Activation activation) {
  const bool is_bfloat16 = weight.type == onnx::kBFloat16Type;
  if (is_bfloat16) {
    require(has_bfloat16(), "expected a processor that computes in bfloat16");
    weight.require("weights", {-1, taps * ceiling(channels, 2), kBlock, 2});
  } else {
    require(weight.type == onnx::kFloatType, "expected weights of float32 or bfloat16");
    weight.require("weights", {-1, taps * channels, kBlock});
  }
  bias.require("biases", {weight.sizes[0] * kBlock});
  return {channels, weight.sizes[0], weight.data, bias.data, activation, is_bfloat16};
}

// Output rows whose padded input is no larger than a task may have, of maps of so many floats a place.
inline int64_t rows_within(const Window& window, int64_t floats) {
  return (kTaskFloats / (window.padded_width() * floats) - window.kernel_height) / window.stride_height + 1;
}

}  // namespace mien::operators
