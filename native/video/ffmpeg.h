// FFmpeg's C interface (4.4 and newer), its errors as exceptions, and its objects as owners.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

namespace mien {

inline std::string describe(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = "";
  av_strerror(code, text, sizeof text);
  return text;
}

// Turns a negative code into an exception: "cannot open the decoder: Invalid data found when processing input".
inline int check(int code, const char* doing) {
  if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
  if (code < 0) throw std::runtime_error(std::string("cannot ") + doing + ": " + describe(code));
  return code;
}

template <class T>
T* allocated(T* object) {
  if (object == nullptr) throw std::bad_alloc();
  return object;
}

// One deleter for everything that FFmpeg releases through a pointer to the pointer.
template <auto Free>
struct Release {
  template <class T>
  void operator()(T* object) const {
    Free(&object);
  }
};
struct FreeScaler {
  void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};

using Codec = std::unique_ptr<AVCodecContext, Release<avcodec_free_context>>;
using Frame = std::unique_ptr<AVFrame, Release<av_frame_free>>;
using Packet = std::unique_ptr<AVPacket, Release<av_packet_free>>;
using Scaler = std::unique_ptr<SwsContext, FreeScaler>;

// Rounded, chroma interpolated: the fast paths of libswscale are off by several levels.
constexpr int scaler_flags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;

// Which matrix turns colours into luma and chroma where a video does not say: as players do, BT.709 for high definition.
inline AVColorSpace usual_colours(int width, int height) {
  return width >= 1280 || height > 576 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

// Called once: nothing is printed, and no single allocation exceeds a gigabyte, whatever a damaged index asks for.
void initialize();

}  // namespace mien
