// Frames of a camera, through OpenCV and Video4Linux.
#include <chrono>
#include <memory>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "guard.h"

using mien::guard;
using mien::Status;
using Clock = std::chrono::steady_clock;

struct mien_camera {
  cv::VideoCapture capture;
  std::chrono::duration<double> interval;  // between frames; zero where unknown
  Clock::time_point last_read;
};

// The message of the last failed call on this thread, UTF-8; borrowed, valid until the next failure on the thread.
MIEN_API const char* mien_camera_last_error() { return mien::last_error().c_str(); }

// Opens a camera by its number, /dev/video<index>, and takes a first frame to learn the size of all. The caller owns *camera and
// releases it with mien_camera_close. One thread at a time.
MIEN_API Status mien_camera_open(int32_t index, int32_t* width, int32_t* height, double* frames_per_second, mien_camera** camera) {
  return guard([&] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    auto opened = std::make_unique<mien_camera>();
    if (!opened->capture.open(index, cv::CAP_V4L2)) throw std::runtime_error("it does not open");
    opened->capture.set(cv::CAP_PROP_BUFFERSIZE, 1);  // no queue of old frames
    cv::Mat first;
    if (!opened->capture.read(first) || first.empty()) throw std::runtime_error("it gives no picture");
    *width = first.cols;
    *height = first.rows;
    *frames_per_second = opened->capture.get(cv::CAP_PROP_FPS);
    opened->interval = std::chrono::duration<double>(*frames_per_second > 0 ? 1 / *frames_per_second : 0);
    opened->last_read = Clock::now();
    *camera = opened.release();
  });
}

// Waits for the next frame, at most ten seconds, and writes it as width*height*3 bytes of packed RGB.
MIEN_API Status mien_camera_read(mien_camera* camera, uint8_t* pixels, int32_t width, int32_t height) {
  return guard([&] {
    cv::Mat frame;
    // The buffer was filled right after the last frame was taken out of it, and shows what was there then.
    const bool is_old = camera->interval.count() > 0 && Clock::now() - camera->last_read > camera->interval;
    if (is_old) camera->capture.grab();
    if (!camera->capture.read(frame) || frame.type() != CV_8UC3) throw std::runtime_error("it gives no more pictures");
    if (frame.cols != width || frame.rows != height) throw std::runtime_error("the size of its pictures changed");
    camera->last_read = Clock::now();
    cv::Mat target(height, width, CV_8UC3, pixels);
    cv::cvtColor(frame, target, cv::COLOR_BGR2RGB);
  });
}

// Releases a camera; null is allowed.
MIEN_API void mien_camera_close(mien_camera* camera) { delete camera; }
