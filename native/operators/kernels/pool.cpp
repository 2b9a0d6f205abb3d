#include "vector.h"

namespace mien::operators {
namespace {

// The larger; what is no number wins and stays, as in PyTorch.
MIEN_INLINE Vector larger(Vector most, Vector value) { return (value > most) | (value != value) ? value : most; }

// Where a window that begins at start has its first and last tap inside.
struct Range {
  int64_t first, last;

  Range(int64_t start, int64_t taps, int64_t size) : first(start < 0 ? 0 : start), last(start + taps < size ? start + taps : size) {}
};

}  // namespace

void MIEN_NAME(pool)(const MaxPool& call, size_t block) {
  const Window& window = call.window;
  const float* x = call.x + static_cast<int64_t>(block) * window.places() * kBlock;
  float* y = call.y + static_cast<int64_t>(block) * window.out_places() * kBlock;
  for (int64_t row = 0; row < window.out_height; row++) {
    const Range rows(row * window.stride_height - window.top, window.kernel_height, window.height);
    for (int64_t column = 0; column < window.out_width; column++, y += kBlock) {
      const Range columns(column * window.stride_width - window.left, window.kernel_width, window.width);
      for (int part = 0; part < kBlock; part += kLanes) {
        Vector most = Vector{} - __builtin_inff();
        for (int64_t i = rows.first; i < rows.last; i++) {
          for (int64_t j = columns.first; j < columns.last; j++) most = larger(most, load(x + (i * window.width + j) * kBlock + part));
        }
        store(y + part, most);
      }
    }
  }
}

}  // namespace mien::operators
