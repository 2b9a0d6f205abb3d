#pragma once
#include <ATen/core/Tensor.h>

#include "convolution_plan.h"

namespace mien::convolution {

// The three products of a convolution in float32 as matrix products of the BLAS, whose rows are pictures: for very small pictures.
// Everything is float32 and channels_last.
at::Tensor forward_blas(const at::Tensor& x, const at::Tensor& weight, const Shape& shape);
at::Tensor input_gradient_blas(const at::Tensor& dy, const at::Tensor& weight, const Shape& shape);
at::Tensor weight_gradient_blas(const at::Tensor& x, const at::Tensor& dy, const Shape& shape);

// Whether the BLAS of this process is an optimised one; the reference BLAS is 50 times slower.
bool has_fast_blas();

}  // namespace mien::convolution
