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

// One part of the weight gradient: what it packs, and the products of its 32 x 32 blocks, which are counted by output channels, taps
// and input channels.
struct PartProduct {
  const GradientPlan& plan;
  const std::vector<int32_t>& out_positions;
  amx::Source inputs, slopes;
  bf16* left;   // room for the packed slopes
  bf16* right;  // and for the packed inputs

  int64_t blocks() const { return slopes.channels / amx::block * plan.taps * (plan.channels / amx::block); }

  void pack_slopes(const Part& part, int64_t begin, int64_t end) const {
    amx::pack_transposed(slopes, out_positions.data() + part.first_out, begin, end, left);
  }

  void pack_inputs(const Part& part, int64_t begin, int64_t end) const {
    if (plan.windows()) {
      amx::pack_window_pairs(inputs, {part.inputs.data(), plan.offsets.data(), plan.skip.data(), plan.stop.data()}, begin, end, right);
    } else {
      amx::pack_pairs(inputs, part.inputs.data(), begin, end, right);
    }
  }

  void multiply(const Part& part, int64_t begin, int64_t end, float* result, bool accumulate) const {
    const int64_t in_blocks = plan.channels / amx::block, row = plan.taps * plan.channels;
    for (int64_t block = begin; block < end; block++) {
      const int64_t in = block % in_blocks * amx::block, tap = block / in_blocks % plan.taps, out = block / in_blocks / plan.taps * amx::block;
      const int32_t* first = &part.sums.first[tap];
      const amx::TransposedProduct product{left + out * amx::block, right + in * amx::block, slopes.channels, plan.channels,
                                           slopes.padded_count() / amx::block, result + out * row + tap * plan.channels + in, row};
      amx::multiply_transposed(product, part.sums.terms.data() + first[0], first[1] - first[0], accumulate);
    }
  }
};

// Threads share the blocks of the one result; each packs a share of every part first.
void gradient_by_blocks(const PartProduct& product, float* result) {
  bool accumulate = false;
  for (const Part& part : product.plan.groups[0]) {
    at::parallel_for(0, part.last_out - part.first_out, 1, [&](int64_t begin, int64_t end) { product.pack_slopes(part, begin, end); });
    at::parallel_for(0, int64_t(part.inputs.size()), 1, [&](int64_t begin, int64_t end) { product.pack_inputs(part, begin, end); });
    at::parallel_for(0, product.blocks(), 1, [&](int64_t begin, int64_t end) {
      const amx::Session session;
      product.multiply(part, begin, end, result, accumulate);
    });
    accumulate = true;
  }
}

// Threads share the groups. What a thread packs stays in its cache until it is multiplied.
void gradient_by_groups(const GradientPlan& plan, const PartProduct& any, int64_t left_values, int64_t right_values, const Tensor& result) {
  const int64_t groups = int64_t(plan.groups.size());
  const Tensor partial = at::empty({groups, result.numel()}, at::kFloat);
  at::parallel_for(0, groups, 1, [&](int64_t begin, int64_t end) {
    const Tensor left = scratch(left_values), right = scratch(right_values);
    PartProduct product = any;
    product.left = bits(left);
    product.right = bits(right);
    const amx::Session session;
    for (int64_t group = begin; group < end; group++) {
      bool accumulate = false;
      for (const Part& part : plan.groups[group]) {
        product.pack_slopes(part, 0, part.last_out - part.first_out);
        product.pack_inputs(part, 0, int64_t(part.inputs.size()));
        product.multiply(part, 0, product.blocks(), partial.data_ptr<float>() + group * result.numel(), accumulate);
        accumulate = true;
      }
    }
  });
  float* to = result.data_ptr<float>();
  const float* from = partial.data_ptr<float>();
  at::parallel_for(0, result.numel(), 4096, [&](int64_t begin, int64_t end) {
    std::copy(from + begin, from + end, to + begin);
    for (int64_t group = 1; group < groups; group++)
      for (int64_t i = begin; i < end; i++) to[i] += from[group * result.numel() + i];
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
  const Tensor dw = channels_last(s.out, gradient.channels, s.height, gradient.windows() ? 1 : s.width, at::kFloat);
  PartProduct product{gradient, plan->out_positions, source(x), source(dy), nullptr, nullptr};
  const int64_t left_values = gradient.most_outputs * product.slopes.padded_count() * s.out;
  const int64_t right_values = gradient.most_inputs * product.inputs.padded_count() * gradient.channels;
  if (gradient.groups.size() > 1) {
    gradient_by_groups(gradient, product, left_values, right_values, dw);
  } else {
    const Tensor left = scratch(left_values), right = scratch(right_values);
    product.left = bits(left);
    product.right = bits(right);
    gradient_by_blocks(product, dw.data_ptr<float>());
  }
  return gradient.windows() ? unpack_windows(dw, s) : dw;
}

}  // namespace mien::convolution
