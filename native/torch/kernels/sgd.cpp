// mien::sgd_ : one step of stochastic gradient descent over the parameters of a group.
//
// The numbers are those of torch.optim.SGD, or of Keras' SGD, whose buffer holds steps (rate included) instead of directions and whose
// weight decay shrinks the values instead of being added to the gradient.
#include "optimizer_step.h"

namespace {

struct Sgd {
  double learning_rate, momentum, dampening, weight_decay;
  bool nesterov, keras, fresh;  // fresh: the buffers have no history and become the gradient, undamped

  template <class T>
  void operator()(const mien::StepChunk<T>& chunk) const {
    if (keras) return chunk.states[0] ? keras_momentum(chunk) : plain<T, true>(chunk);
    if (!chunk.states[0]) return plain<T, false>(chunk);
    return nesterov ? torch_momentum<T, true>(chunk) : torch_momentum<T, false>(chunk);
  }

  void by_operators(mien::StepLists& lists) const {
    auto& buffers = lists.states[0];
    if (keras) {
      if (weight_decay != 0) at::_foreach_mul_(lists.values, 1 - learning_rate * weight_decay);
      if (buffers.empty()) return at::_foreach_add_(lists.values, lists.gradients, -learning_rate);
      at::_foreach_mul_(buffers, momentum);
      at::_foreach_add_(buffers, lists.gradients, -learning_rate);
      at::_foreach_add_(lists.values, buffers, nesterov ? momentum : 1);
      if (nesterov) at::_foreach_add_(lists.values, lists.gradients, -learning_rate);
      return;
    }
    auto gradients = lists.gradients;
    if (weight_decay != 0) gradients = at::_foreach_add(gradients, lists.values, weight_decay);
    if (!buffers.empty()) {
      at::_foreach_mul_(buffers, fresh ? 0 : momentum);
      at::_foreach_add_(buffers, gradients, fresh ? 1 : 1 - dampening);
      gradients = nesterov ? at::_foreach_add(gradients, buffers, momentum) : buffers;
    }
    at::_foreach_add_(lists.values, gradients, -learning_rate);
  }

 private:
  template <class T, bool keras_decay>
  void plain(const mien::StepChunk<T>& chunk) const {
    const T rate = static_cast<T>(learning_rate), decay = static_cast<T>(weight_decay), shrink = static_cast<T>(1 - learning_rate * weight_decay);
    T* __restrict value = chunk.value;
    const T* __restrict gradient = chunk.gradient;
    for (int64_t i = 0; i < chunk.length; i++) {
      value[i] = keras_decay ? shrink * value[i] - rate * gradient[i] : value[i] - rate * (gradient[i] + decay * value[i]);
    }
  }

  template <class T, bool looks_ahead>
  void torch_momentum(const mien::StepChunk<T>& chunk) const {
    const T rate = static_cast<T>(learning_rate), decay = static_cast<T>(weight_decay), ahead = static_cast<T>(momentum);
    const T keep = fresh ? T(0) : ahead, add = fresh ? T(1) : static_cast<T>(1 - dampening);
    T* __restrict value = chunk.value;
    const T* __restrict gradient = chunk.gradient;
    T* __restrict buffer = chunk.states[0];
    for (int64_t i = 0; i < chunk.length; i++) {
      const T slope = gradient[i] + decay * value[i];
      const T velocity = keep * buffer[i] + add * slope;
      buffer[i] = velocity;
      value[i] -= rate * (looks_ahead ? slope + ahead * velocity : velocity);
    }
  }

  template <class T>
  void keras_momentum(const mien::StepChunk<T>& chunk) const {
    const T rate = static_cast<T>(learning_rate), shrink = static_cast<T>(1 - learning_rate * weight_decay), keep = static_cast<T>(momentum);
    const T along = nesterov ? keep : T(1), ahead = nesterov ? rate : T(0);
    T* __restrict value = chunk.value;
    const T* __restrict gradient = chunk.gradient;
    T* __restrict buffer = chunk.states[0];
    for (int64_t i = 0; i < chunk.length; i++) {
      const T velocity = keep * buffer[i] - rate * gradient[i];
      buffer[i] = velocity;
      value[i] = shrink * value[i] + along * velocity - ahead * gradient[i];
    }
  }
};

void sgd_step(at::TensorList values, at::TensorList buffers, bool fresh, double learning_rate, double momentum, double dampening,
              double weight_decay, bool nesterov, bool keras) {
  mien::step_parameters(values, {buffers}, Sgd{learning_rate, momentum, dampening, weight_decay, nesterov, keras, fresh});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mien, library) {
  library.def(
      "sgd_(Tensor(a!)[] parameters, Tensor(b!)[] momentum_buffers, bool fresh, float learning_rate, float momentum, float dampening, "
      "float weight_decay, bool nesterov, bool keras) -> ()",
      sgd_step);
}
