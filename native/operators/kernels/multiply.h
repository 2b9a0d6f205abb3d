// The loops of a product, for one kind of arithmetic: with the sums of a tile in registers while the depth passes by.
#pragma once
#include "tile.h"

namespace mien::operators {
namespace {

// Products of float32, of places that lie in blocks.
struct Pointwise {
  static constexpr bool kIsScaled = false, kIsWindowed = false;
  static constexpr int64_t kPlace = kBlock;  // from a place to the next; 0 where it differs
  static int64_t depth(const Product& product) { return product.weights.channels; }
  static MIEN_INLINE Vector add(Vector sum, const float* value, Vector factor) { return sum + *value * factor; }
};

// The same, of places times a scale for each channel.
struct Scaled : Pointwise {
  static constexpr bool kIsScaled = true;
};

// Products of float32 under the taps of a window, of places that lie anyhow.
struct Windowed : Pointwise {
  static constexpr bool kIsWindowed = true;
  static constexpr int64_t kPlace = 0;
};

struct Columns {
  const float *weight, *bias;
};

template <class Arithmetic, int kBlocks, int kPlaces>
MIEN_INLINE void multiply(const Product& product, const Places& places, Columns columns, const Sums& sums) {
  constexpr int kVectors = kBlocks * kParts, kCount = kPlaces * kVectors;
  constexpr bool kIsWindowed = Arithmetic::kIsWindowed;
  const int64_t place = Arithmetic::kPlace > 0 ? Arithmetic::kPlace : places.place, channel = kIsWindowed ? places.channel : 1;
  const int64_t rows = kIsWindowed ? product.kernel_height : 1, taps = kIsWindowed ? product.kernel_width : 1, depth = Arithmetic::depth(product);
  const int64_t column = rows * taps * depth * kBlock;  // from a block of columns to the next

  Vector values[kCount];
#pragma GCC unroll 32
  for (int i = 0; i < kCount; i++) values[i] = load(columns.bias + i % kVectors * kLanes);

  const float* weight = columns.weight;
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t tap = 0; tap < taps; tap++) {
      const float* from = places.values + row * places.tap_row + tap * places.tap_column;
      for (int64_t first = 0; first < depth; first += kBlock, from += places.block) {
        const int64_t count = depth - first < kBlock ? depth - first : kBlock;
        const float* factor = from;
        for (int64_t k = 0; k < count; k++, factor += channel, weight += kBlock) {
          Vector factors[kVectors];
#pragma GCC unroll 4
          for (int v = 0; v < kVectors; v++) {
            factors[v] = load(weight + v / kParts * column + v % kParts * kLanes);
            if (Arithmetic::kIsScaled) factors[v] *= product.scale[first + k];
          }
#pragma GCC unroll 32
          for (int i = 0; i < kCount; i++) values[i] = Arithmetic::add(values[i], factor + i / kVectors * place, factors[i % kVectors]);
        }
      }
    }
  }

  const auto at = [&](int i) { return i % kVectors / kParts * sums.block + i / kVectors * kBlock + i % kParts * kLanes; };
  if (sums.added) {
#pragma GCC unroll 32
    for (int i = 0; i < kCount; i++) values[i] += load(sums.added + at(i));
  }
  activate_all(product.weights.activation, values);
#pragma GCC unroll 32
  for (int i = 0; i < kCount; i++) store(sums.values + at(i), values[i]);
}

template <class Arithmetic, int kBlocks, int kPlaces = kTilePlaces>
void multiply_some(int64_t count, const Product& product, const Places& places, Columns columns, const Sums& sums) {
  if (count == kPlaces) {
    multiply<Arithmetic, kBlocks, kPlaces>(product, places, columns, sums);
  } else if constexpr (kPlaces > 1) {
    multiply_some<Arithmetic, kBlocks, kPlaces - 1>(count, product, places, columns, sums);
  }
}

template <class Arithmetic>
void multiply_all(const Product& product, Places places, int64_t count, Sums sums) {
  const Weights& weights = product.weights;
  const int64_t depth = product.kernel_height * product.kernel_width * Arithmetic::depth(product), tiles = (count + kTilePlaces - 1) / kTilePlaces;
  for (int64_t block = product.first_block; block < product.last_block; block += kTileBlocks) {
    const bool is_whole = product.last_block - block >= kTileBlocks;
    const Columns columns{weights.weight + block * depth * kBlock, weights.bias + block * kBlock};
    for (int64_t tile = 0; tile < tiles; tile++) {
      const int64_t first = count * tile / tiles, height = count * (tile + 1) / tiles - first, at = (block - product.first_block) * sums.block + first * kBlock;
      Places tile_places = places;
      tile_places.values += first * places.place;
      const Sums tile_sums{sums.values + at, sums.added ? sums.added + at : nullptr, sums.block};
      (is_whole ? multiply_some<Arithmetic, kTileBlocks> : multiply_some<Arithmetic, 1>)(height, product, tile_places, columns, tile_sums);
    }
  }
}

}  // namespace
}  // namespace mien::operators
