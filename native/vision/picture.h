// What the exports of this library share. Pixels cross the seam as packed rows of 8-bit samples, channels interleaved:
// 1 channel grey or 3 channels RGB. The caller owns every pixel buffer; the library only fills or reads it during the call.
#pragma once
#include <cstdint>
#include <opencv2/core.hpp>
#include <stdexcept>

#include "guard.h"

namespace mien {

// The caller's pixels as an OpenCV matrix, without a copy.
inline cv::Mat view(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels) {
  return cv::Mat(height, width, CV_8UC(channels), const_cast<uint8_t*>(pixels));
}

// OpenCV reallocates a result whose size or type it does not like; then the caller's buffer would stay unwritten.
inline void require_in_place(const cv::Mat& result, const uint8_t* target) {
  if (result.data != target) throw std::logic_error("OpenCV did not write into the given buffer");
}

}  // namespace mien
