#include "convolution_amx.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace mien::convolution {
namespace {

using amx::bf16;
using at::Tensor;

bf16* bits(const Tensor& t) { return static_cast<bf16*>(t.data_ptr()); }

Tensor scratch(int64_t values) { return at::empty({values}, at::kBFloat16); }

Tensor channels_last(int64_t n, int64_t c, int64_t h, int64_t w, at::ScalarType type) {
  return at::empty({n, c, h, w}, at::TensorOptions(type).memory_format(at::MemoryFormat::ChannelsLast));
}

amx::Source source(const Tensor& t) { return {bits(t), t.size(0), t.size(2) * t.size(3), t.size(1)}; }

amx::Weights weights(const Tensor& w, const Shape& s) {
  const bool single = w.scalar_type() == at::kFloat;
  return {single ? w.data_ptr<float>() : nullptr, single ? nullptr : bits(w), s.out, s.taps(), s.in};
}

template <class Pack>
Tensor packed(int64_t items, int64_t item_values, Pack pack) {
  const Tensor to = scratch(items * item_values);
  at::parallel_for(0, items, 1, [&](int64_t begin, int64_t end) { pack(begin, end, bits(to)); });
  return to;
}

// Every output position of every block of 32 output channels, as sums of packed rows times packed weights.
void multiply(const amx::Source& from, const std::vector<int32_t>& positions, const Tensor& packed_weights, const Sums& sums, int64_t taps,
              const Tensor& to) {
  const Tensor rows = packed(int64_t(positions.size()), from.padded_count() * from.channels,
                             [&](int64_t begin, int64_t end, bf16* left) { amx::pack_rows(from, positions.data(), begin, end, left); });
  const int64_t to_positions = to.size(2) * to.size(3), columns = to.size(1);
  at::parallel_for(0, columns / amx::block * to_positions, 1, [&](int64_t begin, int64_t end) {
    const amx::Session session;
    while (begin < end) {
      const int64_t block = begin / to_positions, position = begin % to_positions;
      const int64_t stop = std::min(to_positions, position + end - begin);
      const amx::RowProduct product{bits(rows),   bits(packed_weights) + block * taps * amx::block * from.channels,
                                    sums.first.data(), sums.terms.data(), from.count, from.channels,
                                    bits(to) + block * amx::block, to_positions, columns};
      amx::multiply_rows(product, position, stop);
      begin += stop - position;
    }
  });
}

// A window's values back to where they belong: channels_last (out, block, height, 1) to channels_last (out, in, height, width).
Tensor unpack_windows(const Tensor& wide, const Shape& s) {
  return wide.permute({0, 2, 3, 1})
      .view({s.out, s.height, amx::block})
      .narrow(2, 0, s.width * s.in)
      .reshape({s.out, s.height, s.width, s.in})
      .permute({0, 3, 1, 2});
}

Tensor pack_inputs(const Tensor& x, const GradientPlan& plan) {
  const amx::Source from = source(x);
  return packed(plan.packed_positions(), from.padded_count() * plan.channels, [&](int64_t begin, int64_t end, bf16* right) {
    if (plan.windows()) {
      amx::pack_window_pairs(from, {plan.offsets.data(), plan.skip.data(), plan.stop.data()}, begin, end, right);
    } else {
      amx::pack_pairs(from, plan.positions.data(), begin, end, right);
    }
  });
}

}  // namespace

Tensor forward_amx(const Tensor& x, const Tensor& weight, const Shape& s) {
  const auto plan = Plan::of(s);
  const auto w = weights(weight, s);
  const Tensor right = packed(s.out / amx::block * s.taps(), amx::block * s.in,
                              [&](int64_t begin, int64_t end, bf16* to) { amx::pack_weights(w, begin, end, to); });
  const Tensor y = channels_last(s.count, s.out, s.out_height(), s.out_width(), at::kBFloat16);
  multiply(source(x), plan->in_positions, right, plan->forward, s.taps(), y);
  return y;
}

Tensor input_gradient_amx(const Tensor& dy, const Tensor& weight, const Shape& s) {
  const auto plan = Plan::of(s);
  const auto w = weights(weight, s);
  const Tensor right = packed(s.in / amx::block * s.taps(), amx::block * s.out,
                              [&](int64_t begin, int64_t end, bf16* to) { amx::pack_weights_transposed(w, begin, end, to); });
  const Tensor dx = channels_last(s.count, s.in, s.in_height, s.in_width, at::kBFloat16);
  multiply(source(dy), plan->out_positions, right, plan->backward, s.taps(), dx);
  return dx;
}

Tensor weight_gradient_amx(const Tensor& x, const Tensor& dy, const Shape& s) {
  const auto plan = Plan::of(s);
  const GradientPlan& gradient = plan->gradient;
  const amx::Source slopes = source(dy);
  const Tensor right = pack_inputs(x, gradient);
  const Tensor left = packed(s.out_positions(), slopes.padded_count() * s.out, [&](int64_t begin, int64_t end, bf16* to) {
    amx::pack_transposed(slopes, plan->out_positions.data(), begin, end, to);
  });
  const int64_t width = gradient.windows() ? 1 : s.width;
  const Tensor dw = channels_last(s.out, gradient.channels, s.height, width, at::kFloat);
  const int64_t in_blocks = gradient.channels / amx::block, taps = gradient.taps;
  at::parallel_for(0, s.out / amx::block * taps * in_blocks, 1, [&](int64_t begin, int64_t end) {
    const amx::Session session;
    for (int64_t part = 0; part < gradient.parts; part++) {
      for (int64_t unit = begin; unit < end; unit++) {
        const int64_t in = unit % in_blocks * amx::block, tap = unit / in_blocks % taps, out = unit / in_blocks / taps * amx::block;
        const int32_t* first = &gradient.sums.first[part * taps + tap];
        const amx::TransposedProduct product{bits(left) + out * amx::block,
                                             bits(right) + in * amx::block,
                                             s.out,
                                             gradient.channels,
                                             slopes.padded_count() / amx::block,
                                             dw.data_ptr<float>() + (out * taps + tap) * gradient.channels + in,
                                             taps * gradient.channels};
        amx::multiply_transposed(product, gradient.sums.terms.data() + first[0], first[1] - first[0], part > 0);
      }
    }
  });
  return gradient.windows() ? unpack_windows(dw, s) : dw;
}

}  // namespace mien::convolution
