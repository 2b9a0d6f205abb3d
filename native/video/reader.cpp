// Frames of a video file, one after the other.
#include <algorithm>
#include <cmath>

#include "guard.h"
#include "input.h"

using mien::allocated;
using mien::check;
using mien::guard;
using mien::Status;

namespace {

// What a container says about its video. Width and height are those of the stored frame with square pixels, before it is turned.
struct Info {
  int32_t width, height;
  int32_t quarter_turns;  // clockwise, 0..3, to be upright
  int32_t is_counted;     // whether frame_count is the container's own number and not an estimate from its duration
  int64_t frame_count;    // 0 where unknown
  double frames_per_second;
};

// What went wrong so far.
struct Damage {
  int64_t frame_count;  // frames that could not be decoded, or not in full
  int64_t first_frame;  // the frame at which the first of them is missing
  int32_t is_cut_off;   // 1 where the file ends before its content does
};

constexpr double usual_interval = 1.0 / 25;  // seconds between frames where a file does not tell

int quarter_turns(const AVStream* stream) {
  const int32_t* matrix = nullptr;
#if LIBAVFORMAT_VERSION_MAJOR >= 61
  const auto* parameters = stream->codecpar;
  const auto* data = av_packet_side_data_get(parameters->coded_side_data, parameters->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  if (data != nullptr && data->size >= 36) matrix = reinterpret_cast<const int32_t*>(data->data);
#else
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (data != nullptr && size >= 36) matrix = reinterpret_cast<const int32_t*>(data);
#endif
  const double degrees = matrix == nullptr ? 0 : av_display_rotation_get(matrix);  // counter-clockwise; NaN for nonsense
  return std::isfinite(degrees) ? ((static_cast<int>(std::lround(-degrees / 90)) % 4) + 4) % 4 : 0;
}

}  // namespace

struct mien_video_reader {
  mien_video_reader(const char* path, int64_t max_pixels, int32_t timeout_ms) : input(path, timeout_ms) {
    const AVCodec* codec = nullptr;
    const int index = av_find_best_stream(input.format(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    if (input.format()->nb_streams == 0) throw std::runtime_error("is no video, or its index is missing because it was cut off");
    if (index == AVERROR_STREAM_NOT_FOUND) throw std::runtime_error("has no pictures in it");
    if (index == AVERROR_DECODER_NOT_FOUND) throw std::runtime_error("is compressed in a way that is not read here");
    check(index, "find its pictures");
    stream = input.format()->streams[index];
    for (unsigned i = 0; i < input.format()->nb_streams; i++) {
      input.format()->streams[i]->discard = static_cast<int>(i) == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }

    measure();
    if (int64_t{info.width} * info.height > max_pixels) return;
    decoder.reset(allocated(avcodec_alloc_context3(codec)));
    check(avcodec_parameters_to_context(decoder.get(), stream->codecpar), "set up the decoder");
    decoder->codec_whitelist = allocated(av_strdup(input.format()->codec_whitelist));  // that of the file holds for probing alone
    decoder->pkt_timebase = stream->time_base;
    decoder->max_pixels = max_pixels;
    decoder->thread_count = 1;
    check(avcodec_open2(decoder.get(), codec, nullptr), "open the decoder");
  }

  void measure() {
    const AVCodecParameters& stored = *stream->codecpar;
    if (stored.width < 1 || stored.height < 1) throw std::runtime_error("does not say how large its frames are");
    info.width = stored.width;
    info.height = stored.height;
    // Analogue formats have pixels that are not square; a face would look squeezed.
    const AVRational shape = av_guess_sample_aspect_ratio(input.format(), stream, nullptr);
    const double ratio = shape.num > 0 && shape.den > 0 ? av_q2d(shape) : 1;
    if (ratio >= 0.25 && ratio <= 4) info.width = std::max(1, static_cast<int>(std::lround(stored.width * ratio)));
    info.quarter_turns = quarter_turns(stream);
    const AVRational rate = av_guess_frame_rate(input.format(), stream, nullptr);
    const double per_second = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
    info.frames_per_second = per_second >= 0.01 && per_second <= 1000 ? per_second : 0;
    count();
  }

  void count() {
    info.is_counted = stream->nb_frames > 0 ? 1 : 0;
    const double seconds = stream->duration > 0                ? stream->duration * av_q2d(stream->time_base)
                           : input.format()->duration > 0 ? input.format()->duration / double{AV_TIME_BASE}
                                                          : 0;
    const double estimate = seconds * info.frames_per_second;
    info.frame_count = info.is_counted != 0 ? stream->nb_frames : estimate < 1e9 ? std::llround(estimate) : 0;
  }

  // Decodes the next frame; false at the end.
  bool next() {
    input.restart_clock();
    while (!is_at_end) {
      input.require_time();
      const int code = avcodec_receive_frame(decoder.get(), frame.get());
      if (code == 0) return accept();
      if (code == AVERROR_EOF || (is_draining && code != AVERROR(EAGAIN))) is_at_end = true;
      if (code != AVERROR_EOF && code != AVERROR(EAGAIN)) note_damage(code);
      if (!is_at_end) feed();
    }

    return false;
  }

  bool accept() {
    if (frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0) note_damage(AVERROR_INVALIDDATA);
    const int64_t stamp = frame->best_effort_timestamp;
    const double interval = info.frames_per_second > 0 ? 1 / info.frames_per_second : usual_interval;
    if (decoded == 0) {
      first_stamp = stamp;
    } else {
      const bool is_stamped = stamp != AV_NOPTS_VALUE && first_stamp != AV_NOPTS_VALUE;
      const double stamped = is_stamped ? (static_cast<double>(stamp) - static_cast<double>(first_stamp)) * av_q2d(stream->time_base) : 0;
      // Times rise, also in files that say otherwise, and no frame stays for a day.
      seconds = stamped >= seconds + 1e-4 && stamped < seconds + 86400 ? stamped : seconds + interval;
    }

    decoded++;
    return true;
  }

  // Gives the decoder one packet, or tells it that there are no more.
  void feed() {
    int code = 0;
    do {
      av_packet_unref(packet.get());
      input.require_time();
      code = is_draining ? AVERROR_EOF : av_read_frame(input.format(), packet.get());
    } while (code >= 0 && packet->stream_index != stream->index);
    if (code < 0) {
      input.require_time();
      if (code != AVERROR_EOF) note_damage(code);
      is_draining = true;
      avcodec_send_packet(decoder.get(), nullptr);
      return;
    }

    packet_count++;
    is_packet_cut = (packet->flags & AV_PKT_FLAG_CORRUPT) != 0;  // bytes are missing from it, which at the end means from the file
    if (is_packet_cut) {
      note_damage(AVERROR_INVALIDDATA);
    } else if ((code = avcodec_send_packet(decoder.get(), packet.get())) < 0 && code != AVERROR(EAGAIN)) {
      note_damage(code);
    }
  }

  void note_damage(int code) {
    if (code == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (damage.frame_count++ == 0) damage.first_frame = decoded;
  }

  Damage sum_up() const {
    Damage sum = damage;
    // The index of an AVI lies at its end, so that a short one is known by its header's count alone. That of an MP4 counts frames
    // which an edit left out.
    const bool is_short = info.is_counted != 0 && packet_count < info.frame_count && std::string(input.format()->iformat->name) == "avi";
    sum.is_cut_off = is_at_end && (is_packet_cut || is_short || input.is_cut_off()) ? 1 : 0;
    return sum;
  }

  // Writes the frame as packed RGB of info.width x info.height.
  void convert(uint8_t* pixels) {
    scaler.reset(sws_getCachedContext(scaler.release(), frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), info.width, info.height,
                                      AV_PIX_FMT_RGB24, mien::scaler_flags, nullptr, nullptr, nullptr));
    if (scaler == nullptr) throw std::runtime_error("has colours that cannot be converted");
    const bool is_told = frame->colorspace != AVCOL_SPC_UNSPECIFIED && frame->colorspace != AVCOL_SPC_RGB;
    const int colours = is_told ? frame->colorspace : mien::usual_colours(frame->width, frame->height);
    const bool is_full = frame->color_range == AVCOL_RANGE_JPEG || decoder->codec_id == AV_CODEC_ID_MJPEG;
    sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(colours), is_full ? 1 : 0, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
    uint8_t* planes[] = {pixels, nullptr, nullptr, nullptr};
    const int strides[] = {info.width * 3, 0, 0, 0};
    check(sws_scale(scaler.get(), frame->data, frame->linesize, 0, frame->height, planes, strides), "convert a frame");
  }

  mien::Input input;
  AVStream* stream = nullptr;
  mien::Codec decoder;
  mien::Frame frame{allocated(av_frame_alloc())};
  mien::Packet packet{allocated(av_packet_alloc())};
  mien::Scaler scaler;
  Info info{};
  Damage damage{};
  int64_t decoded = 0, packet_count = 0, first_stamp = 0;
  double seconds = 0;
  bool is_draining = false, is_at_end = false, is_packet_cut = false;
};

// Opens a video file. The caller owns *reader and releases it with mien_video_close. One thread at a time. *reader is null where frames have
// more than max_pixels, and info says how large they are.
// timeout_ms is the most that opening and each frame may take.
MIEN_API Status mien_video_open(const char* path, int64_t max_pixels, int32_t timeout_ms, Info* info, mien_video_reader** reader) {
  return guard([&] {
    mien::initialize();
    auto opened = std::make_unique<mien_video_reader>(path, max_pixels, timeout_ms);
    *info = opened->info;
    *reader = opened->decoder == nullptr ? nullptr : opened.release();
  });
}

// Releases a reader; null is allowed.
MIEN_API void mien_video_close(mien_video_reader* reader) { delete reader; }

// Name of the codec, a static string such as "h264".
MIEN_API const char* mien_video_codec(mien_video_reader* reader) { return avcodec_get_name(reader->decoder->codec_id); }

// Decodes the next frame into width*height*3 bytes of packed RGB, or only passes over it where pixels is null. *is_frame is 0 at the
// end; *seconds is the frame's time since the first one.
MIEN_API Status mien_video_read(mien_video_reader* reader, uint8_t* pixels, int32_t* is_frame, double* seconds) {
  return guard([&] {
    *is_frame = reader->next() ? 1 : 0;
    *seconds = reader->seconds;
    if (*is_frame != 0 && pixels != nullptr) reader->convert(pixels);
  });
}

// What was found damaged so far; complete only at the end.
MIEN_API Status mien_video_damage(mien_video_reader* reader, Damage* damage) {
  return guard([&] { *damage = reader->sum_up(); });
}
