// What the steps of the optimizers share: one parallel loop over all parameters of a group, cut into chunks.
//
// On the CPU each element of a parameter, its gradient and its state is read and written once: memory is the limit, and the
// operator-by-operator form passes over it several times. The vector instructions are those of the build's baseline, without fused
// multiply-add, so every machine gets the same bits. Tensors that cannot be walked in one flat loop (another device, type or layout)
// take libtorch's own operators over lists.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/library.h>

#include <algorithm>
#include <array>
#include <vector>

#include "torch_guard.h"

namespace mien {

constexpr size_t most_states = 3;

// Part of one parameter. A state that the optimizer does not keep is null.
template <class T>
struct StepChunk {
  T* value;
  const T* gradient;
  std::array<T*, most_states> states;
  int64_t length;
};

// Parameters that are treated alike; a list of states is empty or as long as the others.
struct StepLists {
  std::vector<at::Tensor> values, gradients;
  std::array<std::vector<at::Tensor>, most_states> states;
};

// Whether the memory of a parameter and of what belongs to it can be walked in one flat loop.
inline bool is_flat(const StepLists& lists, size_t i) {
  const auto& value = lists.values[i];
  const auto matches = [&](const at::Tensor& other) {
    return other.is_cpu() && other.scalar_type() == value.scalar_type() && other.strides() == value.strides();
  };
  return value.is_cpu() && value.is_non_overlapping_and_dense() && matches(lists.gradients[i]) &&
         std::all_of(lists.states.begin(), lists.states.end(), [&](const auto& state) { return state.empty() || matches(state[i]); });
}

template <class T, class Update>
void step_flat(const StepLists& lists, const Update& update) {
  constexpr int64_t chunk_length = 1 << 14;
  std::vector<StepChunk<T>> chunks;
  for (size_t i = 0; i < lists.values.size(); i++) {
    const auto& value = lists.values[i];
    for (int64_t start = 0; start < value.numel(); start += chunk_length) {
      StepChunk<T> chunk{value.data_ptr<T>() + start, lists.gradients[i].data_ptr<T>() + start, {}, std::min(chunk_length, value.numel() - start)};
      for (size_t s = 0; s < most_states; s++) {
        if (!lists.states[s].empty()) chunk.states[s] = lists.states[s][i].data_ptr<T>() + start;
      }
      chunks.push_back(chunk);
    }
  }
  at::parallel_for(0, static_cast<int64_t>(chunks.size()), 1, [&](int64_t begin, int64_t end) {
    for (auto i = begin; i < end; i++) update(chunks[i]);
  });
  // Autograd must notice that values it may have saved have changed.
  for (const auto& value : lists.values) value.unsafeGetTensorImpl()->bump_version();
}

// Applies an update, which has operator()(const StepChunk<T>&) and by_operators(StepLists&), to parameters that have gradients.
template <class Update>
void step_parameters(at::TensorList values, std::array<at::TensorList, most_states> states, const Update& update) {
  at::NoGradGuard no_grad;
  StepLists all;
  all.values = values.vec();
  for (size_t i = 0; i < values.size(); i++) {
    all.gradients.push_back(values[i].grad());
    TORCH_CHECK(all.gradients.back().defined(), "parameter ", i, " has no gradient");
  }
  for (size_t s = 0; s < most_states; s++) {
    TORCH_CHECK(states[s].empty() || states[s].size() == values.size(), values.size(), " parameters but ", states[s].size(), " tensors of state");
    all.states[s] = states[s].vec();
  }
  StepLists singles, doubles, others;
  for (size_t i = 0; i < values.size(); i++) {
    const bool flat = is_flat(all, i);
    const auto type = values[i].scalar_type();
    auto& target = flat && type == at::kFloat ? singles : flat && type == at::kDouble ? doubles : others;
    target.values.push_back(all.values[i]);
    target.gradients.push_back(all.gradients[i]);
    for (size_t s = 0; s < most_states; s++) {
      if (!all.states[s].empty()) target.states[s].push_back(all.states[s][i]);
    }
  }
  step_flat<float>(singles, update);
  step_flat<double>(doubles, update);
  if (!others.values.empty()) update.by_operators(others);
}

}  // namespace mien
