// Video files, frame after frame.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "ffmpeg.h"
#include "guard.h"

using mien::allocated;
using mien::check;
using mien::guard;
using mien::Status;

namespace {

constexpr int mp4_ticks_per_second = 60000;  // holds 24, 25, 30, 50, 60 and 29.97 frames a second without rounding

struct OutputFormat {
  void operator()(AVFormatContext* format) const {
    avio_closep(&format->pb);
    avformat_free_context(format);
  }
};

}  // namespace

struct mien_video_writer {
  // Both sides are halved for chroma, so an odd last row or column is left out.
  mien_video_writer(const char* path, bool is_mp4, int32_t width, int32_t height, double frames_per_second)
      : source_width(width), width(width & ~1), height(height & ~1), rate(av_d2q(frames_per_second, 60000)) {
    const std::string address = std::string("file:") + path;  // a name with a colon is no protocol
    AVFormatContext* made = nullptr;
    check(avformat_alloc_output_context2(&made, nullptr, is_mp4 ? "mp4" : "avi", address.c_str()), "make a video");
    format.reset(made);
    format->flags |= AVFMT_FLAG_BITEXACT;  // equal frames give equal files
    set_encoder(is_mp4);
    stream = allocated(avformat_new_stream(format.get(), nullptr));
    check(avcodec_parameters_from_context(stream->codecpar, encoder.get()), "describe the video");
    stream->time_base = encoder->time_base;
    stream->avg_frame_rate = rate;
    set_frame();
    check(avio_open(&format->pb, address.c_str(), AVIO_FLAG_WRITE), "create the file");
    AVDictionary* options = nullptr;
    av_dict_set(&options, "movflags", "+faststart", 0);  // playable while it is being downloaded
    const int code = avformat_write_header(format.get(), &options);
    av_dict_free(&options);
    if (code < 0) std::remove(path);  // who gets no writer cannot discard it
    check(code, "write the header");
  }

  // H.264, which every browser and player shows, where the library has it.
  void set_encoder(bool is_mp4) {
    const AVCodec* codec = is_mp4 ? avcodec_find_encoder_by_name("libx264") : nullptr;
    if (codec == nullptr) codec = avcodec_find_encoder(is_mp4 ? AV_CODEC_ID_MPEG4 : AV_CODEC_ID_MJPEG);
    if (codec == nullptr) throw std::runtime_error("the installed libavcodec has no encoder for it");
    encoder.reset(allocated(avcodec_alloc_context3(codec)));
    encoder->width = width;
    encoder->height = height;
    encoder->pix_fmt = is_mp4 ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUVJ420P;
    encoder->color_range = is_mp4 ? AVCOL_RANGE_MPEG : AVCOL_RANGE_JPEG;
    encoder->colorspace = is_mp4 ? mien::usual_colours(width, height) : AVCOL_SPC_BT470BG;
    encoder->framerate = rate;
    encoder->time_base = is_mp4 ? AVRational{1, mp4_ticks_per_second} : av_inv_q(rate);
    encoder->thread_count = 1;  // the bytes must not depend on the machine
    encoder->flags |= AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_QSCALE;
    encoder->global_quality = 3 * FF_QP2LAMBDA;  // of MPEG-4 and JPEG; 2 is the best that is sensible
    if (format->oformat->flags & AVFMT_GLOBALHEADER) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary* options = nullptr;
    if (codec->id == AV_CODEC_ID_H264) {
      encoder->flags &= ~AV_CODEC_FLAG_QSCALE;
      encoder->global_quality = 0;
      av_dict_set(&options, "preset", "veryfast", 0);
      av_dict_set(&options, "crf", "20", 0);
      // On processors with AVX-512 what it looks ahead for is not the same every time: of equal small videos one in six differed.
      av_dict_set(&options, "x264-params", "no-mbtree=1", 0);
    }

    const int code = avcodec_open2(encoder.get(), codec, &options);
    av_dict_free(&options);
    check(code, "open the encoder");
  }

