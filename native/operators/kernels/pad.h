// Maps with zeros around them.
#pragma once
#include "vector.h"

namespace mien::operators {
namespace {

MIEN_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Copies rows of a map of so many values a place, from row first of the padded map on; rows that lie outside are 0. The map's row 0 is where
// x points, even where memory begins later.
MIEN_INLINE void pad(const Window& window, const float* x, int64_t values, int64_t first, int64_t rows, float* to) {
  const int64_t width = window.padded_width(), left = least(window.left, width), inside = least(window.width, width - left);
  const auto size = [values](int64_t places) { return static_cast<size_t>(places * values) * sizeof(float); };
  for (int64_t row = first - window.top; row < first - window.top + rows; row++, to += width * values) {
    if (row < 0 || row >= window.height) {
      std::memset(to, 0, size(width));
      continue;
    }
    std::memset(to, 0, size(left));
    std::memcpy(to + left * values, x + row * window.width * values, size(inside));
    std::memset(to + (left + inside) * values, 0, size(width - left - inside));
  }
}

}  // namespace
}  // namespace mien::operators
