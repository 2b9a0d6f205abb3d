#include "haar_windows.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "clones.h"

namespace mien::haar {
namespace {

constexpr int kHalf = kLanes / 2;

using Ints __attribute__((vector_size(4 * kLanes))) = int32_t;
using Floats __attribute__((vector_size(4 * kLanes))) = float;
using HalfInts __attribute__((vector_size(4 * kHalf))) = int32_t;
using HalfFloats __attribute__((vector_size(4 * kHalf))) = float;
using Doubles __attribute__((vector_size(8 * kHalf))) = double;
using Longs __attribute__((vector_size(8 * kHalf))) = int64_t;

template <class Vector>
MIEN_INLINE Vector load(const int32_t* from) {
  Vector result;
  std::memcpy(&result, from, sizeof result);
  return result;
}

// Sums wrap around in large pictures; their differences do not.
MIEN_INLINE void within(const int32_t* sums, const int32_t* corners, Ints& result) {
  result = load<Ints>(sums + corners[0]) - load<Ints>(sums + corners[1]) - load<Ints>(sums + corners[2]) + load<Ints>(sums + corners[3]);
}

MIEN_INLINE void response(const PlacedFeature& feature, const int32_t* sums, const Floats& norm, Floats& result) {
  Ints area;
  within(sums, feature.corners[0], area);
  result = feature.weights[0] * __builtin_convertvector(area, Floats);
  within(sums, feature.corners[1], area);
  result += feature.weights[1] * __builtin_convertvector(area, Floats);
  if (feature.weights[2] != 0) {
    within(sums, feature.corners[2], area);
    result += feature.weights[2] * __builtin_convertvector(area, Floats);
  }
  result *= norm;
}

// One bit for each lane that holds.
MIEN_INLINE uint32_t bits(const Ints& holds) {
  int32_t lanes[kLanes];
  std::memcpy(lanes, &holds, sizeof lanes);
  uint32_t result = 0;
  for (int lane = 0; lane < kLanes; lane++) result |= static_cast<uint32_t>(lanes[lane]) & uint32_t{1} << lane;
  return result;
}

MIEN_INLINE uint32_t bits(const Longs& low, const Longs& high) {
  const HalfInts halves[2] = {__builtin_convertvector(low, HalfInts), __builtin_convertvector(high, HalfInts)};
  Ints both;
  std::memcpy(&both, halves, sizeof both);
  return bits(both);
}

MIEN_INLINE void spread_of(const Inner& inner, Row row, Doubles& result) {
  const HalfInts sums = load<HalfInts>(row.sums + inner.corners[0]) - load<HalfInts>(row.sums + inner.corners[1]) -
                        load<HalfInts>(row.sums + inner.corners[2]) + load<HalfInts>(row.sums + inner.corners[3]);
  const HalfInts squares = load<HalfInts>(row.squares + inner.corners[0]) - load<HalfInts>(row.squares + inner.corners[1]) -
                           load<HalfInts>(row.squares + inner.corners[2]) + load<HalfInts>(row.squares + inner.corners[3]);
  const Doubles sum = __builtin_convertvector(sums, Doubles);
  // as unsigned numbers
  const Doubles square = __builtin_convertvector(squares ^ INT32_MIN, Doubles) + 2147483648.0;
  result = inner.area * square - sum * sum;
}

// One over the contrast of each window; returns which have enough of it.
MIEN_INLINE uint32_t norms(const Inner& inner, Row row, Floats& norm) {
  Doubles low, high;
  spread_of(inner, row, low);
  spread_of(inner, {row.sums + kHalf, row.squares + kHalf}, high);
  // Where all are flat, which most of a photograph may be, neither roots nor quotients are needed.
  const double least = 100 * inner.area * inner.area * (1 - 1e-6);
  const Longs spreads = (low > least) | (high > least);
  if ((spreads[0] | spreads[1] | spreads[2] | spreads[3]) == 0) return 0;
  double spread[kLanes];
  std::memcpy(spread, &low, sizeof low);
  std::memcpy(spread + kHalf, &high, sizeof high);
  float inverse[kLanes];
  int32_t enough[kLanes];
  for (int i = 0; i < kLanes; i++) {
    inverse[i] = static_cast<float>(1 / std::sqrt(spread[i]));
    enough[i] = -int32_t{(spread[i] > 0) & (inner.area * inverse[i] < 1e-1)};
  }
  std::memcpy(&norm, inverse, sizeof norm);
  Ints lanes;
  std::memcpy(&lanes, enough, sizeof lanes);
  return bits(lanes);
}

// Which windows a stage rejects.
MIEN_INLINE uint32_t rejects(const Plan& plan, const Stage& stage, const int32_t* sums, const Floats& norm) {
  Doubles low{}, high{};
  for (int32_t i = stage.begin; i < stage.end; i++) {
    const PlacedTree& tree = plan.trees[i];
    Floats value, vote;
    const Floats less = Floats{} + tree.less, more = Floats{} + tree.more, outer = Floats{} + tree.outer;
    response(tree.first, sums, norm, value);
    if (!tree.has_second) {
      vote = value < tree.first_threshold ? less : more;
    } else {
      const Ints first = value < tree.first_threshold;
      response(tree.second, sums, norm, value);
      vote = value < tree.second_threshold ? less : more;
      vote = tree.outer_if_less ? (first ? outer : vote) : (first ? vote : outer);
    }
    HalfFloats halves[2];
    std::memcpy(halves, &vote, sizeof vote);
    low += __builtin_convertvector(halves[0], Doubles);
    high += __builtin_convertvector(halves[1], Doubles);
  }
  const double threshold = stage.threshold;
  return bits(low < threshold, high < threshold);
}

// Windows right of one that the first stage rejects, unless that was passed over itself.
MIEN_INLINE uint32_t passed_over(uint32_t rejected, bool& first) {
  uint32_t result = first;
  rejected &= ~result;
  while (rejected != 0) {
    const int lane = __builtin_ctz(rejected);
    result |= uint32_t{2} << lane;
    rejected &= ~(uint32_t{3} << lane);
  }
  first = result >> kLanes & 1;
  return result;
}

using Four __attribute__((vector_size(16))) = int32_t;

// The sums of a window beside those of others, one lane for each.
MIEN_INLINE void gather_four(const int32_t* const* from, int32_t at, int32_t* to) {
  const Four a = load<Four>(from[0] + at), b = load<Four>(from[1] + at), c = load<Four>(from[2] + at), d = load<Four>(from[3] + at);
  const Four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Four ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7), cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  const Four columns[4] = {__builtin_shufflevector(ab, cd, 0, 1, 4, 5), __builtin_shufflevector(ab, cd, 2, 3, 6, 7),
                           __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5), __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7)};
  for (int i = 0; i < 4; i++) std::memcpy(to + i * kLanes, &columns[i], sizeof columns[i]);
}

}  // namespace

