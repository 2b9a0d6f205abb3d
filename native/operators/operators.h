#pragma once
#include <initializer_list>

#include "onnxruntime.h"

namespace mien::operators {

// The level of x86-64 whose kernels are used here: 4 with AVX-512, 3 with AVX2 and FMA; 0 where there are none.
int level();

// Whether layers with weights of bfloat16 can be computed here.
bool has_bfloat16();

// The operators, which live as long as the process.
std::initializer_list<const onnx::Operator*> all();

}  // namespace mien::operators
