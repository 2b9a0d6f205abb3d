// Drawing into the caller's picture, clipped to it. Colours have one value per channel in the picture's own order.
#include <opencv2/imgproc.hpp>
#include <vector>

#include "picture.h"

using mien::guard;
using mien::Status;
using mien::view;

namespace {

struct Surface {
  uint8_t* pixels;
  int32_t width, height, channels;
};

cv::Mat canvas(const Surface* surface) { return view(surface->pixels, surface->width, surface->height, surface->channels); }

cv::Scalar ink(const uint8_t* colour) { return {double(colour[0]), double(colour[1]), double(colour[2])}; }

}  // namespace

// thickness in pixels, or -1 to fill. The rectangle covers x..x+width-1 and y..y+height-1.
MIEN_API Status mien_vision_draw_rectangle(uint8_t* pixels, int32_t width, int32_t height, int32_t channels, const int32_t* box,
                                           const uint8_t* colour, int32_t thickness) {
  return guard([&] {
    const Surface surface{pixels, width, height, channels};
    cv::rectangle(canvas(&surface), cv::Rect(box[0], box[1], box[2], box[3]), ink(colour), thickness, cv::LINE_8);
  });
}

// Joins count points, given as x, y pairs with `shift` fractional bits, by anti-aliased lines.
MIEN_API Status mien_vision_draw_polyline(uint8_t* pixels, int32_t width, int32_t height, int32_t channels, const int32_t* points,
                                          int32_t count, int32_t closed, const uint8_t* colour, int32_t thickness, int32_t shift) {
  return guard([&] {
    const Surface surface{pixels, width, height, channels};
    const auto* first = reinterpret_cast<const cv::Point*>(points);
    const std::vector<cv::Point> line(first, first + count);
    cv::polylines(canvas(&surface), line, closed != 0, ink(colour), thickness, cv::LINE_AA, shift);
  });
}

// Fills the polygon of count points (even-odd), anti-aliased.
MIEN_API Status mien_vision_fill_polygon(uint8_t* pixels, int32_t width, int32_t height, int32_t channels, const int32_t* points,
                                         int32_t count, const uint8_t* colour, int32_t shift) {
  return guard([&] {
    const Surface surface{pixels, width, height, channels};
    const auto* first = reinterpret_cast<const cv::Point*>(points);
    const std::vector<std::vector<cv::Point>> outline{{first, first + count}};
    cv::fillPoly(canvas(&surface), outline, ink(colour), cv::LINE_AA, shift);
  });
}

// Centre and radius have `shift` fractional bits; thickness -1 fills.
MIEN_API Status mien_vision_draw_circle(uint8_t* pixels, int32_t width, int32_t height, int32_t channels, int32_t x, int32_t y,
                                        int32_t radius, const uint8_t* colour, int32_t thickness, int32_t shift) {
  return guard([&] {
    const Surface surface{pixels, width, height, channels};
    cv::circle(canvas(&surface), cv::Point(x, y), radius, ink(colour), thickness, cv::LINE_AA, shift);
  });
}

// Writes ASCII text in OpenCV's Hershey simplex font; x, y is the left end of the baseline.
MIEN_API Status mien_vision_draw_text(uint8_t* pixels, int32_t width, int32_t height, int32_t channels, const char* text, int32_t x,
                                      int32_t y, double scale, const uint8_t* colour, int32_t thickness) {
  return guard([&] {
    const Surface surface{pixels, width, height, channels};
    cv::Mat target = canvas(&surface);
    cv::putText(target, text, cv::Point(x, y), cv::FONT_HERSHEY_SIMPLEX, scale, ink(colour), thickness, cv::LINE_AA);
  });
}

// Size of such text: width, height above the baseline, depth below it, in pixels.
MIEN_API Status mien_vision_measure_text(const char* text, double scale, int32_t thickness, int32_t* size) {
  return guard([&] {
    int baseline = 0;
    const cv::Size box = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, scale, thickness, &baseline);
    size[0] = box.width;
    size[1] = box.height;
    size[2] = baseline;
  });
}
