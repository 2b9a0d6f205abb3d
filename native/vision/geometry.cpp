// Geometry and colour: OpenCV's imgproc on the caller's buffers. Enumerations travel as OpenCV's own numbers.
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "picture.h"
#include "warp.h"

using mien::guard;
using mien::Status;
using mien::view;

// Resamples to the target's size; interpolation is a cv::InterpolationFlags.
MIEN_API Status mien_vision_resize(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                   int32_t target_width, int32_t target_height, int32_t interpolation) {
  return guard([&] {
    cv::Mat result = view(target, target_width, target_height, channels);
    cv::resize(view(source, width, height, channels), result, result.size(), 0, 0, interpolation);
    mien::require_in_place(result, target);
  });
}

// Mirrors: axis 1 left-right, 0 upside down, -1 both.
MIEN_API Status mien_vision_flip(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target, int32_t axis) {
  return guard([&] {
    cv::Mat result = view(target, width, height, channels);
    cv::flip(view(source, width, height, channels), result, axis);
    mien::require_in_place(result, target);
  });
}

// Swaps rows and columns; the target is height wide and width high.
MIEN_API Status mien_vision_transpose(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target) {
  return guard([&] {
    cv::Mat result = view(target, height, width, channels);
    cv::transpose(view(source, width, height, channels), result);
    mien::require_in_place(result, target);
  });
}

// Affine warp. matrix: six numbers, row by row, that map source pixels to target pixels (cv::warpAffine inverts them).
// border is a cv::BorderTypes; fill has three values, used with a constant border.
MIEN_API Status mien_vision_warp_affine(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                        int32_t target_width, int32_t target_height, const double* matrix, int32_t interpolation,
                                        int32_t border, const uint8_t* fill) {
  return guard([&] {
    if (channels == 3 && interpolation == cv::INTER_LINEAR &&
        mien::warp_affine_linear_rgb(source, width, height, target, target_width, target_height, matrix, border, fill)) {
      return;
    }
    cv::Mat result = view(target, target_width, target_height, channels);
    const cv::Mat map(2, 3, CV_64F, const_cast<double*>(matrix));
    cv::warpAffine(view(source, width, height, channels), result, map, result.size(), interpolation, border,
                   cv::Scalar(fill[0], fill[1], fill[2]));
    mien::require_in_place(result, target);
  });
}

// Colour conversion by a cv::ColorConversionCodes; the channel counts must be those the code implies.
MIEN_API Status mien_vision_convert_colour(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                           int32_t target_channels, int32_t code) {
  return guard([&] {
    cv::Mat result = view(target, width, height, target_channels);
    cv::cvtColor(view(source, width, height, channels), result, code);
    mien::require_in_place(result, target);
  });
}

// Perspective warp. matrix: nine numbers, row by row, that map source pixels to target pixels; the rest as for the affine warp.
MIEN_API Status mien_vision_warp_perspective(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                             int32_t target_width, int32_t target_height, const double* matrix, int32_t interpolation,
                                             int32_t border, const uint8_t* fill) {
  return guard([&] {
    cv::Mat result = view(target, target_width, target_height, channels);
    const cv::Mat map(3, 3, CV_64F, const_cast<double*>(matrix));
    cv::warpPerspective(view(source, width, height, channels), result, map, result.size(), interpolation, border,
                        cv::Scalar(fill[0], fill[1], fill[2]));
    mien::require_in_place(result, target);
  });
}

// Every pixel of the target, which has the size of the source, is taken from (map_x, map_y) in the source.
MIEN_API Status mien_vision_remap(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                  const float* map_x, const float* map_y, int32_t interpolation, int32_t border, const uint8_t* fill) {
  return guard([&] {
    cv::Mat result = view(target, width, height, channels);
    const cv::Mat x(height, width, CV_32F, const_cast<float*>(map_x)), y(height, width, CV_32F, const_cast<float*>(map_y));
    cv::remap(view(source, width, height, channels), result, x, y, interpolation, border, cv::Scalar(fill[0], fill[1], fill[2]));
    mien::require_in_place(result, target);
  });
}

// Widens the picture; what the target is larger than left, top and the source is the right and bottom border.
MIEN_API Status mien_vision_pad(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                int32_t target_width, int32_t target_height, int32_t left, int32_t top, int32_t border, const uint8_t* fill) {
  return guard([&] {
    cv::Mat result = view(target, target_width, target_height, channels);
    cv::copyMakeBorder(view(source, width, height, channels), result, top, target_height - height - top, left,
                       target_width - width - left, border, cv::Scalar(fill[0], fill[1], fill[2]));
    mien::require_in_place(result, target);
  });
}

// The map that takes four points to four others (x y x y ...): nine numbers into matrix.
MIEN_API Status mien_vision_perspective_map(const float* from, const float* to, double* matrix) {
  return guard([&] {
    const cv::Mat map = cv::getPerspectiveTransform(reinterpret_cast<const cv::Point2f*>(from), reinterpret_cast<const cv::Point2f*>(to));
    std::copy(map.begin<double>(), map.end<double>(), matrix);
  });
}

// The affine map that takes three points to three others: six numbers into matrix.
MIEN_API Status mien_vision_affine_map(const float* from, const float* to, double* matrix) {
  return guard([&] {
    const cv::Mat map = cv::getAffineTransform(reinterpret_cast<const cv::Point2f*>(from), reinterpret_cast<const cv::Point2f*>(to));
    std::copy(map.begin<double>(), map.end<double>(), matrix);
  });
}
