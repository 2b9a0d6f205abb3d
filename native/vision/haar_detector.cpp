#include "haar_detector.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

namespace mien::haar {
namespace {

constexpr double kSimilar = 0.2;  // OpenCV's share of their size by which boxes of one thing may differ

// OpenCV divides a picture into stripes by the width of its largest size; with a step of 2 they may leave out the last row.
int searched_rows(int rows, int step, int stripes) { return std::min(rows, stripes * std::max((rows / step + stripes - 1) / stripes, 1) * step); }

}  // namespace

// Factors of the window's size. Where none is within the limits, the one nearest to the smallest size; the arithmetic in float and
// double is OpenCV's.
std::vector<float> Detector::scales(cv::Size picture, double scale_step, int min_size) const {
  std::vector<float> all, wanted;
  for (double factor = 1; cvRound(cascade_.width * factor) <= picture.width && cvRound(cascade_.height * factor) <= picture.height; factor *= scale_step) {
    all.push_back(static_cast<float>(factor));
  }
  const auto size = [&](float scale) { return cv::Size(cvRound(cascade_.width * scale), cvRound(cascade_.height * scale)); };
  for (const float scale : all) {
    const cv::Size window = size(scale);
    if (window.width > picture.width || window.height > picture.height) break;
    if (window.width >= min_size && window.height >= min_size) wanted.push_back(scale);
  }
  if (!wanted.empty() || all.empty()) return wanted;
  const auto distance = [&](float scale) {
    const double x = min_size - size(scale).width, y = min_size - size(scale).height;
    return x * x + y * y;
  };
  return {*std::min_element(all.begin(), all.end(), [&](float a, float b) { return distance(a) < distance(b); })};
}

std::vector<cv::Rect> Detector::detect(const cv::Mat& grey, double scale_step, int min_neighbours, int min_size) {
  std::vector<cv::Rect> found;
  std::vector<Place> places;
  int stripes = 0;
  for (const float scale : scales(grey.size(), scale_step, min_size)) {
    const cv::Size size(cvRound(grey.cols / scale), cvRound(grey.rows / scale));
    const int columns = size.width + 1 - cascade_.width, rows = size.height + 1 - cascade_.height, step = scale >= 2 ? 1 : 2;
    if (columns <= 0 || rows <= 0) continue;
    if (stripes == 0) stripes = (columns + 31) / 32;
    memory_.create(1, std::max(memory_.cols, size.area()), CV_8U);
    cv::Mat level(size, CV_8U, memory_.data);
    cv::resize(grey, level, size, 1. / scale, 1. / scale, cv::INTER_LINEAR_EXACT);
    places.clear();
    scanner_.scan(level.data, size.width, size.height, step, searched_rows(rows, step, stripes), places);
    const cv::Size window(cvRound(cascade_.width * scale), cvRound(cascade_.height * scale));
    for (const Place& place : places) found.emplace_back(cv::Point(cvRound(place.column * step * scale), cvRound(place.row * step * scale)), window);
  }
  cv::groupRectangles(found, min_neighbours, kSimilar);
  for (cv::Rect& box : found) box &= cv::Rect(cv::Point(), grey.size());
  found.erase(std::remove_if(found.begin(), found.end(), [](const cv::Rect& box) { return box.empty(); }), found.end());
  return found;
}

}  // namespace mien::haar
