// Products of a few places with one or two blocks of output channels, all sums in registers: what dense layers are made of.
#pragma once
#include "vector.h"

namespace mien::operators {

// Where the values of places lie, in floats.
struct Places {
  const float* values;  // of the first place under the first tap
  int64_t place;        // from a place to the next
  int64_t channel;      // from a channel to the next within 16
  int64_t block;        // from 16 channels to the next
  int64_t tap_row, tap_column;
};

// What becomes of the sums.
struct Sums {
  float* values;
  const float* added;  // null, or like values: what is added before the activation
  int64_t block;       // from a block of channels to the next
};

// What is multiplied: W of the blocks first_block to last_block, and, where it is not null, a scale for each channel of x, of pointwise layers alone.
struct Product {
  const Weights& weights;
  int64_t kernel_height, kernel_width, first_block, last_block;
  const float* scale;
};

// y = activation(W x + bias + added) of so many places. Those of y follow each other. For bfloat16, places are rounded already and scaled.
void MIEN_NAME(multiply)(const Product& product, Places places, int64_t count, Sums sums);

// For processors that have bfloat16 as well as level 4.
void multiply_bfloat16(const Product& product, Places places, int64_t count, Sums sums);

// Rounds so many places of a blocked map, whose blocks are so far apart, times scale where it is not null, to the nearest bfloat16: all channels of a
// place side by side, rounded_place() from place to place.
void round_to_bfloat16(const Weights& weights, const float* x, int64_t map, int64_t count, const float* scale, float* to);

namespace {

// Where a pointwise layer finds places of a blocked map: there, or rounded in scratch.
MIEN_INLINE Places pointwise_places(const Weights& weights, const float* x, int64_t map, int64_t count, const float* scale, float* scratch) {
#if MIEN_LEVEL == 4
  if (weights.is_bfloat16) {
    round_to_bfloat16(weights, x, map, count, scale, scratch);
    return {scratch, weights.rounded_place(), 1, kBlock, 0, 0};
  }
#endif
  (void)count, (void)scale, (void)scratch, (void)weights;
  return {x, kBlock, 1, map, 0, 0};
}

}  // namespace
}  // namespace mien::operators
