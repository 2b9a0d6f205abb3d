// Vectors of one kind of processor. Every file that includes this is compiled once for each kind (MIEN_LEVEL: of x86-64), with
// everything but its table of kernels local to it, so that no linker can pick a function of the wrong kind.
#pragma once
#include <cstring>

#include "kernels.h"

namespace mien::operators {
namespace {

#define MIEN_INLINE inline __attribute__((always_inline))
#define MIEN_JOIN(name, level) name##_v##level
#define MIEN_LEVEL_NAME(name, level) MIEN_JOIN(name, level)
#define MIEN_NAME(name) MIEN_LEVEL_NAME(name, MIEN_LEVEL)  // of an exported kernel: mean_v4

#if MIEN_LEVEL == 4
constexpr int kLanes = 16, kTileRows = 14, kTileBlocks = 2, kTileColumns = 8;
#else
constexpr int kLanes = 8, kTileRows = 6, kTileBlocks = 1, kTileColumns = 5;
#endif
constexpr int kParts = kBlock / kLanes;  // vectors of a block

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef int32_t Integers __attribute__((vector_size(kLanes * sizeof(float))));
typedef Vector Unaligned __attribute__((aligned(4)));

MIEN_INLINE Vector load(const float* from) { return *reinterpret_cast<const Unaligned*>(from); }
MIEN_INLINE void store(float* to, Vector value) { *reinterpret_cast<Unaligned*>(to) = value; }
MIEN_INLINE Vector least(Vector value, float limit) { return value > limit ? Vector{} + limit : value; }
MIEN_INLINE Vector most(Vector value, float limit) { return value < limit ? Vector{} + limit : value; }
MIEN_INLINE Vector clip(Vector value, float low, float high) { return least(most(value, low), high); }

// 1 / (1 + exp(-x)) to about 2e-7: exp is 2^n times the Taylor polynomial of 2^r for r of -1/2 to 1/2. What is no number stays so.
MIEN_INLINE Vector sigmoid(Vector x) {
  constexpr float kRound = 12582912;  // 1.5 * 2^23: adding it leaves no bits for a fraction
  const Vector power = clip(x * -1.44269504f, -126, 126);
  const Vector whole = (power + kRound) - kRound, rest = power - whole;
  Vector value = 1.54035304e-4f * rest + 1.33335581e-3f;
  value = value * rest + 9.61812911e-3f;
  value = value * rest + 5.55041087e-2f;
  value = value * rest + 2.40226507e-1f;
  value = value * rest + 6.93147181e-1f;
  value = value * rest + 1.0f;
  const Integers bits = (Integers)value + (__builtin_convertvector(whole, Integers) << 23);
  return 1.0f / (1.0f + (Vector)bits);
}

MIEN_INLINE Vector hard_sigmoid(Vector x) { return clip(x * (1.0f / 6) + 0.5f, 0, 1); }

template <Activation kActivation>
MIEN_INLINE Vector activate(Vector x) {
  switch (kActivation) {
    case kRelu: return most(x, 0);
    case kRelu6: return clip(x, 0, 6);
    case kSilu: return x * sigmoid(x);
    case kHardSwish: return x * hard_sigmoid(x);
    case kSigmoid: return sigmoid(x);
    case kHardSigmoid: return hard_sigmoid(x);
    default: return x;
  }
}

template <Activation kActivation>
void activate_all(float* values, int64_t count, const float* added) {
  for (int64_t i = 0; i < count; i += kLanes) {
    Vector value = load(values + i);
    if (added) value += load(added + i);
    store(values + i, activate<kActivation>(value));
  }
}

// Adds values and applies an activation in place, to a multiple of 16 values. added may be null.
MIEN_INLINE void finish(Activation activation, float* values, int64_t count, const float* added) {
  switch (activation) {
    case kNone: if (added) activate_all<kNone>(values, count, added); break;
    case kRelu: activate_all<kRelu>(values, count, added); break;
    case kRelu6: activate_all<kRelu6>(values, count, added); break;
    case kSilu: activate_all<kSilu>(values, count, added); break;
    case kHardSwish: activate_all<kHardSwish>(values, count, added); break;
    case kSigmoid: activate_all<kSigmoid>(values, count, added); break;
    case kHardSigmoid: activate_all<kHardSigmoid>(values, count, added); break;
  }
}

}  // namespace
}  // namespace mien::operators
