#include "multiply.h"

namespace mien::operators {
namespace {

// Sums of two products of bfloat16 at a time, in float32, under the taps of a window.
struct BFloat16 : Windowed {
  static int64_t depth(const Product& product) { return (product.weights.channels + 1) / 2; }
  static MIEN_INLINE Vector add(Vector sum, const float* pair, Vector factor) {
    return _mm512_dpbf16_ps(sum, (__m512bh)(Vector{} + *pair), (__m512bh)factor);
  }
};

}  // namespace

void multiply_bfloat16(const Product& product, Places places, int64_t count, Sums sums) { multiply_all<BFloat16>(product, places, count, sums); }

void round_to_bfloat16(const Weights& weights, const float* x, int64_t map, int64_t count, const float* scale, float* to) {
  const int64_t place = weights.rounded_place();
  for (int64_t block = 0; block < blocks_of(weights.channels); block++, x += map) {
    const Vector factor = scale ? load(scale + block * kBlock) : Vector{} + 1.0f;
    for (int64_t i = 0; i < count; i++) {
      const __m256bh rounded = _mm512_cvtneps_pbh(load(x + i * kBlock) * factor);
      std::memcpy(to + i * place + block * (kBlock / 2), &rounded, sizeof(rounded));
    }
  }
}

}  // namespace mien::operators
