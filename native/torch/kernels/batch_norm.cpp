// mien::batch_norm_act : batch normalisation, the sum with a residual, and ReLU. In training on channels_last pictures on the CPU it
// takes two passes over memory forward and two backward, where ATen's operators take four and five.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "batch_norm_loops.h"
#include "torch_guard.h"

namespace mien::batch_norm {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Elements of a block: two looks at it come from the second-level cache.
constexpr int64_t block_elements = 16384;

struct Rows {
  int64_t rows, channels, block_rows, blocks;
  explicit Rows(const Tensor& x)
      : rows(x.numel() / x.size(1)),
        channels(x.size(1)),
        block_rows(std::max<int64_t>(1, block_elements / channels)),
        blocks((rows + block_rows - 1) / block_rows) {}
  int64_t size(int64_t block) const { return std::min(block_rows, rows - block * block_rows); }
  int64_t offset(int64_t block) const { return block * block_rows * channels; }
};

template <class T>
T* data(const Tensor& t) {
  return t.defined() ? static_cast<T*>(t.data_ptr()) : nullptr;
}

const float* floats(const Tensor& t) { return t.data_ptr<float>(); }

template <class Body>
void for_blocks(const Rows& r, Body body) {
  at::parallel_for(0, r.blocks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; b++) body(b, r.size(b), r.offset(b));
  });
}

template <class Body>
void for_channels(const Rows& r, Body body) {
  at::parallel_for(0, r.channels, 16, [&](int64_t begin, int64_t end) {
    for (int64_t c = begin; c < end; c++) body(c);
  });
}

// Mean and biased variance of each channel, combined in double as in Chan, Golub and LeVeque 1979.
template <class T>
void moments_of(const Tensor& x, const Rows& r, std::vector<double>& mean, std::vector<double>& variance) {
  std::vector<float> parts(2 * r.blocks * r.channels);
  for_blocks(r, [&](int64_t b, int64_t rows, int64_t offset) {
    float* part = &parts[2 * b * r.channels];
    moments(data<T>(x) + offset, rows, r.channels, part, part + r.channels);
  });
  for_channels(r, [&](int64_t c) {
    double sum = 0, squares = 0;
    for (int64_t b = 0; b < r.blocks; b++) sum += double(parts[2 * b * r.channels + c]) * double(r.size(b));
    mean[c] = sum / double(r.rows);
    for (int64_t b = 0; b < r.blocks; b++) {
      const double difference = parts[2 * b * r.channels + c] - mean[c];
      squares += parts[(2 * b + 1) * r.channels + c] + difference * difference * double(r.size(b));
    }
    variance[c] = squares / double(r.rows);
  });
}

// Custom functions take absent tensors as empty optionals only.
using MaybeTensor = Maybe<Tensor>;

Tensor or_none(const MaybeTensor& t) { return t.has_value() ? *t : Tensor(); }
MaybeTensor or_empty(const Tensor& t) { return t.defined() ? MaybeTensor(t) : MaybeTensor(); }

void update_running(const MaybeTensor& maybe_running, const std::vector<double>& values, double momentum, double correction) {
  if (!maybe_running.has_value()) return;
  const Tensor& running = *maybe_running;
  float* to = running.data_ptr<float>();
  for (size_t c = 0; c < values.size(); c++) to[c] = float(to[c] * (1 - momentum) + values[c] * correction * momentum);
}

