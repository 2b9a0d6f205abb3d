// mien::conv2d : aten::conv2d, and for batches on the CPU other products where oneDNN's are slow: in bfloat16 those of convolution_amx.h,
// in float32 those of convolution_blas.h.
#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "convolution_amx.h"
#include "convolution_blas.h"
#include "torch_guard.h"

namespace mien::convolution {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto channels_last = at::MemoryFormat::ChannelsLast;
constexpr int64_t least_count = 16;  // a block of 32 pictures is at least half full

// Measured on one core with oneDNN 2.6, ResNet-18 and -50 at 96 and 224 pixels, bfloat16: forward and input gradient are 2 to 6 times
// faster here for pictures up to 7 x 7, equal at 12 to 14, slower above; the input gradient is always faster with a stride; the weight
// gradient is 1.2 to 30 times faster at all sizes.
constexpr int64_t small_mixed = 7 * 7;
bool forward_is_ours(const Shape& s) { return s.in % amx::block == 0 && s.out_positions() <= small_mixed; }
bool input_gradient_is_ours(const Shape& s) { return s.in % amx::block == 0 && (s.in_positions() <= small_mixed || s.stride_x > 1); }
bool weight_gradient_is_ours(const Shape& s) { return s.in % amx::block == 0 || fits_windows(s); }

// float32, likewise: 512 channels at 3 x 3 are 2 to 2.7 times faster with OpenBLAS, 256 at 6 x 6 slower.
constexpr int64_t small_single = 3 * 3, least_channels = 128;
bool single_is_ours(const Shape& s) {
  return s.out_positions() <= small_single && s.in >= least_channels && s.out >= least_channels && has_fast_blas();
}

Shape shape_of(const Tensor& x, const Tensor& w, at::IntArrayRef stride, at::IntArrayRef padding) {
  return {x.size(0), x.size(1), x.size(2), x.size(3), w.size(0), w.size(2), w.size(3), stride[0], stride[1], padding[0], padding[1]};
}

class MixedOp : public torch::autograd::Function<MixedOp> {
 public:
  // x in bfloat16, the weight in float32 or bfloat16, both channels_last; the result in bfloat16.
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    const Shape s = shape_of(x, weight, stride, padding);
    // Both products of oneDNN want the rounded weight; without them it is rounded while it is packed.
    const bool needs_rounded = !forward_is_ours(s) || !input_gradient_is_ours(s);
    const Tensor rounded = needs_rounded ? weight.to(at::kBFloat16) : Tensor();
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->save_for_backward({x, weight, rounded});
    return forward_is_ours(s) ? forward_amx(x, weight, s) : at::conv2d(x, rounded, {}, stride, padding);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "mien::conv2d has no second derivative here; compute in float64 for it");
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], &rounded = saved[2];
    const Tensor dy = gradients[0].contiguous(channels_last);
    const auto stride = context->saved_data["stride"].toIntVector(), padding = context->saved_data["padding"].toIntVector();
    const Shape s = shape_of(x, weight, stride, padding);
    const auto by_aten = [&](bool input, bool kernel) {
      return at::convolution_backward(dy, x, rounded.defined() ? rounded : weight.to(at::kBFloat16), {}, stride, padding, {1, 1}, false,
                                      {0, 0}, 1, {input, kernel, false});
    };
    Tensor dx, dw;
    if (context->needs_input_grad(0)) dx = input_gradient_is_ours(s) ? input_gradient_amx(dy, weight, s) : std::get<0>(by_aten(true, false));
    if (context->needs_input_grad(1)) dw = weight_gradient_is_ours(s) ? weight_gradient_amx(x, dy, s) : std::get<1>(by_aten(false, true));
    return {dx, dw.defined() ? dw.to(weight.scalar_type()) : dw, Tensor(), Tensor()};
  }
};

