#include "tile.h"

#include "multiply.h"

namespace mien::operators {

void MIEN_NAME(multiply)(const Product& product, Places places, int64_t count, Sums sums) {
  if (product.weights.is_bfloat16) {
#if MIEN_LEVEL == 4
    multiply_bfloat16(product, places, count, sums);
#endif
  } else if (product.scale) {
    multiply_all<Scaled>(product, places, count, sums);
  } else if (product.kernel_height * product.kernel_width == 1 && places.place == kBlock && places.channel == 1) {
    multiply_all<Pointwise>(product, places, count, sums);
  } else {
    multiply_all<Windowed>(product, places, count, sums);
  }
}

}  // namespace mien::operators