template <class T>
class Op : public torch::autograd::Function<Op<T>> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const MaybeTensor& running_mean, const MaybeTensor& running_var, double momentum, double epsilon,
                        const MaybeTensor& maybe_residual, bool relu) {
    const Rows r(x);
    const Tensor residual = or_none(maybe_residual);
    std::vector<double> mean(r.channels), variance(r.channels);
    moments_of<T>(x, r, mean, variance);
    update_running(running_mean, mean, momentum, 1);
    update_running(running_var, variance, momentum, double(r.rows) / double(r.rows - 1));

    // Rows: mean, 1 / standard deviation, scale, shift.
    const Tensor statistics = at::empty({4, r.channels}, at::kFloat);
    float* s = statistics.data_ptr<float>();
    for (int64_t c = 0; c < r.channels; c++) {
      const double inverse = 1 / std::sqrt(variance[c] + epsilon), scale = floats(weight)[c] * inverse;
      s[c] = float(mean[c]);
      s[r.channels + c] = float(inverse);
      s[2 * r.channels + c] = float(scale);
      s[3 * r.channels + c] = float(floats(bias)[c] - mean[c] * scale);
    }
    const Tensor y = at::empty_like(x);
    for_blocks(r, [&](int64_t, int64_t rows, int64_t offset) {
      normalise(data<T>(x) + offset, residual.defined() ? data<T>(residual) + offset : nullptr, s + 2 * r.channels,
                s + 3 * r.channels, relu, rows, r.channels, data<T>(y) + offset);
    });
    context->saved_data["relu"] = relu;
    context->saved_data["residual"] = residual.defined();
    context->save_for_backward({x, statistics, relu && residual.defined() ? y : Tensor()});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "mien::batch_norm_act has no second derivative here");
    const auto saved = context->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor& statistics = saved[1];
    const Tensor dy = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    const bool relu = context->saved_data["relu"].toBool(), residual = context->saved_data["residual"].toBool();
    const Mask mask = !relu ? Mask::none : residual ? Mask::output : Mask::input;
    const Rows r(x);
    const Tensor dx = at::empty_like(x), passed = mask == Mask::output ? at::empty_like(x) : Tensor();
    const Tensor dweight = at::empty({r.channels}, at::kFloat), dbias = at::empty({r.channels}, at::kFloat);
    const Tensor slopes = at::empty({2, r.channels}, at::kFloat);
    const float* s = floats(statistics);
    Backward<T> whole{data<T>(dy),      data<T>(x),         data<T>(saved[2]),  data<T>(passed),
                      data<T>(dx),      s,                  s + 2 * r.channels, s + 3 * r.channels,
                      floats(slopes),   floats(slopes) + r.channels, 0,         r.channels};
    const auto part_of = [&](int64_t rows, int64_t offset) {
      Backward<T> part = whole;
      part.dy += offset, part.x += offset, part.dx += offset, part.rows = rows;
      if (mask == Mask::output) part.y += offset, part.passed += offset;
      return part;
    };
    std::vector<float> parts(2 * r.blocks * r.channels);
    for_blocks(r, [&](int64_t b, int64_t rows, int64_t offset) {
      float* part = &parts[2 * b * r.channels];
      gradient_sums(part_of(rows, offset), mask, part, part + r.channels);
    });
    for_channels(r, [&](int64_t c) {
      double sum = 0, product = 0;
      for (int64_t b = 0; b < r.blocks; b++) {
        sum += parts[2 * b * r.channels + c];
        product += parts[(2 * b + 1) * r.channels + c];
      }
      const double inverse = s[r.channels + c];
      dbias.data_ptr<float>()[c] = float(sum);
      dweight.data_ptr<float>()[c] = float(product * inverse);
      slopes.data_ptr<float>()[c] = float(product * inverse * inverse / double(r.rows));
      slopes.data_ptr<float>()[r.channels + c] = float(sum / double(r.rows));
    });
    for_blocks(r, [&](int64_t, int64_t rows, int64_t offset) { input_gradient(part_of(rows, offset), mask); });
    const Tensor dresidual = !residual ? Tensor() : relu ? passed : dy;
    return {dx, dweight, dbias, Tensor(), Tensor(), Tensor(), Tensor(), dresidual, Tensor()};
  }
};

bool float_vector(const Tensor& t, int64_t channels) {
  return t.defined() && t.scalar_type() == at::kFloat && t.is_contiguous() && t.numel() == channels;
}

bool fits(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean, const Tensor& running_var,
          const Tensor& residual) {
  if (!x.device().is_cpu() || x.dim() != 4 || !x.is_contiguous(at::MemoryFormat::ChannelsLast)) return false;
  if (x.scalar_type() != at::kFloat && x.scalar_type() != at::kBFloat16) return false;
  const int64_t channels = x.size(1);
  if (channels == 0 || x.numel() / channels < 2) return false;
  if (residual.defined() && (residual.scalar_type() != x.scalar_type() || residual.sizes() != x.sizes() ||
                             !residual.is_contiguous(at::MemoryFormat::ChannelsLast))) {
    return false;
  }
  const auto running_fits = [&](const Tensor& t) { return !t.defined() || float_vector(t, channels); };
  return float_vector(weight, channels) && float_vector(bias, channels) && running_fits(running_mean) && running_fits(running_var);
}

Tensor batch_norm_act(const Tensor& x, const MaybeTensor& weight, const MaybeTensor& bias, const MaybeTensor& running_mean, const MaybeTensor& running_var,
                      bool training, double momentum, double epsilon, const MaybeTensor& residual, bool relu) {
  const Tensor w = or_none(weight), b = or_none(bias), m = or_none(running_mean), v = or_none(running_var), rest = or_none(residual);
  if (training && fits(x, w, b, m, v, rest)) {
    const MaybeTensor some_m = or_empty(m), some_v = or_empty(v), some_rest = or_empty(rest);
    return x.scalar_type() == at::kFloat ? Op<float>::apply(x, w, b, some_m, some_v, momentum, epsilon, some_rest, relu)
                                         : Op<BFloat16>::apply(x, w, b, some_m, some_v, momentum, epsilon, some_rest, relu);
  }
  Tensor y = at::batch_norm(x, or_empty(w), or_empty(b), or_empty(m), or_empty(v), training, momentum, epsilon, false);
  if (rest.defined()) y = y + rest;
  return relu ? at::relu(y) : y;
}

}  // namespace
}  // namespace mien::batch_norm

TORCH_LIBRARY_FRAGMENT(mien, m) {
  m.def(
      "batch_norm_act(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, "
      "float momentum, float eps, Tensor? residual, bool relu) -> Tensor",
      mien::batch_norm::batch_norm_act);
}