class SingleOp : public torch::autograd::Function<SingleOp> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding) {
    const at::AutoDispatchBelowADInplaceOrView below_autograd;
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->save_for_backward({x, weight});
    return forward_blas(x, weight, shape_of(x, weight, stride, padding));
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "mien::conv2d has no second derivative here; compute in float64 for it");
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], dy = gradients[0].contiguous(channels_last);
    const Shape s = shape_of(x, weight, context->saved_data["stride"].toIntVector(), context->saved_data["padding"].toIntVector());
    return {context->needs_input_grad(0) ? input_gradient_blas(dy, weight, s) : Tensor(),
            context->needs_input_grad(1) ? weight_gradient_blas(x, dy, s) : Tensor(), Tensor(), Tensor()};
  }
};

bool casts_to_bfloat16() {
#if MIEN_TORCH_AT_LEAST(2, 4)
  return at::autocast::is_autocast_enabled(at::kCPU) && at::autocast::get_autocast_dtype(at::kCPU) == at::kBFloat16;
#else
  return at::autocast::is_cpu_enabled() && at::autocast::get_autocast_cpu_dtype() == at::kBFloat16;
#endif
}

// Whether the shapes are those that both kinds of products take.
bool is_plain(const Tensor& x, const Tensor& w, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, int64_t groups) {
  if (!x.is_cpu() || !w.is_cpu() || x.dim() != 4 || w.dim() != 4 || groups != 1 || x.size(0) < least_count) return false;
  if (x.size(1) != w.size(1) || !w.is_contiguous(channels_last)) return false;
  for (int i = 0; i < 2; i++) {
    if (stride[i] < 1 || padding[i] < 0 || dilation[i] != 1 || x.size(2 + i) + 2 * padding[i] < w.size(2 + i)) return false;
  }
  return true;
}

bool fits_mixed(const Tensor& x, const Tensor& w) {
  const auto is = [](const Tensor& t, at::ScalarType type) { return t.scalar_type() == type; };
  const bool types = casts_to_bfloat16() ? is(w, at::kFloat) && (is(x, at::kFloat) || is(x, at::kBFloat16)) : is(w, at::kBFloat16) && is(x, at::kBFloat16);
  return types && w.size(0) % amx::block == 0 && amx::available();
}

bool fits_single(const Tensor& x, const Tensor& w, const Shape& s) {
  const bool types = x.scalar_type() == at::kFloat && w.scalar_type() == at::kFloat;
  return types && !casts_to_bfloat16() && x.is_contiguous(channels_last) && single_is_ours(s);
}

bool records(const Tensor& x, const Tensor& weight) { return at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad()); }

Tensor conv2d(const Tensor& x, const Tensor& weight, const Maybe<Tensor>& bias, at::IntArrayRef stride, at::IntArrayRef padding,
              at::IntArrayRef dilation, int64_t groups) {
  if (is_plain(x, weight, stride, padding, dilation, groups)) {
    const bool has_bias = bias.has_value() && bias->defined();
    const Shape s = shape_of(x, weight, stride, padding);
    // Without gradients, oneDNN's forward pass adds the bias on its way.
    if (fits_mixed(x, weight) && (forward_is_ours(s) || records(x, weight))) {
      const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
      const Tensor y = MixedOp::apply(x.to(at::kBFloat16).contiguous(channels_last), weight, stride, padding);
      return has_bias ? y + bias->to(at::kBFloat16).view({1, -1, 1, 1}) : y;
    }
    if (fits_single(x, weight, s)) {
      const Tensor y = SingleOp::apply(x, weight, stride, padding);
      return has_bias ? y + bias->view({1, -1, 1, 1}) : y;
    }
  }
  return at::conv2d(x, weight, bias, stride, padding, dilation, groups);
}

}  // namespace
}  // namespace mien::convolution

TORCH_LIBRARY_FRAGMENT(mien, m) {
  m.def(
      "conv2d(Tensor input, Tensor weight, Tensor? bias, int[2] stride, int[2] padding, int[2] dilation, int groups) -> Tensor",
      mien::convolution::conv2d);
}
