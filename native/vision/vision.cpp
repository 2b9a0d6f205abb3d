#include <opencv2/core.hpp>
#include <opencv2/core/ocl.hpp>
#include <opencv2/core/utils/logger.hpp>

#include "guard.h"

// The message of the last failed call on this thread, UTF-8; borrowed, valid until the next failure on the thread.
MIEN_API const char* mien_vision_last_error() { return mien::last_error().c_str(); }

// OpenCV's version, a static string.
MIEN_API const char* mien_vision_version() { return CV_VERSION; }

// Called once before anything else. OpenCV is kept to the calling thread: the program's own workers are the parallelism,
// and results then cannot depend on how OpenCV splits a picture. Its log and its error printing are off, because every
// failure comes back as a status.
MIEN_API mien::Status mien_vision_initialize() {
  return mien::guard([] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::redirectError([](int, const char*, const char*, const char*, int, void*) { return 0; });
    cv::setNumThreads(1);
    cv::ocl::setUseOpenCL(false);
  });
}