MIEN_CLONES void scan_row(const Plan& plan, Row row, int32_t columns, int32_t number, std::vector<Window>& passed) {
  bool over = false;
  for (int32_t column = 0; column < columns; column += kLanes, row.sums += kLanes, row.squares += kLanes) {
    Floats norm;
    uint32_t alive = norms(plan.inner, row, norm);
    if (const int32_t left = columns - column; left < kLanes) alive &= (uint32_t{1} << left) - 1;
    if (alive == 0) {
      over = false;
      continue;
    }
    const uint32_t rejected = rejects(plan, plan.stages[0], row.sums, norm) & alive;
    alive &= ~rejected & ~passed_over(rejected, over);
    for (int32_t stage = 1; stage < plan.end && alive != 0; stage++) alive &= ~rejects(plan, plan.stages[stage], row.sums, norm);
    for (; alive != 0; alive &= alive - 1) {
      const int lane = __builtin_ctz(alive);
      passed.push_back({row.sums + lane, norm[lane], {column + lane, number}});
    }
  }
}

MIEN_CLONES void test_together(const Plan& plan, const Patch& patch, const Window* windows, int32_t count, std::vector<Window>& passed) {
  const int32_t* from[kLanes];
  Floats norm;
  for (int lane = 0; lane < kLanes; lane++) {
    const Window& window = windows[std::min(lane, count - 1)];
    from[lane] = window.sums;
    norm[lane] = window.norm;
  }
  int32_t* to = patch.sums;
  for (int32_t y = 0; y < patch.rows; y++) {
    for (int32_t run = 0; run < patch.runs; run++, to += patch.columns * kLanes) {
      const int32_t start = y * patch.stride + run * (patch.stride / 2);
      for (int32_t x = 0; x < patch.columns; x += 4) {
        const int32_t column = std::min(x, patch.columns - 4);
        for (int lane = 0; lane < kLanes; lane += 4) gather_four(from + lane, start + column, to + column * kLanes + lane);
      }
    }
  }
  uint32_t alive = (uint32_t{1} << count) - 1;
  for (int32_t stage = plan.begin; stage < plan.end && alive != 0; stage++) alive &= ~rejects(plan, plan.stages[stage], patch.sums, norm);
  for (; alive != 0; alive &= alive - 1) passed.push_back(windows[__builtin_ctz(alive)]);
}

}  // namespace mien::haar
