// mien::rmsprop_ : one step of RMSprop over the parameters of a group; the numbers are those of torch.optim.RMSprop.
#include "optimizer_step.h"

#include <cmath>

namespace {

struct RmsProp {
  double learning_rate, smoothing, epsilon, weight_decay, momentum;

  template <class T>
  void operator()(const mien::StepChunk<T>& chunk) const {
    const bool has_momentum = chunk.states[1], centered = chunk.states[2];
    if (centered) return has_momentum ? loop<T, true, true>(chunk) : loop<T, false, true>(chunk);
    return has_momentum ? loop<T, true, false>(chunk) : loop<T, false, false>(chunk);
  }

  void by_operators(mien::StepLists& lists) const {
    auto& [squares, buffers, means] = lists.states;
    auto gradients = lists.gradients;
    if (weight_decay != 0) gradients = at::_foreach_add(gradients, lists.values, weight_decay);
    at::_foreach_mul_(squares, smoothing);
    at::_foreach_addcmul_(squares, gradients, gradients, 1 - smoothing);
    auto roots = squares;
    if (!means.empty()) {
      at::_foreach_mul_(means, smoothing);
      at::_foreach_add_(means, gradients, 1 - smoothing);
      roots = at::_foreach_addcmul(squares, means, means, -1);
    }
    roots = at::_foreach_sqrt(roots);
    at::_foreach_add_(roots, epsilon);
    if (buffers.empty()) return at::_foreach_addcdiv_(lists.values, gradients, roots, -learning_rate);
    at::_foreach_mul_(buffers, momentum);
    at::_foreach_addcdiv_(buffers, gradients, roots);
    at::_foreach_add_(lists.values, buffers, -learning_rate);
  }

 private:
  template <class T, bool has_momentum, bool centered>
  void loop(const mien::StepChunk<T>& chunk) const {
    const T rate = static_cast<T>(learning_rate), keep = static_cast<T>(smoothing), add = static_cast<T>(1 - smoothing);
    const T low = static_cast<T>(epsilon), decay = static_cast<T>(weight_decay), along = static_cast<T>(momentum);
    T* __restrict value = chunk.value;
    const T* __restrict gradient = chunk.gradient;
    T* __restrict square = chunk.states[0];
    T* __restrict buffer = chunk.states[1];
    T* __restrict mean = chunk.states[2];
    for (int64_t i = 0; i < chunk.length; i++) {
      const T slope = gradient[i] + decay * value[i];
      T scale = square[i] = keep * square[i] + add * slope * slope;
      if (centered) {
        const T centre = mean[i] = keep * mean[i] + add * slope;
        scale -= centre * centre;
      }
      T step = slope / (std::sqrt(scale) + low);
      if (has_momentum) step = buffer[i] = along * buffer[i] + step;
      value[i] -= rate * step;
    }
  }
};

void rmsprop_step(at::TensorList values, at::TensorList squares, at::TensorList buffers, at::TensorList means, double learning_rate,
                  double smoothing, double epsilon, double weight_decay, double momentum) {
  mien::step_parameters(values, {squares, buffers, means}, RmsProp{learning_rate, smoothing, epsilon, weight_decay, momentum});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mien, library) {
  library.def(
      "rmsprop_(Tensor(a!)[] parameters, Tensor(b!)[] squares, Tensor(c!)[] momentum_buffers, Tensor(d!)[] means, float learning_rate, "
      "float smoothing, float epsilon, float weight_decay, float momentum) -> ()",
      rmsprop_step);
}
