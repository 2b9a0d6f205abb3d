#include "operators.h"

#include "convolution_node.h"
#include "depthwise_node.h"
#include "mean_nodes.h"
#include "pool_node.h"

namespace mien::operators {
namespace {

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
  static const Description<MaxPoolNode> pool;
  static const std::initializer_list<const onnx::Operator*> list = {&convolution, &depthwise, &excitation, &mean, &pool};
  return list;
}

}  // namespace mien::operators
