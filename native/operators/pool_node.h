#pragma once
#include "layer.h"

namespace mien::operators {

// The largest value under a window, of which a part is always inside.
class MaxPoolNode {
 public:
  static constexpr const char* kName = "MaxPool";
  static constexpr size_t kInputs = 1, kNeeded = 1;
  static constexpr bool is_weight(size_t) { return false; }

  explicit MaxPoolNode(const Settings& settings) : window_(read_window(settings)) {
    require(std::max(window_.top, window_.bottom) < window_.kernel_height && std::max(window_.left, window_.right) < window_.kernel_width,
            "expected paddings that are smaller than the kernel");
  }

  void compute(const Call& node) const {
    const Tensor x = node.input(0);
    x.require("a map", {-1, -1, -1, -1, kBlock});
    MaxPool call{over(window_, x.sizes[2], x.sizes[3]), x.data, nullptr};
    call.y = node.output({x.sizes[0], x.sizes[1], call.window.out_height, call.window.out_width, kBlock});
    node.run(x.sizes[0] * x.sizes[1], 0, [&](size_t block, float*) { MIEN_KERNEL(pool)(call, block); });
  }

 private:
  Window window_;
};

}  // namespace mien::operators
