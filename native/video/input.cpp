#include "input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mien {
namespace {

constexpr int buffer_bytes = 1 << 16;

// Containers of real videos. Playlists (HLS, concat), which name other files and addresses, and image sequences are not among them.
constexpr const char* formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,ogg,flv,asf";

// What cameras, phones and editors write.
constexpr const char* codecs =
    "h264,hevc,vp8,vp9,av1,libdav1d,libaom-av1,libvpx,libvpx-vp9,mpeg4,mpeg1video,mpeg2video,mjpeg,h263,msmpeg4,msmpeg4v2,wmv1,wmv2,wmv3,vc1,"
    "theora,prores,dnxhd,rawvideo,ffv1,huffyuv,ffvhuff,flv,dvvideo,cinepak,png,jpeg2000,libopenjpeg";

// Demuxers that want a second file get none.
int refuse(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EPERM); }

}  // namespace

Input::Input(const char* path, int32_t timeout_ms) : timeout_(timeout_ms) {
  restart_clock();
  // Not blocking, so that a pipe without a writer is refused and not waited for.
  file_ = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) throw std::runtime_error(std::strerror(errno));
  try {
    struct stat status {};
    if (fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) throw std::runtime_error("is no regular file");
    size_ = status.st_size;
    open_format();
  } catch (...) {
    close();
    throw;
  }
}

Input::~Input() { close(); }

void Input::restart_clock() { deadline_ = std::chrono::steady_clock::now() + timeout_; }

void Input::require_time() const {
  if (is_late()) throw std::runtime_error("took longer than " + std::to_string(timeout_.count() / 1000) + " s for one frame");
}

void Input::open_format() {
  auto* buffer = static_cast<unsigned char*>(allocated(av_malloc(buffer_bytes)));
  io_ = avio_alloc_context(buffer, buffer_bytes, 0, this, read, nullptr, seek);
  if (io_ == nullptr) {
    av_free(buffer);
    throw std::bad_alloc();
  }

  format_ = allocated(avformat_alloc_context());
  format_->pb = io_;
  format_->flags |= AVFMT_FLAG_CUSTOM_IO;
  format_->io_open = refuse;
  format_->interrupt_callback = {interrupt, this};
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", formats, 0);
  av_dict_set(&options, "codec_whitelist", codecs, 0);
  av_dict_set(&options, "protocol_whitelist", "none", 0);
  const int code = avformat_open_input(&format_, nullptr, nullptr, &options);  // releases format_ where it fails
  av_dict_free(&options);
  require_time();
  if (code == AVERROR(EINVAL)) throw std::runtime_error("is no video file of a kind that is read");
  if (code == AVERROR_INVALIDDATA) throw std::runtime_error("is no video, or its index is missing because it was cut off");
  check(code, "read its header");
  check(avformat_find_stream_info(format_, nullptr), "find out what is in it");
  require_time();
  is_cut_off_ = false;  // looking for the kind of a file reads past the end of short ones
}

void Input::close() {
  avformat_close_input(&format_);
  if (io_ != nullptr) av_freep(&io_->buffer);
  avio_context_free(&io_);
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

int Input::read(void* self, uint8_t* target, int count) {
  auto& input = *static_cast<Input*>(self);
  if (input.is_late()) return AVERROR_EXIT;
  const ssize_t got = pread(input.file_, target, static_cast<size_t>(count), input.position_);
  if (got < 0) return AVERROR(errno);
  input.position_ += got;
  return got == 0 ? AVERROR_EOF : static_cast<int>(got);
}

int64_t Input::seek(void* self, int64_t offset, int whence) {
  auto& input = *static_cast<Input*>(self);
  if ((whence & AVSEEK_SIZE) != 0) return input.size_;
  const int64_t base = whence == SEEK_CUR ? input.position_ : whence == SEEK_END ? input.size_ : 0;
  if (offset > INT64_MAX - base || base + offset < 0) return AVERROR(EINVAL);
  input.position_ = base + offset;
  input.is_cut_off_ |= input.position_ > input.size_;
  return input.position_;
}

int Input::interrupt(void* self) { return static_cast<Input*>(self)->is_late() ? 1 : 0; }

}  // namespace mien
