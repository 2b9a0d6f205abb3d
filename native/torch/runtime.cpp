// The library itself: version, threads, devices, the generator.
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <string>

#include "torch_guard.h"

// The message of the last export that failed on this thread; borrowed, valid until the next failure on this thread.
MIEN_API const char* mien_torch_last_error() { return mien::last_error().c_str(); }

// libtorch's version, a static text.
MIEN_API const char* mien_torch_version() { return TORCH_VERSION; }

// How libtorch was built and what it uses, several lines; borrowed, the same for the life of the process. Null on failure.
MIEN_API const char* mien_torch_build_description() {
  static const std::string text = [] {
    std::string result;
    mien::torch_guard([&] { result = at::show_config(); });
    return result;
  }();
  return text.c_str();
}

// Threads of one operator. Must be set from the thread that will compute: OpenMP keeps the number per thread.
// libtorch makes its pool of XNNPACK anew at every call, whose threads then spin; so it is asked only for a change.
MIEN_API mien::Status mien_torch_threads_set(int32_t count) {
  return mien::torch_guard([&] {
    if (at::get_num_threads() != count) at::set_num_threads(count);
  });
}

MIEN_API mien::Status mien_torch_threads_get(int32_t* out) {
  return mien::torch_guard([&] { *out = at::get_num_threads(); });
}

// CUDA devices that can be used; 0 with a libtorch without CUDA.
MIEN_API mien::Status mien_torch_cuda_device_count(int32_t* out) {
  return mien::torch_guard([&] {
    const auto cuda = c10::DeviceType::CUDA;
    *out = c10::impl::hasDeviceGuardImpl(cuda) ? c10::impl::getDeviceGuardImpl(cuda)->deviceCount() : 0;
  });
}

// Sets the state of libtorch's own generators (dropout draws from them) on every device.
MIEN_API mien::Status mien_torch_manual_seed(uint64_t seed) {
  return mien::torch_guard([&] { at::manual_seed(seed); });
}
