// What the decoders share. Pixels cross the seam as packed rows of 8-bit samples, channels interleaved: 1 channel grey, 3
// channels RGB, or 4 with straight alpha. The caller owns every pixel buffer; the library only fills or reads it during the call.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>

#include "guard.h"

namespace mien {

// The header was read by the caller, who allocated by it; a codec that sees another picture must not write.
inline void require_size(uint32_t width, uint32_t height, int32_t expected_width, int32_t expected_height) {
  if (width != static_cast<uint32_t>(expected_width) || height != static_cast<uint32_t>(expected_height)) {
    throw std::runtime_error("its header says " + std::to_string(expected_width) + "x" + std::to_string(expected_height) +
                             " pixels but its data " + std::to_string(width) + "x" + std::to_string(height));
  }
}

// Straight alpha over white, rounded to nearest: what a viewer shows.
inline uint8_t over_white(uint32_t value, uint32_t alpha) {
  return static_cast<uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

inline void composite_over_white(const uint8_t* rgba, uint8_t* rgb, size_t count) {
  for (size_t i = 0; i < count; i++, rgba += 4, rgb += 3) {
    for (int channel = 0; channel < 3; channel++) rgb[channel] = over_white(rgba[channel], rgba[3]);
  }
}

}  // namespace mien
