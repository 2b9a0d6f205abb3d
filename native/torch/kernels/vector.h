// What the plain loops of this folder share: element types, and clones of a function for wider vector units.
#pragma once
#include <cstdint>
#include <cstring>

// A function with this mark is compiled several times, for newer and older processors, and the loader picks one. The
// files are compiled without contraction of a * b + c, so that every clone gives the same bits.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define MIEN_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MIEN_CLONES
#endif

// A body shared by the clones of several element types: it must become part of each clone.
#define MIEN_INLINE inline __attribute__((always_inline))

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
