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

// An output position, an input position and a tap of the kernel that meet.
struct Meeting {
  int32_t out, in, tap;
};

// Every triple that meets, by output position. What would lie outside the picture is left out.
std::vector<Meeting> meetings(const Shape& shape);

// Sums of products, grouped by what they are added up for.
struct Sums {
  std::vector<int32_t> first;  // one more than there are groups
  std::vector<amx::Term> terms;
};

// A run of output positions of the weight gradient, whose packed rows stay in the second-level cache.
struct Part {
  int32_t first_out, last_out;  // output positions [first, last)
  std::vector<int32_t> inputs;  // what to pack of the input: positions, or windows
  Sums sums;                    // for each tap: (output position, input), both counted within the part
};

// The weight gradient sums over output positions. Each group of parts has a partial result of its own, and the partial results are
// added in order. Large gradients, of which partial results would be too many bytes, have one group; then threads share the taps and
// channels, else the groups.
struct GradientPlan {
  int64_t taps, channels;  // of the result, which windows change
  std::vector<std::vector<Part>> groups;
  std::vector<int32_t> offsets;  // the windows there are, or none: see amx::Windows
  std::vector<int8_t> skip, stop;
  int64_t most_inputs, most_outputs;  // in one part
  bool windows() const { return !offsets.empty(); }
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
