#include "convolution_blas.h"

#include <ATen/ATen.h>
#include <dlfcn.h>

namespace mien::convolution {
namespace {

using at::Tensor;

Tensor like_pictures(int64_t n, int64_t c, int64_t h, int64_t w) {
  return at::empty({n, c, h, w}, at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
}

// (n, c, h, w) as (n, h * w, c), the same memory.
Tensor by_position(const Tensor& t) { return t.permute({0, 2, 3, 1}).flatten(1, 2); }

// Adds left * right to a position of the sums; the first product of a position overwrites what the memory held.
class Sum {
 public:
  explicit Sum(const Tensor& pictures) : sums_(by_position(pictures)), begun_(sums_.size(1)) {}

  void add(int64_t position, const Tensor& left, const Tensor& right) {
    Tensor sum = sums_.select(1, position);
    at::addmm_out(sum, sum, left, right, begun_[position] ? 1 : 0, 1);
    begun_[position] = true;
  }

  // Positions that meet nothing.
  void finish() {
    for (size_t p = 0; p < begun_.size(); p++) {
      if (!begun_[p]) sums_.select(1, int64_t(p)).zero_();
    }
  }

 private:
  Tensor sums_;
  std::vector<bool> begun_;
};

}  // namespace

Tensor forward_blas(const Tensor& x, const Tensor& weight, const Shape& s) {
  const Tensor y = like_pictures(s.count, s.out, s.out_height(), s.out_width()), from = by_position(x), w = by_position(weight);
  Sum sum(y);
  for (const Meeting& m : meetings(s)) sum.add(m.out, from.select(1, m.in), w.select(1, m.tap).t());
  sum.finish();
  return y;
}

Tensor input_gradient_blas(const Tensor& dy, const Tensor& weight, const Shape& s) {
  const Tensor dx = like_pictures(s.count, s.in, s.in_height, s.in_width), from = by_position(dy), w = by_position(weight);
  Sum sum(dx);
  for (const Meeting& m : meetings(s)) sum.add(m.in, from.select(1, m.out), w.select(1, m.tap));
  sum.finish();
  return dx;
}

Tensor weight_gradient_blas(const Tensor& x, const Tensor& dy, const Shape& s) {
  const Tensor dw = like_pictures(s.out, s.in, s.height, s.width), from = by_position(x), slopes = by_position(dy);
  Sum sum(dw);
  for (const Meeting& m : meetings(s)) sum.add(m.tap, slopes.select(1, m.out).t(), from.select(1, m.in));
  sum.finish();
  return dw;
}

bool has_fast_blas() {
  static const bool answer = at::hasMKL() || dlsym(RTLD_DEFAULT, "openblas_get_config") != nullptr;
  return answer;
}

}  // namespace mien::convolution
