// Filters over neighbourhoods and contrast: OpenCV's imgproc on the caller's buffers. Borders are mirrored (reflect 101),
// which is what OpenCV does unless asked otherwise.
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "picture.h"

using mien::guard;
using mien::Status;
using mien::view;

// Gaussian blur with a square kernel of size pixels; size 0 derives it from sigma, sigma 0 derives sigma from the size.
MIEN_API Status mien_vision_gaussian_blur(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                          int32_t size, double sigma) {
  return guard([&] {
    cv::Mat result = view(target, width, height, channels);
    cv::GaussianBlur(view(source, width, height, channels), result, cv::Size(size, size), sigma);
    mien::require_in_place(result, target);
  });
}

// Mean over a square of size pixels.
MIEN_API Status mien_vision_box_blur(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target, int32_t size) {
  return guard([&] {
    cv::Mat result = view(target, width, height, channels);
    cv::blur(view(source, width, height, channels), result, cv::Size(size, size));
    mien::require_in_place(result, target);
  });
}

// Median over a square of size pixels, an odd number; its border is replicated.
MIEN_API Status mien_vision_median_blur(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target, int32_t size) {
  return guard([&] {
    cv::Mat result = view(target, width, height, channels);
    cv::medianBlur(view(source, width, height, channels), result, size);
    mien::require_in_place(result, target);
  });
}

// Correlation with a square kernel of size*size weights around the centre.
MIEN_API Status mien_vision_filter(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                   const float* kernel, int32_t size) {
  return guard([&] {
    cv::Mat result = view(target, width, height, channels);
    cv::filter2D(view(source, width, height, channels), result, -1, cv::Mat(size, size, CV_32F, const_cast<float*>(kernel)));
    mien::require_in_place(result, target);
  });
}

// Contrast limited adaptive histogram equalisation: of a grey picture, or of the lightness of an RGB one.
MIEN_API Status mien_vision_clahe(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                  double clip_limit, int32_t tiles_across, int32_t tiles_down) {
  return guard([&] {
    const auto equalizer = cv::createCLAHE(clip_limit, cv::Size(tiles_across, tiles_down));
    cv::Mat result = view(target, width, height, channels);
    if (channels == 1) {
      equalizer->apply(view(source, width, height, channels), result);
    } else {
      cv::Mat lab, lightness;
      cv::cvtColor(view(source, width, height, channels), lab, cv::COLOR_RGB2Lab);
      cv::extractChannel(lab, lightness, 0);
      equalizer->apply(lightness, lightness);
      cv::insertChannel(lightness, lab, 0);
      cv::cvtColor(lab, result, cv::COLOR_Lab2RGB);
    }
    mien::require_in_place(result, target);
  });
}

// Weighted sum of two pictures of count samples each, rounded to nearest.
MIEN_API Status mien_vision_blend(const uint8_t* first, double first_weight, const uint8_t* second, double second_weight, int32_t count,
                                  uint8_t* target) {
  return guard([&] {
    cv::Mat result = view(target, count, 1, 1);
    cv::addWeighted(view(first, count, 1, 1), first_weight, view(second, count, 1, 1), second_weight, 0, result);
    mien::require_in_place(result, target);
  });
}

// Shrinks by a factor and enlarges again. Unless both interpolations are nearest, values are float32 in [0, 1] on the way, and
// the result is rounded down.
MIEN_API Status mien_vision_downscale(const uint8_t* source, int32_t width, int32_t height, int32_t channels, uint8_t* target,
                                      double scale, int32_t down_interpolation, int32_t up_interpolation) {
  return guard([&] {
    cv::Mat picture = view(source, width, height, channels), result = view(target, width, height, channels), small;
    const size_t count = static_cast<size_t>(width) * height * channels;
    const bool exact = down_interpolation == cv::INTER_NEAREST && up_interpolation == cv::INTER_NEAREST;
    if (!exact) {
      picture.convertTo(picture, CV_32F);
      // A true division, as in numpy: OpenCV multiplies by the reciprocal, and rounding down shows the last bit.
      float* all = picture.ptr<float>();
      std::for_each(all, all + count, [](float& value) { value /= 255.0F; });
    }
    cv::resize(picture, small, cv::Size(), scale, scale, down_interpolation);
    if (exact) {
      cv::resize(small, result, result.size(), 0, 0, up_interpolation);
      mien::require_in_place(result, target);
      return;
    }
    cv::resize(small, picture, result.size(), 0, 0, up_interpolation);
    const float* values = picture.ptr<float>();
    for (size_t i = 0; i < count; i++) target[i] = static_cast<uint8_t>(std::min(1.0F, std::max(0.0F, values[i])) * 255.0F);
  });
}

// Smooths width*height values in place by a Gaussian. float64: kernel of radius pixels, border mirrored with the edge twice, as
// scipy.ndimage does it; the separable weights are the caller's.
MIEN_API Status mien_vision_smooth(double* values, int32_t width, int32_t height, const double* weights, int32_t size) {
  return guard([&] {
    cv::Mat field(height, width, CV_64F, values), result;
    const cv::Mat kernel(1, size, CV_64F, const_cast<double*>(weights));
    cv::sepFilter2D(field, result, CV_64F, kernel, kernel, cv::Point(-1, -1), 0, cv::BORDER_REFLECT);
    result.copyTo(field);
  });
}

// Smooths width*height float32 values in place by cv::GaussianBlur with a square kernel of size pixels.
MIEN_API Status mien_vision_smooth_approximately(float* values, int32_t width, int32_t height, int32_t size, double sigma) {
  return guard([&] {
    cv::Mat field(height, width, CV_32F, values), result;
    cv::GaussianBlur(field, result, cv::Size(size, size), sigma);
    result.copyTo(field);
  });
}
