// What the plain loops of this folder share: element types.
#pragma once
#include <cstdint>
#include <cstring>

#include "clones.h"

namespace mien {

// The bits of the upper half of a float. A number and not a struct, which GCC would copy as a whole and then not vectorise.
enum class BFloat16 : uint16_t {};

MIEN_INLINE float load(float value) { return value; }

MIEN_INLINE float load(BFloat16 value) {
  const uint32_t bits = uint32_t(value) << 16;
  float result;
  std::memcpy(&result, &bits, 4);
  return result;
}

MIEN_INLINE void store(float value, float& target) { target = value; }

// Rounds to nearest, ties to even; a NaN stays one.
MIEN_INLINE void store(float value, BFloat16& target) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  target = BFloat16(value == value ? rounded : 0x7fc0);
}

}  // namespace mien
