// mien::max_pool2d : aten::max_pool2d, and for channels_last pictures on the CPU a loop that remembers the place of the maximum in one
// byte, where ATen takes eight.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>

#include "max_pool_loops.h"

namespace mien::max_pool {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class T>
class Op : public torch::autograd::Function<Op<T>> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding) {
    const Window w = window(x.sizes(), kernel, stride, padding);
    const Tensor y = at::empty({x.size(0), w.channels, w.out_height, w.out_width}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    const Tensor places = at::empty(y.sizes(), at::TensorOptions(at::kByte).memory_format(at::MemoryFormat::ChannelsLast));
    at::parallel_for(0, x.size(0) * w.out_height, 1, [&](int64_t begin, int64_t end) {
      maxima(w, static_cast<const T*>(x.data_ptr()), begin, end, static_cast<T*>(y.data_ptr()), places.data_ptr<uint8_t>());
    });
    context->saved_data["sizes"] = x.sizes();
    context->saved_data["kernel"] = kernel;
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->save_for_backward({places});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "mien::max_pool2d has no second derivative here");
    const Tensor places = context->get_saved_variables()[0];
    const Tensor dy = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    const auto list = [&](const char* name) { return context->saved_data[name].toIntVector(); };
    const auto sizes = list("sizes");
    const Window w = window(sizes, list("kernel"), list("stride"), list("padding"));
    const Tensor dx = at::empty(sizes, dy.options().memory_format(at::MemoryFormat::ChannelsLast));
    const Visits rows(w.height, w.out_height, w.kernel_y, w.stride_y, w.pad_y), columns(w.width, w.out_width, w.kernel_x, w.stride_x, w.pad_x);
    const Gradient<T> whole{w, rows, columns, static_cast<const T*>(dy.data_ptr()), places.data_ptr<uint8_t>(), static_cast<T*>(dx.data_ptr())};
    at::parallel_for(0, sizes[0] * w.height, 1, [&](int64_t begin, int64_t end) { gradients_of(whole, begin, end); });
    return {dx, Tensor(), Tensor(), Tensor()};
  }

 private:
  static Window window(at::IntArrayRef x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding) {
    Window w{x[1], x[2], x[3], 0, 0, kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1]};
    w.out_height = (w.height + 2 * w.pad_y - w.kernel_y) / w.stride_y + 1;
    w.out_width = (w.width + 2 * w.pad_x - w.kernel_x) / w.stride_x + 1;
    return w;
  }
};

bool fits(const Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding) {
  if (!x.device().is_cpu() || x.dim() != 4 || x.numel() == 0 || !x.is_contiguous(at::MemoryFormat::ChannelsLast)) return false;
  if (x.scalar_type() != at::kFloat && x.scalar_type() != at::kBFloat16) return false;
  if (kernel.size() != 2 || stride.size() != 2 || padding.size() != 2 || kernel[0] * kernel[1] > 255) return false;
  for (int i = 0; i < 2; i++) {
    const bool sound = kernel[i] > 0 && stride[i] > 0 && padding[i] >= 0 && 2 * padding[i] <= kernel[i];
    if (!sound || x.size(2 + i) + 2 * padding[i] < kernel[i]) return false;
  }
  return true;
}

Tensor max_pool2d(const Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                  bool ceil_mode) {
  const bool plain = !ceil_mode && std::all_of(dilation.begin(), dilation.end(), [](int64_t d) { return d == 1; });
  if (!plain || !fits(x, kernel, stride, padding)) return at::max_pool2d(x, kernel, stride, padding, dilation, ceil_mode);
  return x.scalar_type() == at::kFloat ? Op<float>::apply(x, kernel, stride, padding) : Op<BFloat16>::apply(x, kernel, stride, padding);
}

}  // namespace
}  // namespace mien::max_pool

TORCH_LIBRARY_FRAGMENT(mien, m) {
  m.def("max_pool2d(Tensor input, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode) -> Tensor",
        mien::max_pool::max_pool2d);
}
