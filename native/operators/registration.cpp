#include <algorithm>
#include <cstdlib>

#include "guard.h"
#include "node.h"
#include "operators.h"

namespace mien::operators {
namespace {

[[maybe_unused]] constexpr const char* kDomain = "mien";
constexpr const char* kNoKernels = "expected a processor that the operators are made for";

// Raised when the layout of weights or the arithmetic changes, so that models which were prepared before are prepared anew.
constexpr int kVersion = 1;

int find_level() {
#ifdef MIEN_HAS_KERNELS
  const int here = __builtin_cpu_supports("x86-64-v4") ? 4 : __builtin_cpu_supports("x86-64-v3") ? 3 : 0;
  const char* most = std::getenv("MIEN_OPERATORS_LEVEL");
  const int wanted = most ? std::min(here, std::atoi(most)) : here;
  return wanted < 3 ? 0 : wanted;
#else
  return 0;
#endif
}

}  // namespace

int level() {
  static const int value = find_level();
  return value;
}

bool has_bfloat16() {
#ifdef MIEN_HAS_KERNELS
  return level() == 4 && __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

}  // namespace mien::operators

// 3 or 4 where the operators can be used on this processor, else 0. MIEN_OPERATORS_LEVEL says what at most.
MIEN_API int mien_operators_level() { return mien::operators::level(); }

// 1 where they take weights of bfloat16, else 0.
MIEN_API int mien_operators_bfloat16() { return mien::operators::has_bfloat16(); }

MIEN_API int mien_operators_version() { return mien::operators::kVersion; }

// Adds the operators to what sessions with these options know. Null, or a status that the caller releases.
MIEN_API mien::onnx::Status* mien_operators_register(const mien::onnx::Api* api, mien::onnx::SessionOptions* options) {
  using namespace mien::operators;
#ifdef MIEN_HAS_KERNELS
  return guard(*api, [=] {
    if (level() == 0) throw std::invalid_argument(kNoKernels);
    // One for the process, as sessions refer to it as long as they live.
    static mien::onnx::OperatorDomain* const domain = [api] {
      mien::onnx::OperatorDomain* result;
      check(mien::onnx::create_domain(*api, kDomain, &result));
      for (const auto* added : all()) check(mien::onnx::add_operator(*api, result, added));
      return result;
    }();
    check(mien::onnx::add_domain(*api, options, domain));
  });
#else
  (void)options;
  return mien::onnx::failure(*api, kNoKernels);
#endif
}
