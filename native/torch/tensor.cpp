// Tensors as seen from outside: lifetime, description, and the way of plain memory in and out.
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstring>

#include "torch_guard.h"

using mien::TensorHandle;

// Releases one handle. Null is allowed.
MIEN_API void mien_torch_tensor_free(TensorHandle handle) {
  if (handle) c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle);
}

// A second handle to the same tensor.
MIEN_API mien::Status mien_torch_tensor_share(TensorHandle tensor, TensorHandle* out) {
  return mien::torch_guard([&] { *out = mien::give(mien::borrow(tensor)); });
}

// Rank, number of elements, c10::ScalarType, and device (type << 8 | index).
struct TensorFacts {
  int64_t count;
  int32_t rank;
  int32_t dtype;
  int32_t device;
  int32_t requires_grad;
};

MIEN_API mien::Status mien_torch_tensor_facts(TensorHandle tensor, TensorFacts* out) {
  return mien::torch_guard([&] {
    const auto view = mien::borrow(tensor);
    const auto device = view.device();
    const auto index = device.has_index() ? static_cast<int32_t>(device.index()) : 0;
    *out = {view.numel(), static_cast<int32_t>(view.dim()), static_cast<int32_t>(view.scalar_type()),
            static_cast<int32_t>(device.type()) << 8 | index, view.requires_grad()};
  });
}

// Writes the sizes (and, where asked for, the strides, in elements); each array has room for capacity numbers. The rank comes back;
// with too little room nothing else is written.
MIEN_API mien::Status mien_torch_tensor_shape(TensorHandle tensor, int64_t* sizes, int64_t* strides, int32_t capacity, int32_t* rank) {
  return mien::torch_guard([&] {
    const auto view = mien::borrow(tensor);
    *rank = static_cast<int32_t>(view.dim());
    if (*rank > capacity) return;
    std::copy(view.sizes().begin(), view.sizes().end(), sizes);
    if (strides) std::copy(view.strides().begin(), view.strides().end(), strides);
  });
}

// A new tensor on the CPU, contiguous, with a copy of byte_count bytes, which must be what shape and type need.
MIEN_API mien::Status mien_torch_tensor_from_memory(const void* source, int64_t byte_count, const int64_t* sizes, int32_t rank,
                                                    int32_t dtype, TensorHandle* out) {
  return mien::torch_guard([&] {
    auto tensor = at::empty(at::IntArrayRef(sizes, rank), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == byte_count, "expected ", tensor.nbytes(), " bytes but got ", byte_count);
    if (byte_count > 0) std::memcpy(tensor.data_ptr(), source, byte_count);
    *out = mien::give(std::move(tensor));
  });
}

// Copies the elements in row-major order, whatever the layout and device, to memory of exactly their size.
MIEN_API mien::Status mien_torch_tensor_to_memory(TensorHandle tensor, void* destination, int64_t byte_count) {
  return mien::torch_guard([&] {
    at::NoGradGuard no_grad;
    const auto plain = mien::borrow(tensor).detach().cpu().contiguous();
    TORCH_CHECK(static_cast<int64_t>(plain.nbytes()) == byte_count, "expected room for ", plain.nbytes(), " bytes but got ", byte_count);
    if (byte_count > 0) std::memcpy(destination, plain.data_ptr(), byte_count);
  });
}

// Overwrites the elements in place from row-major memory of the tensor's own type; layout and device stay.
MIEN_API mien::Status mien_torch_tensor_overwrite(TensorHandle tensor, const void* source, int64_t byte_count) {
  return mien::torch_guard([&] {
    at::NoGradGuard no_grad;
    auto target = mien::borrow(tensor).detach();
    TORCH_CHECK(static_cast<int64_t>(target.nbytes()) == byte_count, "expected ", target.nbytes(), " bytes but got ", byte_count);
    if (target.is_cpu() && target.is_contiguous()) {
      if (byte_count > 0) std::memcpy(target.data_ptr(), source, byte_count);
    } else {
      auto plain = at::from_blob(const_cast<void*>(source), target.sizes(), at::TensorOptions().dtype(target.scalar_type()));
      target.copy_(plain);
    }
  });
}

// Gives the tensor another tensor's storage, type, device and layout; everyone who holds the tensor sees the change.
MIEN_API mien::Status mien_torch_tensor_set_data(TensorHandle tensor, TensorHandle data) {
  return mien::torch_guard([&] { mien::borrow(tensor).set_data(mien::borrow(data)); });
}

// 1 when both tensors share the same storage.
MIEN_API mien::Status mien_torch_tensor_same_storage(TensorHandle left, TensorHandle right, int32_t* out) {
  return mien::torch_guard([&] { *out = mien::borrow(left).is_alias_of(mien::borrow(right)); });
}

// 1 when the elements lie in the given c10::MemoryFormat without gaps.
MIEN_API mien::Status mien_torch_tensor_is_contiguous(TensorHandle tensor, int32_t format, int32_t* out) {
  return mien::torch_guard([&] { *out = mien::borrow(tensor).is_contiguous(static_cast<at::MemoryFormat>(format)); });
}
