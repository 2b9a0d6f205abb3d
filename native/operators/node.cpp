#include "node.h"

#include <cstdlib>
#include <memory>

namespace mien::operators {
namespace {

std::string text(const int64_t* sizes, size_t count) {
  std::string result = "(";
  for (size_t i = 0; i < count; i++) result += (i ? ", " : "") + (sizes[i] < 0 ? "any" : std::to_string(sizes[i]));
  return result + ")";
}

struct Freed {
  void operator()(float* memory) const { std::free(memory); }
};

}  // namespace

void Tensor::require(const char* name, std::initializer_list<int64_t> expected) const {
  bool is_same = data && rank == expected.size();
  size_t i = 0;
  for (int64_t size : expected) {
    is_same = is_same && (size < 0 || size == sizes[i]);
    i++;
  }
  if (!is_same) {
    throw std::invalid_argument(std::string("expected ") + name + " of shape " + text(expected.begin(), expected.size()) + " but got " +
                                (data ? text(sizes, rank) : "none"));
  }
}

int64_t Settings::integer(const char* name) const {
  int64_t value;
  check(onnx::integer(api_, info_, name, &value));
  return value;
}

int64_t Settings::integer_or(const char* name, int64_t otherwise) const {
  int64_t value;
  onnx::Status* const status = onnx::integer(api_, info_, name, &value);
  if (!status) return value;
  onnx::release_status(api_, status);
  return otherwise;
}

void Settings::integers(const char* name, std::initializer_list<int64_t*> values) const {
  constexpr size_t kMost = 4;
  int64_t found[kMost];
  size_t count = kMost;
  check(onnx::integers(api_, info_, name, found, &count));
  if (count != values.size()) throw std::invalid_argument(std::string("expected ") + std::to_string(values.size()) + " numbers for " + name);
  for (size_t i = 0; i < count; i++) *values.begin()[i] = found[i];
}

Activation Settings::activation(const char* name) const {
  const int64_t value = integer(name);
  if (value < kNone || value > kHardSigmoid) throw std::invalid_argument(std::string("expected a known function for ") + name);
  return static_cast<Activation>(value);
}

Tensor Call::input(size_t index) const {
  Tensor tensor;
  size_t count;
  check(onnx::input_count(api_, context_, &count));
  const onnx::Value* value = nullptr;
  if (index < count) check(onnx::input(api_, context_, index, &value));
  if (!value) return tensor;

  void* data;
  onnx::TensorShape* shape;
  check(onnx::mutable_data(api_, const_cast<onnx::Value*>(value), &data));
  check(onnx::shape(api_, value, &shape));
  const auto release = [this](onnx::TensorShape* owned) { onnx::release_shape(api_, owned); };
  const std::unique_ptr<onnx::TensorShape, decltype(release)> owner(shape, release);
  check(onnx::rank(api_, shape, &tensor.rank));
  if (tensor.rank > Tensor::kMostSizes) throw std::invalid_argument("expected tensors of up to 5 dimensions");
  check(onnx::sizes(api_, shape, tensor.sizes, tensor.rank));
  check(onnx::element_type(api_, shape, &tensor.type));
  tensor.data = static_cast<const float*>(data);
  return tensor;
}

float* Call::output(std::initializer_list<int64_t> sizes) const {
  onnx::Value* value;
  void* data;
  check(onnx::output(api_, context_, 0, sizes.begin(), sizes.size(), &value));
  check(onnx::mutable_data(api_, value, &data));
  return static_cast<float*>(data);
}

float* scratch(int64_t floats) noexcept {
  constexpr int64_t kLine = 64;
  static thread_local std::unique_ptr<float, Freed> memory;
  static thread_local int64_t size = 0;
  if (!memory || size < floats) {
    const int64_t bytes = (floats * static_cast<int64_t>(sizeof(float)) / kLine + 1) * kLine;
    memory.reset(static_cast<float*>(std::aligned_alloc(kLine, static_cast<size_t>(bytes))));
    size = memory ? bytes / static_cast<int64_t>(sizeof(float)) : 0;
  }
  return memory.get();
}

}  // namespace mien::operators
