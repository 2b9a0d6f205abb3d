// What the exports of libmien_torch share: the handle, the guard that knows libtorch's exceptions, the calling rules.
//
// Rules of every export, unless its comment says otherwise:
//   - it returns a mien::Status and writes through out-parameters, which are untouched when it fails;
//   - tensor handles passed in are borrowed; handles passed out are owned by the caller, who frees each with
//     mien_torch_tensor_free;
//   - text passed in is UTF-8 with a terminating zero and is copied; text passed out is borrowed.
#pragma once
#include <ATen/ATen.h>
#include <torch/version.h>

#include "guard.h"

#define MIEN_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace mien {

// An absent argument of an operator; libtorch took the standard library's type in 2.x.
#if MIEN_TORCH_AT_LEAST(2, 4)
template <class T>
using Maybe = std::optional<T>;
#else
template <class T>
using Maybe = c10::optional<T>;
#endif

// One tensor handle holds one reference to a TensorImpl.
using TensorHandle = c10::TensorImpl*;

inline at::Tensor borrow(TensorHandle handle) {
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle));
}

inline at::Tensor borrow_or_undefined(TensorHandle handle) { return handle ? borrow(handle) : at::Tensor(); }

// Null for an undefined tensor.
inline TensorHandle give(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

// guard() with libtorch's message without its C++ stack, and its out-of-memory errors told apart.
template <class Body>
Status torch_guard(Body&& body) noexcept {
  return guard([&] {
    try {
      body();
    } catch (const c10::OutOfMemoryError& e) {
      throw OutOfMemory(e.what_without_backtrace());
    } catch (const c10::Error& e) {
      const std::string message = e.what_without_backtrace();
      // The CPU allocator has no exception type of its own.
      if (message.find("DefaultCPUAllocator: can't allocate memory") != std::string::npos) throw OutOfMemory(message);
      throw std::runtime_error(message);
    }
  });
}

}  // namespace mien
