#pragma once
#include <ATen/core/Tensor.h>

#include "convolution_plan.h"

namespace mien::convolution {

// The three products of a convolution on the AMX unit. Pictures are bfloat16 and channels_last, weights float32 or bfloat16 and
// channels_last; channels are whole blocks, except where it says otherwise. The order of every sum is fixed by the shape alone.
at::Tensor forward_amx(const at::Tensor& x, const at::Tensor& weight, const Shape& shape);
at::Tensor input_gradient_amx(const at::Tensor& dy, const at::Tensor& weight, const Shape& shape);
// In float32. The input channels may instead be so few that fits_windows(shape).
at::Tensor weight_gradient_amx(const at::Tensor& x, const at::Tensor& dy, const Shape& shape);

}  // namespace mien::convolution
