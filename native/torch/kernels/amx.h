// Matrix products on the AMX unit of recent Intel processors: sums of bfloat16 products in float32, on tiles of 16 rows.
//
// A convolution is cut into products of packed blocks. The rows of a block are pictures, not neighbouring pixels: at one position,
// 32 pictures times 32 channels. So padding costs nothing (what lies outside is left out, not multiplied by zero), small pictures
// fill the tiles as well as large ones, and every tile is one piece of memory.
#pragma once
#include <cstdint>

namespace mien::amx {

using bf16 = uint16_t;  // the bits of a bfloat16

constexpr int64_t block = 32;  // pictures or channels per packed block; the shapes below are whole numbers of blocks

// Whether this processor has the unit, the system lets this process use it, and the compiler knew it.
bool available();

// Pictures (count, positions, channels), channels innermost: channels_last.
struct Source {
  const bf16* data;
  int64_t count, positions, channels;
  int64_t padded_count() const { return (count + block - 1) / block * block; }
};

// Packing of positions[begin..end) of all pictures; pictures beyond the count, up to a whole block, are zeros.
// Rows:       to[position][count/16][channels/32][16 pictures][32 channels]
// Transposed: to[position][count/32][channels/16][16 channels][32 pictures]
// Pairs:      to[position][count/32][channels/16][16 pairs of pictures][16 channels][2]
void pack_rows(const Source& source, const int32_t* positions, int64_t begin, int64_t end, bf16* to);
void pack_transposed(const Source& source, const int32_t* positions, int64_t begin, int64_t end, bf16* to);
void pack_pairs(const Source& source, const int32_t* positions, int64_t begin, int64_t end, bf16* to);

// Pairs of windows: at most a block of neighbouring values of a row, which become the channels of a position. Window w begins at
// offsets[w] in a picture of source.positions * source.channels values; its values before skip[w] and from stop[w] on lie outside the
// picture and are zeros. Packs windows numbers[begin..end).
struct Windows {
  const int32_t* numbers;
  const int32_t* offsets;
  const int8_t* skip;
  const int8_t* stop;
};
void pack_window_pairs(const Source& source, const Windows& windows, int64_t begin, int64_t end, bf16* to);

// Weights (out, taps, in), in innermost, float32 or bfloat16; block rows begin..end of out/32 * taps, or of in/32 * taps.
// For products with rows of in-channels:  to[out/32][tap][in/32][2][16 pairs of in][16 out][2]
// For products with rows of out-channels: to[in/32][tap][out/32][2][16 pairs of out][16 in][2]
struct Weights {
  const float* floats;  // or null
  const bf16* halves;   // or null
  int64_t out, taps, in;
};
void pack_weights(const Weights& weights, int64_t begin, int64_t end, bf16* to);
void pack_weights_transposed(const Weights& weights, int64_t begin, int64_t end, bf16* to);

// One product of a sum: which packed position meets which packed position or weight tap.
struct Term {
  int32_t left, right;
};

// result[picture][position][column..column+32] = sum over the terms of the position of left[term.left] * right[term.right], for
// positions begin..end. `right` points at the block of the column; first[p]..first[p + 1] are the terms of position p.
struct RowProduct {
  const bf16* left;
  const bf16* right;
  const int32_t* first;
  const Term* terms;
  int64_t count, depth;  // pictures; channels of left
  bf16* result;          // at the column
  int64_t positions, columns;
};
void multiply_rows(const RowProduct& product, int64_t begin, int64_t end);

// result (32 x 32, rows `stride` apart) = the same, or 0, plus the sum over terms and pictures of left' * right.
struct TransposedProduct {
  const bf16* left;   // transposed, at the channel block of the rows of the result
  const bf16* right;  // pairs, at the channel block of the columns
  int64_t left_channels, right_channels, picture_blocks;
  float* result;
  int64_t stride;
};
void multiply_transposed(const TransposedProduct& product, const Term* terms, int64_t count, bool accumulate);

// A thread holds one of these while it multiplies: the unit's shape is set per thread.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

}  // namespace mien::amx
