#include "operators.h"

#include <algorithm>

#include "node.h"

namespace mien::operators {
namespace {

// Enough tasks that a thread which is held up does not keep the other waiting for long.
constexpr int64_t kTasks = 8;

// What a task works on at a time: a quarter of a second-level cache of 1 MiB.
constexpr int64_t kTaskFloats = 65536;

constexpr int64_t kPlacesTogether = 14, kBlocksTogether = 2;  // what the kernel for AVX-512 has in registers

#define MIEN_KERNEL(name) (level() == 4 ? name##_v4 : name##_v3)

int64_t ceiling(int64_t value, int64_t divisor) { return (value + divisor - 1) / divisor; }

void require(bool holds, const char* message) {
  if (!holds) throw std::invalid_argument(message);
}

Window read_window(const Settings& settings) {
  Window window{};
  settings.integers("kernel_shape", {&window.kernel_height, &window.kernel_width});
  settings.integers("strides", {&window.stride_height, &window.stride_width});
  settings.integers("pads", {&window.top, &window.left, &window.bottom, &window.right});
  require(std::min({window.kernel_height, window.kernel_width, window.stride_height, window.stride_width}) >= 1, "expected kernels and strides of at least 1");
  require(std::min({window.top, window.left, window.bottom, window.right}) >= 0, "expected paddings of at least 0");
  return window;
}

Window over(Window window, int64_t height, int64_t width) {
  const int64_t down = height + window.top + window.bottom - window.kernel_height, across = width + window.left + window.right - window.kernel_width;
  require(height >= 1 && width >= 1 && down >= 0 && across >= 0, "expected maps that are no smaller than the kernel");
  window.height = height;
  window.width = width;
  window.out_height = down / window.stride_height + 1;
  window.out_width = across / window.stride_width + 1;
  return window;
}

// The weights of a dense layer, which are inputs of its node.
Weights read_weights(const Tensor& weight, const Tensor& bias, int64_t taps, int64_t channels, Activation activation) {
  const bool is_bfloat16 = weight.type == onnx::kBFloat16Type;
  if (is_bfloat16) {
    require(has_bfloat16(), "expected a processor that computes in bfloat16");
    weight.require("weights", {-1, ceiling(channels, 2), kBlock, 2});
  } else {
    require(weight.type == onnx::kFloatType, "expected weights of float32 or bfloat16");
    weight.require("weights", {-1, taps * channels, kBlock});
  }
  bias.require("biases", {weight.sizes[0] * kBlock});
  return {channels, weight.sizes[0], weight.data, bias.data, activation, is_bfloat16};
}

// Output rows whose padded input is no larger than a task may have, of maps of so many floats a place.
int64_t rows_within(const Window& window, int64_t floats) {
  return (kTaskFloats / (window.padded_width() * floats) - window.kernel_height) / window.stride_height + 1;
}

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
    require(call.is_pointwise() || !call.weights.is_bfloat16, "expected bfloat16 of convolutions of 1 x 1 over a blocked map alone");
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
    const int64_t floats = call.is_planes ? weights.channels : blocks_of(weights.channels) * kBlock, lines = call.lines();
    if (call.is_pointwise()) {
      // Places that are rounded first are not rounded for part after part.
      const int64_t least = weights.is_bfloat16 ? std::min(ceiling(lines, kPlacesTogether), ceiling(kTasks, std::max(call.pictures, int64_t{1}))) : 1;
      call.chunks = std::max(least, ceiling(lines, std::max(kTaskFloats / 2 / floats, int64_t{1})));
    } else {
      call.chunks = ceiling(lines, std::max(rows_within(call.window, floats), int64_t{1}));
    }
    const bool is_split = call.pictures * call.chunks < kTasks && !weights.is_bfloat16;
    call.parts = is_split ? std::min(ceiling(kTasks, std::max(call.pictures * call.chunks, int64_t{1})), ceiling(weights.out_blocks, kBlocksTogether)) : 1;
    const int64_t most = ceiling(lines, call.chunks);
    const int64_t scratch = weights.is_bfloat16 ? most * weights.rounded_place() : call.is_pointwise() ? 0 : call.window.padded_height(most) * call.window.padded_width() * floats;
    node.run(call.pictures * call.chunks * call.parts, scratch, [&](size_t task, float* memory) { MIEN_KERNEL(convolve)(call, task, memory); });
  }

  Window window_;
  int64_t channels_;
  Activation activation_;
};

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

// The description of an operator whose nodes are Nodes.
template <class Node>
class Description : public onnx::Operator {
  struct Kernel {
    const onnx::Api& api;
    Node node;
  };

 public:
  Description() : Operator{} {
    constexpr auto kFloat = [](const Operator*, size_t) { return onnx::kFloatType; };
    version = onnx::kInterfaceVersion;
    name = [](const Operator*) { return Node::kName; };
    provider = [](const Operator*) -> const char* { return nullptr; };
    input_type = [](const Operator*, size_t index) { return Node::is_weight(index) ? onnx::kAnyType : onnx::kFloatType; };
    output_type = kFloat;
    input_count = [](const Operator*) { return Node::kInputs; };
    output_count = [](const Operator*) -> size_t { return 1; };
    input_kind = [](const Operator*, size_t index) { return index < Node::kNeeded ? onnx::kRequired : onnx::kOptional; };
    output_kind = [](const Operator*, size_t) { return onnx::kRequired; };
    input_memory = [](const Operator*, size_t) { return 0; };
    first_version = [](const Operator*) { return 1; };
    last_version = [](const Operator*) { return 1; };
    create_checked = [](const Operator*, const onnx::Api* api, const onnx::KernelInfo* info, void** kernel) {
      return guard(*api, [=] { *kernel = new Kernel{*api, Node(Settings(*api, info))}; });
    };
    compute_checked = [](void* kernel, onnx::KernelContext* context) {
      const auto& [api, node] = *static_cast<Kernel*>(kernel);
      return guard(api, [&api = api, &node = node, context] { node.compute(Call(api, context)); });
    };
    destroy = [](void* kernel) { delete static_cast<Kernel*>(kernel); };
  }
};

}  // namespace

std::initializer_list<const onnx::Operator*> all() {
  static const Description<ConvolutionNode> convolution;
  static const Description<DepthwiseConvolutionNode> depthwise;
  static const Description<SqueezeExcitationNode> excitation;
  static const Description<GlobalMeanNode> mean;
  static const std::initializer_list<const onnx::Operator*> list = {&convolution, &depthwise, &excitation, &mean};
  return list;
}

}  // namespace mien::operators
