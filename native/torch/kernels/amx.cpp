// Compiled for the AMX unit where the compiler knows it (see CMakeLists.txt); callers ask available() first. No templates of the
// standard library here: an instance compiled for these instructions could be the one that the linker keeps for everybody.
#ifdef MIEN_AMX
#include "amx.h"

#include <immintrin.h>

namespace mien::amx {
namespace {

constexpr int64_t tile = 512;  // bfloat16 values in one tile register

struct alignas(64) TileConfiguration {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

// 16 x 16 values of 32 bits.
inline void transpose(__m512i* r) {
  __m512i t[16];
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
  }
  for (int i = 0; i < 8; i++) {
    r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
  }
}

// Two rows of 32 values side by side: low holds (a0, b0) to (a15, b15), high the rest.
inline void interleave(__m512i a, __m512i b, __m512i& low, __m512i& high) {
  alignas(64) static constexpr uint16_t low_index[32] = {0, 32, 1, 33, 2,  34, 3,  35, 4,  36, 5,  37, 6,  38, 7,  39,
                                                         8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47};
  const __m512i index = _mm512_load_si512(low_index);
  low = _mm512_permutex2var_epi16(a, index, b);
  high = _mm512_permutex2var_epi16(a, _mm512_add_epi16(index, _mm512_set1_epi16(16)), b);
}

inline void store_tiles(bf16* to, const __m512i* low, const __m512i* high) {
  for (int64_t j = 0; j < 16; j++) {
    _mm512_storeu_si512(to + j * block, low[j]);
    _mm512_storeu_si512(to + tile + j * block, high[j]);
  }
}

// 32 channels of one position of one picture, or zeros beyond the last picture.
inline __m512i load_row(const Source& s, int64_t picture, int64_t position, int64_t channel) {
  if (picture >= s.count) return _mm512_setzero_si512();
  return _mm512_loadu_si512(s.data + (picture * s.positions + position) * s.channels + channel);
}

// 32 floats, rounded to nearest even.
inline __m512i round32(const float* p) { return (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(p + 16), _mm512_loadu_ps(p)); }

inline __m512i load_weights(const Weights& w, int64_t at) {
  return w.floats ? round32(w.floats + at) : _mm512_loadu_si512(w.halves + at);
}

template <bool transposed>
void pack_columns(const Source& s, const int32_t* positions, int64_t begin, int64_t end, bf16* to) {
  to += begin * s.padded_count() * s.channels;
  for (int64_t p = begin; p < end; p++) {
    for (int64_t n = 0; n < s.count; n += block) {
      for (int64_t c = 0; c < s.channels; c += block, to += 2 * tile) {
        __m512i low[16], high[16];
        for (int64_t j = 0; j < 16; j++) {
          interleave(load_row(s, n + 2 * j, positions[p], c), load_row(s, n + 2 * j + 1, positions[p], c), low[j], high[j]);
        }
        if (transposed) {
          transpose(low);
          transpose(high);
        }
        store_tiles(to, low, high);
      }
    }
  }
}

// Tile numbers are part of the instructions: 0 to 3 hold the result, 4 and 5 left blocks, 6 and 7 right blocks.
inline void zero_results() {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
}

inline void multiply_step(const bf16* left0, const bf16* left1, const bf16* right) {
  _tile_loadd(4, left0, 64);
  _tile_loadd(6, right, 64);
  _tile_loadd(7, right + tile, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, left1, 64);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
}

inline void store_results(float* to, int64_t stride) {
  _tile_stored(0, to, stride * 4);
  _tile_stored(1, to + 16, stride * 4);
  _tile_stored(2, to + 16 * stride, stride * 4);
  _tile_stored(3, to + 16 * stride + 16, stride * 4);
}

}  // namespace

Session::Session() {
  // Static: GCC 12 tells its optimiser that the instruction reads 8 of the 64 bytes, and would drop stores to the others.
  static const TileConfiguration configuration;
  _tile_loadconfig(&configuration);
}

Session::~Session() { _tile_release(); }

void pack_rows(const Source& s, const int32_t* positions, int64_t begin, int64_t end, bf16* to) {
  const int64_t pictures = s.padded_count();
  for (int64_t p = begin; p < end; p++) {
    for (int64_t n = 0; n < pictures; n++) {
      bf16* row = to + (p * pictures + n / 16 * 16) * s.channels + n % 16 * block;
      for (int64_t c = 0; c < s.channels; c += block, row += tile) _mm512_storeu_si512(row, load_row(s, n, positions[p], c));
    }
  }
}

void pack_transposed(const Source& s, const int32_t* positions, int64_t begin, int64_t end, bf16* to) {
  pack_columns<true>(s, positions, begin, end, to);
}

void pack_pairs(const Source& s, const int32_t* positions, int64_t begin, int64_t end, bf16* to) {
  pack_columns<false>(s, positions, begin, end, to);
}

void pack_window_pairs(const Source& s, const Windows& windows, int64_t begin, int64_t end, bf16* to) {
  const int64_t values = s.positions * s.channels;
  to += begin * s.padded_count() * block;
  for (int64_t p = begin; p < end; p++) {
    const int32_t w = windows.numbers[p];
    const __mmask32 inside = __mmask32(((uint64_t(1) << windows.stop[w]) - 1) & ~((uint64_t(1) << windows.skip[w]) - 1));
    const auto load = [&](int64_t n) {
      return n < s.count ? _mm512_maskz_loadu_epi16(inside, s.data + n * values + windows.offsets[w]) : _mm512_setzero_si512();
    };
    for (int64_t n = 0; n < s.count; n += block, to += 2 * tile) {
      __m512i low[16], high[16];
      for (int64_t j = 0; j < 16; j++) interleave(load(n + 2 * j), load(n + 2 * j + 1), low[j], high[j]);
      store_tiles(to, low, high);
    }
  }
}

void pack_weights(const Weights& w, int64_t begin, int64_t end, bf16* to) {
  to += begin * block * w.in;
  for (int64_t row = begin; row < end; row++) {
    const int64_t from = (row / w.taps * block * w.taps + row % w.taps) * w.in, next_out = w.taps * w.in;
    for (int64_t c = 0; c < w.in; c += block, to += 2 * tile) {
      __m512i low[16], high[16];
      for (int64_t j = 0; j < 16; j++) {
        low[j] = load_weights(w, from + j * next_out + c);
        high[j] = load_weights(w, from + (16 + j) * next_out + c);
      }
      transpose(low);
      transpose(high);
      store_tiles(to, low, high);
    }
  }
}

void pack_weights_transposed(const Weights& w, int64_t begin, int64_t end, bf16* to) {
  to += begin * block * w.out;
  for (int64_t row = begin; row < end; row++) {
    const int64_t from = row % w.taps * w.in + row / w.taps * block, next_out = w.taps * w.in;
    for (int64_t c = 0; c < w.out; c += block, to += 2 * tile) {
      __m512i low[16], high[16];
      for (int64_t j = 0; j < 16; j++) {
        const int64_t pair = from + (c + 2 * j) * next_out;
        interleave(load_weights(w, pair), load_weights(w, pair + next_out), low[j], high[j]);
      }
      store_tiles(to, low, high);
    }
  }
}

void multiply_rows(const RowProduct& m, int64_t begin, int64_t end) {
  alignas(64) float sums[block * block];
  const int64_t pictures = (m.count + block - 1) / block * block;
  for (int64_t p = begin; p < end; p++) {
    for (int64_t n = 0; n < pictures; n += block) {
      zero_results();
      for (const Term* term = m.terms + m.first[p]; term != m.terms + m.first[p + 1]; term++) {
        const bf16* left = m.left + (term->left * pictures + n) * m.depth;
        const bf16* right = m.right + term->right * block * m.depth;
        for (int64_t k = 0; k < m.depth; k += block, left += tile, right += 2 * tile) multiply_step(left, left + 16 * m.depth, right);
      }
      store_results(sums, block);
      for (int64_t row = 0; row < block && n + row < m.count; row++) {
        _mm512_storeu_si512(m.result + ((n + row) * m.positions + p) * m.columns, round32(sums + row * block));
      }
    }
  }
}

void multiply_transposed(const TransposedProduct& m, const Term* terms, int64_t count, bool accumulate) {
  zero_results();
  if (accumulate) {
    _tile_loadd(0, m.result, m.stride * 4);
    _tile_loadd(1, m.result + 16, m.stride * 4);
    _tile_loadd(2, m.result + 16 * m.stride, m.stride * 4);
    _tile_loadd(3, m.result + 16 * m.stride + 16, m.stride * 4);
  }
  for (const Term* term = terms; term != terms + count; term++) {
    const bf16* left = m.left + term->left * m.picture_blocks * block * m.left_channels;
    const bf16* right = m.right + term->right * m.picture_blocks * block * m.right_channels;
    for (int64_t b = 0; b < m.picture_blocks; b++, left += block * m.left_channels, right += block * m.right_channels) {
      multiply_step(left, left + tile, right);
    }
  }
  store_results(m.result, m.stride);
}

}  // namespace mien::amx
#endif
