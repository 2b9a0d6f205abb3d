// WebP through libwebp: lossy, lossless, transparency (over white); of an animation its first frame.
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include <memory>
#include <vector>

#include "buffer.h"
#include "stored.h"

namespace {

const char* describe(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_NOT_ENOUGH_DATA: return "it ends in the middle of the picture";
    case VP8_STATUS_OUT_OF_MEMORY: return "out of memory";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "it uses a feature that libwebp does not know";
    default: return "its data are damaged";
  }
}

void decode_first_frame(const WebPData& data, uint8_t* pixels, int32_t width, int32_t height) {
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) throw std::runtime_error("libwebp of another version");
  options.color_mode = MODE_RGBA;
  std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(WebPAnimDecoderNew(&data, &options), WebPAnimDecoderDelete);
  if (!decoder) throw std::runtime_error("its animation is damaged or cut short");
  WebPAnimInfo info;
  uint8_t* canvas = nullptr;
  int timestamp = 0;
  if (!WebPAnimDecoderGetInfo(decoder.get(), &info)) throw std::runtime_error("its animation is damaged");
  mien::require_size(info.canvas_width, info.canvas_height, width, height);
  if (!WebPAnimDecoderGetNext(decoder.get(), &canvas, &timestamp)) throw std::runtime_error("its first frame is damaged");
  mien::composite_over_white(canvas, pixels, static_cast<size_t>(width) * height);
}

void decode_still(const WebPData& data, bool has_alpha, uint8_t* pixels, int32_t width, int32_t height) {
  const size_t count = static_cast<size_t>(width) * height;
  std::vector<uint8_t> rgba(has_alpha ? count * 4 : 0);
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) throw std::runtime_error("libwebp of another version");
  config.output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = has_alpha ? rgba.data() : pixels;
  config.output.u.RGBA.stride = width * (has_alpha ? 4 : 3);
  config.output.u.RGBA.size = count * (has_alpha ? 4 : 3);
  const VP8StatusCode status = WebPDecode(data.bytes, data.size, &config);
  if (status != VP8_STATUS_OK) throw std::runtime_error(describe(status));
  if (has_alpha) mien::composite_over_white(rgba.data(), pixels, count);
}

}  // namespace

// Decodes into the caller's width*height*3 bytes, RGB.
MIEN_API mien::Status mien_codecs_decode_webp(const uint8_t* bytes, int64_t count, uint8_t* pixels, int32_t width, int32_t height) {
  return mien::guard([&] {
    const WebPData data{bytes, static_cast<size_t>(count)};
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(data.bytes, data.size, &features);
    if (status != VP8_STATUS_OK) throw std::runtime_error(describe(status));
    mien::require_size(features.width, features.height, width, height);
    if (features.has_animation) {
      decode_first_frame(data, pixels, width, height);
    } else {
      decode_still(data, features.has_alpha != 0, pixels, width, height);
    }
  });
}

// Encodes width*height*3 bytes of RGB, lossy, quality 1..100. The caller owns *buffer.
MIEN_API mien::Status mien_codecs_encode_webp(const uint8_t* rgb, int32_t width, int32_t height, int32_t quality, mien_buffer** buffer) {
  return mien::guard([&] {
    uint8_t* bytes = nullptr;
    const size_t count = WebPEncodeRGB(rgb, width, height, width * 3, static_cast<float>(quality), &bytes);
    std::unique_ptr<uint8_t, decltype(&WebPFree)> owner(bytes, WebPFree);
    if (count == 0) throw std::runtime_error("libwebp could not encode it; WebP allows at most 16383 pixels a side");
    *buffer = new mien_buffer(bytes, bytes + count);
  });
}
