#pragma once
#include <initializer_list>

#include "onnxruntime.h"

namespace mien::operators {

// The level of x86-64 whose kernels are used here: 4 with AVX-512, 3 with AVX2 and FMA; 0 where there are none.
int level();

// The operators, which live as long as the process.
std::initializer_list<const onnx::Operator*> all();

}  // namespace mien::operators
