// A video file as FFmpeg's demuxers see it: this one regular file and nothing else, and never longer than they are given time.
#pragma once
#include <chrono>

#include "ffmpeg.h"

namespace mien {

class Input {
 public:
  Input(const char* path, int32_t timeout_ms);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  AVFormatContext* format() const { return format_; }

  // Starts the time for one call anew; past it every read fails.
  void restart_clock();
  void require_time() const;

  // Whether something beyond the end of the file was asked for: it was cut off.
  bool is_cut_off() const { return is_cut_off_; }

 private:
  static int read(void* self, uint8_t* target, int count);
  static int64_t seek(void* self, int64_t offset, int whence);
  static int interrupt(void* self);
  bool is_late() const { return std::chrono::steady_clock::now() > deadline_; }
  void open_format();
  void close();

  int file_ = -1;
  int64_t size_ = 0;
  int64_t position_ = 0;
  bool is_cut_off_ = false;
  std::chrono::milliseconds timeout_;
  std::chrono::steady_clock::time_point deadline_;
  AVIOContext* io_ = nullptr;
  AVFormatContext* format_ = nullptr;
};

}  // namespace mien
