#include "operators.h"

#include <algorithm>

#include "node.h"

namespace mien::operators {
namespace {

// Enough tasks that a thread which is held up does not keep the other waiting for long.
constexpr int64_t kTasks = 8;

// The input of a task: half of a small second-level cache.
constexpr int64_t kTaskFloats = 32768;

constexpr int64_t kRowsTogether = 14, kBlocksTogether = 2;  // what the kernel for AVX-512 has in registers

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

// Dense convolution, with a scale for each channel before it and a map added after it.
class ConvolutionNode {
 public:
  static constexpr const char* kName = "Convolution";
  static constexpr size_t kInputs = 5, kNeeded = 3;

  explicit ConvolutionNode(const Settings& settings)
      : window_(read_window(settings)), channels_(settings.integer("channels")), activation_(settings.activation("activation")) {
    require(channels_ >= 1, "expected at least one channel");
  }

  void compute(const Call& node) const {
    const Tensor x = node.input(0), weight = node.input(1), bias = node.input(2), scale = node.input(3), residual = node.input(4);
    Convolution call{};
    call.is_planes = x.rank == 4;
    call.channels = channels_;
    call.pictures = x.sizes[0];
    call.out_blocks = weight.sizes[0];
    if (call.is_planes) {
      x.require("planes", {-1, channels_, -1, -1});
    } else {
      x.require("a map", {-1, blocks_of(channels_), -1, -1, kBlock});
    }
    call.window = over(window_, x.sizes[2], x.sizes[3]);
    weight.require("weights", {-1, call.depth(), kBlock});
    bias.require("biases", {call.out_blocks * kBlock});
    if (scale.data) {
      require(call.window.is_pointwise() && !call.is_planes, "expected a scale before a convolution of 1 x 1 over a blocked map alone");
      scale.require("scales", {call.pictures, blocks_of(channels_), kBlock});
    }
    const Window& window = call.window;
    if (residual.data) residual.require("a residual", {call.pictures, call.out_blocks, window.out_height, window.out_width, kBlock});
    call.x = x.data;
    call.weight = weight.data;
    call.bias = bias.data;
    call.scale = scale.data;
    call.residual = residual.data;
    call.activation = activation_;
    call.y = node.output({call.pictures, call.out_blocks, window.out_height, window.out_width, kBlock});

    const int64_t rows = std::max(kTaskFloats / call.depth() / kRowsTogether, int64_t{1}) * kRowsTogether;
    call.chunks = ceiling(window.out_places(), rows);
    call.parts = std::clamp(ceiling(kTasks, std::max(call.pictures * call.chunks, int64_t{1})), int64_t{1}, ceiling(call.out_blocks, kBlocksTogether));
    const int64_t scratch = call.is_gathered() ? ceiling(window.out_places(), call.chunks) * call.gathered_row() : 0;
    node.run(call.pictures * call.chunks * call.parts, static_cast<size_t>(scratch),
             [&](size_t task, float* memory) { MIEN_KERNEL(convolve)(call, task, memory); });
  }

 private:
  Window window_;
  int64_t channels_;
  Activation activation_;
};

// Convolution of each channel by itself.
class DepthwiseConvolutionNode {
 public:
  static constexpr const char* kName = "DepthwiseConvolution";
  static constexpr size_t kInputs = 3, kNeeded = 3;

  explicit DepthwiseConvolutionNode(const Settings& settings) : window_(read_window(settings)), activation_(settings.activation("activation")) {
    require(window_.stride_width <= 2, "expected strides of 1 or 2");
  }

  void compute(const Call& node) const {
    const Tensor x = node.input(0), weight = node.input(1), bias = node.input(2);
    x.require("a map", {-1, -1, -1, -1, kBlock});
    Depthwise call{};
    call.window = over(window_, x.sizes[2], x.sizes[3]);
    call.pictures = x.sizes[0];
    call.blocks = x.sizes[1];
    weight.require("weights", {call.blocks, call.window.taps(), kBlock});
    bias.require("biases", {call.blocks * kBlock});
    call.x = x.data;
    call.weight = weight.data;
    call.bias = bias.data;
    call.activation = activation_;
    call.y = node.output({call.pictures, call.blocks, call.window.out_height, call.window.out_width, kBlock});

    const int64_t padded_rows = std::max(kTaskFloats / (call.padded_width() * kBlock), call.window.kernel_height);
    const int64_t rows = (padded_rows - call.window.kernel_height) / call.window.stride_height + 1;
    call.chunks = ceiling(call.window.out_height, rows);
    const int64_t most_rows = (ceiling(call.window.out_height, call.chunks) - 1) * call.window.stride_height + call.window.kernel_height;
    node.run(call.pictures * call.blocks * call.chunks, static_cast<size_t>(most_rows * call.padded_width() * kBlock),
             [&](size_t task, float* memory) { MIEN_KERNEL(convolve_depthwise)(call, task, memory); });
  }

 private:
  Window window_;
  Activation activation_;
};

// A scale for each channel, from the means of all.
class SqueezeExcitationNode {
 public:
  static constexpr const char* kName = "SqueezeExcitation";
  static constexpr size_t kInputs = 5, kNeeded = 5;

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
    node.run(call.pictures, static_cast<size_t>(blocks_of(call.squeezed) * kBlock), [&](size_t picture, float* memory) { MIEN_KERNEL(excite)(call, picture, memory); });
  }

 private:
  Activation activation_, gate_;
};

// Means over all places, back in the usual layout.
class GlobalMeanNode {
 public:
  static constexpr const char* kName = "GlobalMean";
  static constexpr size_t kInputs = 1, kNeeded = 1;

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
    input_type = output_type = kFloat;
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
