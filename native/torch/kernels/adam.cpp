// mien::adam_ : one step of Adam or AdamW over the parameters of a group.
//
// The caller has put the corrections of both moments into step_size and root_correction, which is also all in which PyTorch and Keras
// differ: PyTorch adds epsilon to the corrected root, Keras to the root as it is.
#include "optimizer_step.h"

#include <cmath>

namespace {

struct Adam {
  double step_size, root_correction, beta1, beta2, epsilon;
  double penalty, shrink;  // the two forms of weight decay: added to the gradient, or a factor of the values

  template <class T>
  void operator()(const mien::StepChunk<T>& chunk) const {
    return chunk.states[2] ? loop<T, true>(chunk) : loop<T, false>(chunk);
  }

  void by_operators(mien::StepLists& lists) const {
    auto& [means, squares, largest] = lists.states;
    auto gradients = lists.gradients;
    if (shrink != 1) at::_foreach_mul_(lists.values, shrink);
    if (penalty != 0) gradients = at::_foreach_add(gradients, lists.values, penalty);
    at::_foreach_mul_(means, beta1);
    at::_foreach_add_(means, gradients, 1 - beta1);
    at::_foreach_mul_(squares, beta2);
    at::_foreach_addcmul_(squares, gradients, gradients, 1 - beta2);
    for (size_t i = 0; i < largest.size(); i++) largest[i].copy_(at::maximum(largest[i], squares[i]));
    auto roots = at::_foreach_sqrt(largest.empty() ? squares : largest);
    at::_foreach_mul_(roots, root_correction);
    at::_foreach_add_(roots, epsilon);
    at::_foreach_addcdiv_(lists.values, means, roots, -step_size);
  }

 private:
  template <class T, bool amsgrad>
  void loop(const mien::StepChunk<T>& chunk) const {
    const T step = static_cast<T>(step_size), correction = static_cast<T>(root_correction), low = static_cast<T>(epsilon);
    const T keep1 = static_cast<T>(beta1), add1 = static_cast<T>(1 - beta1), keep2 = static_cast<T>(beta2), add2 = static_cast<T>(1 - beta2);
    const T decay = static_cast<T>(penalty), factor = static_cast<T>(shrink);
    T* __restrict value = chunk.value;
    const T* __restrict gradient = chunk.gradient;
    T* __restrict mean = chunk.states[0];
    T* __restrict square = chunk.states[1];
    T* __restrict largest = chunk.states[2];
    for (int64_t i = 0; i < chunk.length; i++) {
      const T slope = gradient[i] + decay * value[i];
      const T first = keep1 * mean[i] + add1 * slope;
      const T second = keep2 * square[i] + add2 * slope * slope;
      mean[i] = first;
      square[i] = second;
      T scale = second;
      if (amsgrad) scale = largest[i] = std::max(largest[i], second);
      value[i] = factor * value[i] - step * first / (std::sqrt(scale) * correction + low);
    }
  }
};

void adam_step(at::TensorList values, at::TensorList means, at::TensorList squares, at::TensorList largest, double step_size,
               double root_correction, double beta1, double beta2, double epsilon, double penalty, double shrink) {
  mien::step_parameters(values, {means, squares, largest}, Adam{step_size, root_correction, beta1, beta2, epsilon, penalty, shrink});
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mien, library) {
  library.def(
      "adam_(Tensor(a!)[] parameters, Tensor(b!)[] means, Tensor(c!)[] squares, Tensor(d!)[] largest_squares, float step_size, "
      "float root_correction, float beta1, float beta2, float epsilon, float penalty, float shrink) -> ()",
      adam_step);
}
