// Which positions of a convolution meet: worked out once per shape, and kept.
#pragma once
#include <memory>
#include <tuple>
#include <vector>

#include "amx.h"

namespace mien::convolution {

// A convolution of (count, in, in_height, in_width) with (out, in, height, width): one group, no dilation.
struct Shape {
  int64_t count, in, in_height, in_width, out, height, width, stride_y, stride_x, pad_y, pad_x;

  int64_t out_height() const { return (in_height + 2 * pad_y - height) / stride_y + 1; }
  int64_t out_width() const { return (in_width + 2 * pad_x - width) / stride_x + 1; }
  int64_t taps() const { return height * width; }
  int64_t in_positions() const { return in_height * in_width; }
  int64_t out_positions() const { return out_height() * out_width(); }

  auto key() const {
    return std::make_tuple(count, in, in_height, in_width, out, height, width, stride_y, stride_x, pad_y, pad_x);
  }
};

// Sums of products, grouped by what they are added up for.
struct Sums {
  std::vector<int32_t> first;  // one more than there are groups
  std::vector<amx::Term> terms;
};

// The weight gradient: K runs over output positions, in parts whose packed rows stay in the second-level cache.
struct GradientPlan {
  int64_t parts, taps, channels;   // taps and channels of the result, which windows change
  Sums sums;                       // for part * taps + tap: (output position, packed input position)
  std::vector<int32_t> positions;  // input positions to pack, or none with windows
  std::vector<int32_t> offsets;    // the windows to pack, see amx::Windows
  std::vector<int8_t> skip, stop;
  bool windows() const { return !offsets.empty(); }
  int64_t packed_positions() const { return int64_t(windows() ? offsets.size() : positions.size()); }
};

struct Plan {
  Shape shape;
  std::vector<int32_t> in_positions;   // input positions that meet anything, in order: what forward packs
  std::vector<int32_t> out_positions;  // all of them
  Sums forward;                        // for each output position: (packed input position, tap)
  Sums backward;                       // for each input position: (output position, tap)
  GradientPlan gradient;

  explicit Plan(const Shape& shape);

  // Plans are kept for later calls; safe from any thread.
  static std::shared_ptr<const Plan> of(const Shape& shape);
};

// With few input channels, the channels of a whole row of taps make one block of channels: a window.
inline bool fits_windows(const Shape& s) { return s.in % amx::block != 0 && s.width * s.in <= amx::block; }

}  // namespace mien::convolution
