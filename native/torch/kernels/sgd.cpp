// mien::sgd_ : one step of stochastic gradient descent over all parameters of a network.
//
// The numbers are those of torch.optim.SGD. On the CPU each element is read and written once, in one parallel loop over all
// parameters: memory is the limit, and the operator-by-operator form passes over it four times. The vector instructions are those of
// the build's baseline, without fused multiply-add, so every machine gets the same bits.
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

#include "torch_guard.h"

namespace {

struct Settings {
  double learning_rate, momentum, dampening, weight_decay;
  bool nesterov;
};

struct Parameters {
  std::vector<at::Tensor> values, gradients, buffers;
  std::vector<bool> fresh;  // the buffer has no history: it becomes the gradient, undamped
};

template <class T>
struct Chunk {
  T* value;
  const T* gradient;
  T* buffer;  // null without momentum
  int64_t length;
  bool fresh;
};

constexpr int64_t chunk_length = 1 << 14;

template <class T>
void step_plain(const Chunk<T>& chunk, T rate, T decay) {
  T* __restrict value = chunk.value;
  const T* __restrict gradient = chunk.gradient;
  for (int64_t i = 0; i < chunk.length; i++) value[i] -= rate * (gradient[i] + decay * value[i]);
}

template <class T, bool nesterov>
void step_momentum(const Chunk<T>& chunk, T rate, T decay, T keep, T add, T momentum) {
  T* __restrict value = chunk.value;
  const T* __restrict gradient = chunk.gradient;
  T* __restrict buffer = chunk.buffer;
  for (int64_t i = 0; i < chunk.length; i++) {
    const T slope = gradient[i] + decay * value[i];
    const T velocity = keep * buffer[i] + add * slope;
    buffer[i] = velocity;
    value[i] -= rate * (nesterov ? slope + momentum * velocity : velocity);
  }
}

template <class T>
void step_chunk(const Chunk<T>& chunk, const Settings& settings) {
  const T rate = static_cast<T>(settings.learning_rate), decay = static_cast<T>(settings.weight_decay);
  if (!chunk.buffer) return step_plain(chunk, rate, decay);
  const T momentum = static_cast<T>(settings.momentum);
  const T keep = chunk.fresh ? T(0) : momentum;
  const T add = chunk.fresh ? T(1) : static_cast<T>(1 - settings.dampening);
  if (settings.nesterov) {
    step_momentum<T, true>(chunk, rate, decay, keep, add, momentum);
  } else {
    step_momentum<T, false>(chunk, rate, decay, keep, add, momentum);
  }
}

template <class T>
void step_fused(const Parameters& parameters, const Settings& settings) {
  std::vector<Chunk<T>> chunks;
  for (size_t i = 0; i < parameters.values.size(); i++) {
    const auto& value = parameters.values[i];
    auto* buffer = parameters.buffers.empty() ? nullptr : parameters.buffers[i].data_ptr<T>();
    for (int64_t start = 0; start < value.numel(); start += chunk_length) {
      chunks.push_back({value.data_ptr<T>() + start, parameters.gradients[i].data_ptr<T>() + start, buffer ? buffer + start : nullptr,
                        std::min(chunk_length, value.numel() - start), parameters.fresh[i]});
    }
  }
  at::parallel_for(0, static_cast<int64_t>(chunks.size()), 1, [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) step_chunk(chunks[i], settings);
  });
  // Autograd must notice that values it may have saved have changed.
  for (const auto& value : parameters.values) value.unsafeGetTensorImpl()->bump_version();
}

void step_by_operators(Parameters parameters, const Settings& settings) {
  auto& gradients = parameters.gradients;
  if (settings.weight_decay != 0) gradients = at::_foreach_add(gradients, parameters.values, settings.weight_decay);
  if (!parameters.buffers.empty()) {
    std::vector<at::Tensor> old_buffers, their_gradients;
    for (size_t i = 0; i < parameters.buffers.size(); i++) {
      if (parameters.fresh[i]) {
        parameters.buffers[i].copy_(gradients[i]);
      } else {
        old_buffers.push_back(parameters.buffers[i]);
        their_gradients.push_back(gradients[i]);
      }
    }
    if (!old_buffers.empty()) {
      at::_foreach_mul_(old_buffers, settings.momentum);
      at::_foreach_add_(old_buffers, their_gradients, 1 - settings.dampening);
    }
    gradients = settings.nesterov ? at::_foreach_add(gradients, parameters.buffers, settings.momentum) : parameters.buffers;
  }
  at::_foreach_add_(parameters.values, gradients, -settings.learning_rate);
}

// Whether the memory of the three can be walked in one flat loop.
bool is_flat(const at::Tensor& value, const at::Tensor& gradient, const at::Tensor* buffer) {
  const auto matches = [&](const at::Tensor& other) {
    return other.is_cpu() && other.scalar_type() == value.scalar_type() && other.strides() == value.strides();
  };
  return value.is_cpu() && value.is_non_overlapping_and_dense() && matches(gradient) && (!buffer || matches(*buffer));
}

void sgd_step(at::TensorList values, at::TensorList buffers, c10::List<bool> fresh, double learning_rate, double momentum, double dampening,
              double weight_decay, bool nesterov) {
  at::NoGradGuard no_grad;
  TORCH_CHECK(buffers.empty() || buffers.size() == values.size(), values.size(), " parameters but ", buffers.size(), " momentum buffers");
  TORCH_CHECK(fresh.size() == values.size(), values.size(), " parameters but ", fresh.size(), " marks of fresh buffers");
  const Settings settings{learning_rate, momentum, dampening, weight_decay, nesterov};
  Parameters singles, doubles, others;
  for (size_t i = 0; i < values.size(); i++) {
    const auto gradient = values[i].grad();
    TORCH_CHECK(gradient.defined(), "parameter ", i, " has no gradient");
    const auto type = values[i].scalar_type();
    const bool flat = is_flat(values[i], gradient, buffers.empty() ? nullptr : &buffers[i]);
    auto& group = flat && type == at::kFloat ? singles : flat && type == at::kDouble ? doubles : others;
    group.values.push_back(values[i]);
    group.gradients.push_back(gradient);
    if (!buffers.empty()) group.buffers.push_back(buffers[i]);
    group.fresh.push_back(fresh.get(i));
  }
  step_fused<float>(singles, settings);
  step_fused<double>(doubles, settings);
  if (!others.values.empty()) step_by_operators(std::move(others), settings);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mien, library) {
  library.def(
      "sgd_(Tensor(a!)[] parameters, Tensor(b!)[] momentum_buffers, bool[] fresh, float learning_rate, float momentum, float dampening, "
      "float weight_decay, bool nesterov) -> ()",
      sgd_step);
}
