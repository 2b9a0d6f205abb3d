// Gradients and the modes of a thread: grad mode, inference mode, autocast. All modes are thread-local.
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <vector>

#include "torch_guard.h"

using mien::TensorHandle;

namespace {

// Inference modes nest; each must end on the thread where it began, so they stay on this side of the seam.
thread_local std::vector<std::unique_ptr<c10::InferenceMode>> inference_modes;

struct AutocastState {
  bool enabled;
  at::ScalarType dtype;
};

AutocastState autocast_state(c10::DeviceType device) {
#if MIEN_TORCH_AT_LEAST(2, 4)
  return {at::autocast::is_autocast_enabled(device), at::autocast::get_autocast_dtype(device)};
#else
  if (device == c10::DeviceType::CPU) return {at::autocast::is_cpu_enabled(), at::autocast::get_autocast_cpu_dtype()};
  return {at::autocast::is_enabled(), at::autocast::get_autocast_gpu_dtype()};
#endif
}

void set_autocast_state(c10::DeviceType device, AutocastState state) {
#if MIEN_TORCH_AT_LEAST(2, 4)
  at::autocast::set_autocast_dtype(device, state.dtype);
  at::autocast::set_autocast_enabled(device, state.enabled);
#else
  if (device == c10::DeviceType::CPU) {
    at::autocast::set_autocast_cpu_dtype(state.dtype);
    at::autocast::set_cpu_enabled(state.enabled);
  } else {
    at::autocast::set_autocast_gpu_dtype(state.dtype);
    at::autocast::set_enabled(state.enabled);
  }
#endif
}

}  // namespace

// Accumulates the gradients of a scalar root, or of any root with the gradient given, in the leaves. gradient may be null.
MIEN_API mien::Status mien_torch_autograd_backward(TensorHandle root, TensorHandle gradient) {
  return mien::torch_guard([&] {
    std::vector<at::Tensor> gradients;
    if (gradient) gradients.push_back(mien::borrow(gradient));
    torch::autograd::backward({mien::borrow(root)}, gradients);
  });
}

// The gradient of a leaf, or null when it has none.
MIEN_API mien::Status mien_torch_autograd_get_grad(TensorHandle tensor, TensorHandle* out) {
  return mien::torch_guard([&] { *out = mien::give(mien::borrow(tensor).grad()); });
}

// 1 when the tensor has a gradient.
MIEN_API mien::Status mien_torch_autograd_has_grad(TensorHandle tensor, int32_t* out) {
  return mien::torch_guard([&] { *out = mien::borrow(tensor).grad().defined(); });
}

// Replaces the gradient of a leaf; null removes it.
MIEN_API mien::Status mien_torch_autograd_set_grad(TensorHandle tensor, TensorHandle gradient) {
  return mien::torch_guard([&] { mien::borrow(tensor).mutable_grad() = mien::borrow_or_undefined(gradient); });
}

MIEN_API mien::Status mien_torch_autograd_set_requires_grad(TensorHandle tensor, int32_t value) {
  return mien::torch_guard([&] { mien::borrow(tensor).requires_grad_(value != 0); });
}

// Switches gradient recording on this thread and gives what it was.
MIEN_API mien::Status mien_torch_grad_mode_exchange(int32_t enabled, int32_t* previous) {
  return mien::torch_guard([&] {
    *previous = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled != 0);
  });
}

MIEN_API mien::Status mien_torch_inference_mode_push() {
  return mien::torch_guard([] { inference_modes.push_back(std::make_unique<c10::InferenceMode>(true)); });
}

MIEN_API mien::Status mien_torch_inference_mode_pop() {
  return mien::torch_guard([] {
    TORCH_CHECK(!inference_modes.empty(), "no inference mode was begun on this thread");
    inference_modes.pop_back();
  });
}

// Sets autocast for a device type on this thread and gives what it was. Casts of weights are cached while it is on.
MIEN_API mien::Status mien_torch_autocast_exchange(int32_t device_type, int32_t enabled, int32_t dtype, int32_t* previous_enabled,
                                                   int32_t* previous_dtype) {
  return mien::torch_guard([&] {
    const auto device = static_cast<c10::DeviceType>(device_type);
    const auto previous = autocast_state(device);
    *previous_enabled = previous.enabled;
    *previous_dtype = static_cast<int32_t>(previous.dtype);
    set_autocast_state(device, {enabled != 0, static_cast<at::ScalarType>(dtype)});
    at::autocast::clear_cache();
  });
}
