// Face detection with OpenCV's boosted cascades (Viola and Jones 2001).
#include <algorithm>
#include <opencv2/core/ocl.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <vector>

#include "picture.h"

using mien::guard;
using mien::Status;

// Reads a cascade file. The caller owns *cascade and releases it with mien_vision_cascade_free. One thread at a time.
MIEN_API Status mien_vision_cascade_load(const char* path, cv::CascadeClassifier** cascade) {
  return guard([&] {
    auto loaded = std::make_unique<cv::CascadeClassifier>();
    if (!loaded->load(path)) throw std::runtime_error("not a cascade file of OpenCV");
    *cascade = loaded.release();
  });
}

// Releases a cascade; null is allowed.
MIEN_API void mien_vision_cascade_free(cv::CascadeClassifier* cascade) { delete cascade; }

// Finds faces in a grey picture. Writes at most `capacity` boxes as x, y, width, height and their number; larger ones first.
MIEN_API Status mien_vision_cascade_detect(cv::CascadeClassifier* cascade, const uint8_t* grey, int32_t width, int32_t height,
                                           double scale_step, int32_t min_neighbours, int32_t min_size, int32_t* boxes,
                                           int32_t capacity, int32_t* count) {
  return guard([&] {
    cv::ocl::setUseOpenCL(false);  // a setting per thread
    cv::Mat equalised;
    cv::equalizeHist(mien::view(grey, width, height, 1), equalised);
    std::vector<cv::Rect> found;
    cascade->detectMultiScale(equalised, found, scale_step, min_neighbours, 0, cv::Size(min_size, min_size));
    std::sort(found.begin(), found.end(), [](const cv::Rect& a, const cv::Rect& b) {
      return std::make_tuple(-a.area(), a.y, a.x) < std::make_tuple(-b.area(), b.y, b.x);
    });
    *count = std::min<int32_t>(capacity, static_cast<int32_t>(found.size()));
    for (int32_t i = 0; i < *count; i++) {
      const cv::Rect& box = found[i];
      const int32_t values[] = {box.x, box.y, box.width, box.height};
      std::copy(values, values + 4, boxes + i * 4);
    }
  });
}
