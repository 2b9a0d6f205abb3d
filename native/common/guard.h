// What every export of every native library of this project shares: a status, a message per thread, one guard.
#pragma once
#include <cstdint>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>

#define MIEN_API extern "C" __attribute__((visibility("default")))

namespace mien {

enum class Status : int32_t {
  ok = 0,
  failed = 1,         // the library below refused; its text is in last_error()
  out_of_memory = 2,  // host or device memory
};

// What a body throws when it ran out of memory and has more to say than std::bad_alloc.
struct OutOfMemory : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The message of the last export that failed on this thread. Valid until the next failure on the same thread.
inline std::string& last_error() {
  static thread_local std::string message;
  return message;
}

// No C++ exception may cross into managed frames: each becomes a status and a message.
// noexcept: if even storing the message fails, the process ends here and does not unwind into managed code.
template <class Body>
Status guard(Body&& body) noexcept {
  try {
    body();
    return Status::ok;
  } catch (const std::bad_alloc&) {
    last_error() = "out of memory";
    return Status::out_of_memory;
  } catch (const OutOfMemory& e) {
    last_error() = e.what();
    return Status::out_of_memory;
  } catch (const std::exception& e) {
    last_error() = e.what();
  } catch (...) {
    last_error() = "unknown native exception";
  }
  return Status::failed;
}

}  // namespace mien
