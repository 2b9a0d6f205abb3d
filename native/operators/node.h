// A node of a graph as its operator sees it: settings, tensors, and the threads of the session.
#pragma once
#include <atomic>
#include <initializer_list>
#include <new>
#include <stdexcept>
#include <string>

#include "kernels.h"
#include "onnxruntime.h"

namespace mien::operators {

// A failure that ONNX Runtime has described itself, on its way back to it.
struct Refusal {
  onnx::Status* status;
};

inline void check(onnx::Status* status) {
  if (status) throw Refusal{status};
}

// Runs a body; what it throws becomes a status.
template <class Body>
onnx::Status* guard(const onnx::Api& api, Body&& body) noexcept {
  try {
    body();
    return nullptr;
  } catch (const Refusal& refusal) {
    return refusal.status;
  } catch (const std::exception& e) {
    return onnx::failure(api, e.what());
  }
}

// A tensor, which lives as long as the call.
struct Tensor {
  static constexpr size_t kMostSizes = 5;

  const float* data = nullptr;  // null where the input is left away
  int type = onnx::kFloatType;
  size_t rank = 0;
  int64_t sizes[kMostSizes] = {};

  // Refuses another shape; sizes below 0 are open.
  void require(const char* name, std::initializer_list<int64_t> expected) const;
};

class Settings {
 public:
  Settings(const onnx::Api& api, const onnx::KernelInfo* info) : api_(api), info_(info) {}

  int64_t integer(const char* name) const;
  int64_t integer_or(const char* name, int64_t otherwise) const;
  void integers(const char* name, std::initializer_list<int64_t*> values) const;
  Activation activation(const char* name) const;

 private:
  const onnx::Api& api_;
  const onnx::KernelInfo* info_;
};

class Call {
 public:
  Call(const onnx::Api& api, onnx::KernelContext* context) : api_(api), context_(context) {}

  Tensor input(size_t index) const;
  float* output(std::initializer_list<int64_t> sizes) const;

  // body(task, scratch) for every task, on the threads of the session.
  template <class Body>
  void run(int64_t tasks, int64_t scratch_floats, Body&& body) const;

 private:
  const onnx::Api& api_;
  onnx::KernelContext* context_;
};

// Memory of this thread, which grows to the largest that was asked for. Null where there is none left.
float* scratch(int64_t floats) noexcept;

template <class Body>
void Call::run(int64_t tasks, int64_t scratch_floats, Body&& body) const {
  struct Work {
    Body& body;
    int64_t scratch_floats;
    std::atomic<bool> has_failed;

    void operator()(size_t task) {
      if (float* memory = scratch(scratch_floats)) {
        body(task, memory);
      } else {
        has_failed = true;
      }
    }
  } work{body, scratch_floats, {false}};
  const auto count = static_cast<size_t>(tasks);
  check(onnx::parallel_for(api_, context_, [](void* data, size_t task) { (*static_cast<Work*>(data))(task); }, count, count, &work));
  if (work.has_failed) throw std::bad_alloc();
}

}  // namespace mien::operators
