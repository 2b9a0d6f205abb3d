// Vectors of one kind of processor. Every file that includes this is compiled once for each kind (MIEN_LEVEL: of x86-64), with
// everything but its table of kernels local to it, so that no linker can pick a function of the wrong kind.
#pragma once
#include <immintrin.h>

#include <cstring>

#include "clones.h"
#include "kernels.h"

namespace mien::operators {
namespace {

#define MIEN_JOIN(name, level) name##_v##level
#define MIEN_LEVEL_NAME(name, level) MIEN_JOIN(name, level)
#define MIEN_NAME(name) MIEN_LEVEL_NAME(name, MIEN_LEVEL)  // of an exported kernel: mean_v4

#if MIEN_LEVEL == 4
constexpr int kLanes = 16, kTilePlaces = 14, kTileBlocks = 2, kTileColumns = 8;
#else
constexpr int kLanes = 8, kTilePlaces = 6, kTileBlocks = 1, kTileColumns = 5;
#endif
constexpr int kParts = kBlock / kLanes;  // vectors of a block

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
typedef Vector Unaligned __attribute__((aligned(4)));

MIEN_INLINE Vector load(const float* from) { return *reinterpret_cast<const Unaligned*>(from); }
MIEN_INLINE void store(float* to, Vector value) { *reinterpret_cast<Unaligned*>(to) = value; }
#if MIEN_LEVEL == 4
// The second operand wins where one is no number, so that it stays none.
MIEN_INLINE Vector least(Vector value, float limit) { return _mm512_min_ps(_mm512_set1_ps(limit), value); }
MIEN_INLINE Vector most(Vector value, float limit) { return _mm512_max_ps(_mm512_set1_ps(limit), value); }

// Powers of two that scale_by_power knows: all. Of infinite ones their sign alone counts, whatever the value.
MIEN_INLINE Vector within_powers(Vector power) { return power; }

// value * 2^power for a whole power.
MIEN_INLINE Vector scale_by_power(Vector value, Vector power) { return _mm512_scalef_ps(value, power); }
MIEN_INLINE Vector to_whole(Vector value) { return _mm512_roundscale_ps(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
#else
MIEN_INLINE Vector least(Vector value, float limit) { return _mm256_min_ps(_mm256_set1_ps(limit), value); }
MIEN_INLINE Vector most(Vector value, float limit) { return _mm256_max_ps(_mm256_set1_ps(limit), value); }

// Below these there is nothing to add to 1; of the largest the value is 1 and becomes infinite.
MIEN_INLINE Vector within_powers(Vector power) { return least(most(power, -126), 128); }

MIEN_INLINE Vector scale_by_power(Vector value, Vector power) {
  const __m256i exponent = _mm256_slli_epi32(_mm256_cvtps_epi32(power), 23);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(value), exponent));
}
MIEN_INLINE Vector to_whole(Vector value) { return _mm256_round_ps(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
#endif

MIEN_INLINE Vector clip(Vector value, float low, float high) { return least(most(value, low), high); }

// 1 + exp(-x) to 2e-7 of its size: exp is 2^n times 2^r for r of -1/2 to 1/2, a polynomial fitted to the least largest relative error, 9e-8.
MIEN_INLINE Vector one_and_exp(Vector x) {
  const Vector power = within_powers(x * -1.44269504f), whole = to_whole(power), rest = power - whole;
  Vector value = 1.326472716e-3f * rest + 9.671512837e-3f;
  value = value * rest + 5.550733745e-2f;
  value = value * rest + 2.402224208e-1f;
  value = value * rest + 6.931469776e-1f;
  value = value * rest + 1.0f;
  return 1.0f + scale_by_power(value, whole);
}

MIEN_INLINE Vector hard_sigmoid(Vector x) { return clip(x * (1.0f / 6) + 0.5f, 0, 1); }

template <Activation kActivation>
MIEN_INLINE Vector activate(Vector x) {
  switch (kActivation) {
    case kRelu: return most(x, 0);
    case kRelu6: return clip(x, 0, 6);
    case kSilu: return x / one_and_exp(x);
    case kHardSwish: return x * hard_sigmoid(x);
    case kSigmoid: return 1.0f / one_and_exp(x);
    case kHardSigmoid: return hard_sigmoid(x);
    default: return x;
  }
}

// Applies an activation to a number of vectors, which may be registers.
template <Activation kActivation, int kCount>
MIEN_INLINE void activate_all(Vector (&values)[kCount]) {
#pragma GCC unroll 32
  for (int i = 0; i < kCount; i++) values[i] = activate<kActivation>(values[i]);
}

template <int kCount>
MIEN_INLINE void activate_all(Activation activation, Vector (&values)[kCount]) {
  switch (activation) {
    case kNone: break;
    case kRelu: activate_all<kRelu>(values); break;
    case kRelu6: activate_all<kRelu6>(values); break;
    case kSilu: activate_all<kSilu>(values); break;
    case kHardSwish: activate_all<kHardSwish>(values); break;
    case kSigmoid: activate_all<kSigmoid>(values); break;
    case kHardSigmoid: activate_all<kHardSigmoid>(values); break;
  }
}

}  // namespace
}  // namespace mien::operators