  void set_frame() {
    frame->format = encoder->pix_fmt;
    frame->width = width;
    frame->height = height;
    frame->colorspace = encoder->colorspace;
    frame->color_range = encoder->color_range;
    check(av_frame_get_buffer(frame.get(), 0), "take memory for a frame");
    padded.resize(static_cast<size_t>(source_width) * 3 * height + AV_INPUT_BUFFER_PADDING_SIZE);
    scaler.reset(sws_getContext(width, height, AV_PIX_FMT_RGB24, width, height, encoder->pix_fmt, mien::scaler_flags, nullptr, nullptr, nullptr));
    if (scaler == nullptr) throw std::runtime_error("cannot convert its colours");
    const bool is_full = encoder->color_range == AVCOL_RANGE_JPEG;
    sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(SWS_CS_DEFAULT), 1, sws_getCoefficients(encoder->colorspace), is_full ? 1 : 0, 0, 1 << 16, 1 << 16);
  }

  void write(const uint8_t* pixels, double seconds) {
    check(av_frame_make_writable(frame.get()), "take memory for a frame");
    std::copy_n(pixels, padded.size() - AV_INPUT_BUFFER_PADDING_SIZE, padded.begin());
    const uint8_t* planes[] = {padded.data(), nullptr, nullptr, nullptr};
    const int strides[] = {source_width * 3, 0, 0, 0};
    check(sws_scale(scaler.get(), planes, strides, 0, height, frame->data, frame->linesize), "convert a frame");
    // AVI has no times: its frames follow each other at an even rate.
    const bool is_timed = encoder->time_base.den == mp4_ticks_per_second && encoder->time_base.num == 1;
    if (is_timed && count > 0 && seconds <= last_seconds) throw std::runtime_error("a frame is not later than the one before it");
    last_seconds = seconds;
    const int64_t stamp = is_timed ? std::llround(seconds * mp4_ticks_per_second) : count;
    frame->pts = count == 0 ? stamp : std::max(stamp, frame->pts + 1);
    frame->pict_type = AV_PICTURE_TYPE_NONE;
    check(avcodec_send_frame(encoder.get(), frame.get()), "encode a frame");
    count++;
    drain();
  }

  void drain() {
    for (;;) {
      const int code = avcodec_receive_packet(encoder.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
      check(code, "encode a frame");
      av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
      packet->stream_index = stream->index;
      if (packet->duration == 0) packet->duration = std::llround(av_q2d(av_inv_q(av_mul_q(rate, stream->time_base))));
      check(av_interleaved_write_frame(format.get(), packet.get()), "write a frame");
    }
  }

  void finish() {
    check(avcodec_send_frame(encoder.get(), nullptr), "encode the last frames");
    drain();
    check(av_write_trailer(format.get()), "write the index");
    check(avio_closep(&format->pb), "close the file");
  }

  int32_t source_width, width, height;
  std::vector<uint8_t> padded;  // a frame, and a little that the scaler reads beyond it
  AVRational rate;
  std::unique_ptr<AVFormatContext, OutputFormat> format;
  AVStream* stream = nullptr;
  mien::Codec encoder;
  mien::Scaler scaler;
  mien::Frame frame{allocated(av_frame_alloc())};
  mien::Packet packet{allocated(av_packet_alloc())};
  int64_t count = 0;
  double last_seconds = 0;
};

// Creates a video file, MP4 or AVI, replacing one of that name. The caller owns *writer and releases it with mien_video_discard,
// which leaves the file unplayable unless mien_video_finish came before; where creating fails there is no file. Sides of at least 2 pixels. One thread at a time.
MIEN_API Status mien_video_create(const char* path, int32_t is_mp4, int32_t width, int32_t height, double frames_per_second, mien_video_writer** writer) {
  return guard([&] {
    mien::initialize();
    *writer = new mien_video_writer(path, is_mp4 != 0, width, height, frames_per_second);
  });
}

// Appends a frame of packed RGB. Times rise; AVI ignores them.
MIEN_API Status mien_video_write(mien_video_writer* writer, const uint8_t* pixels, double seconds) {
  return guard([&] { writer->write(pixels, seconds); });
}

// Writes what is left and closes the file.
MIEN_API Status mien_video_finish(mien_video_writer* writer) {
  return guard([&] { writer->finish(); });
}

// Releases a writer; null is allowed.
MIEN_API void mien_video_discard(mien_video_writer* writer) { delete writer; }
