#include "ffmpeg.h"
#include "guard.h"

// The message of the last failed call on this thread, UTF-8; borrowed, valid until the next failure on the thread.
MIEN_API const char* mien_video_last_error() { return mien::last_error().c_str(); }

// FFmpeg's version, a static string.
MIEN_API const char* mien_video_version() { return av_version_info(); }

void mien::initialize() {
  static const bool once = [] {
    av_log_set_level(AV_LOG_QUIET);
    av_max_alloc(size_t{1} << 30);
    return true;
  }();
  (void)once;
}
