// JPEG through libjpeg(-turbo): baseline, extended and progressive; grey, YCbCr, RGB, CMYK and YCCK.
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
#include <jerror.h>
#include <jpeglib.h>
}

#include "buffer.h"
#include "stored.h"

namespace {

// A progressive file of a few kilobytes can hold thousands of scans and keep the decoder busy for minutes; encoders write about 10.
constexpr int max_scans = 500;

// libjpeg reports through callbacks and expects that an error does not return; exceptions must not cross C frames, so it
// leaves by longjmp. The functions that call setjmp hold nothing with a destructor.
struct JpegErrors {
  jpeg_error_mgr base;
  jmp_buf escape;
  bool progressive;
  char text[JMSG_LENGTH_MAX];
};

[[noreturn]] void leave(j_common_ptr codec) {
  auto* errors = reinterpret_cast<JpegErrors*>(codec->err);
  codec->err->format_message(codec, errors->text);
  std::longjmp(errors->escape, 1);
}

[[noreturn]] void leave(j_common_ptr codec, const char* text) {
  auto* errors = reinterpret_cast<JpegErrors*>(codec->err);
  std::strncpy(errors->text, text, JMSG_LENGTH_MAX);
  std::longjmp(errors->escape, 1);
}

// libjpeg paints what it cannot read grey and goes on. Half a face would poison training, so the warnings that mean lost
// pixels are errors. A missing end marker alone is not: of a sequential file all pixels were read by then, of a
// progressive one later scans may be missing.
void on_message(j_common_ptr codec, int level) {
  if (level >= 0) return;
  const int code = codec->err->msg_code;
  const bool cut = code == JWRN_JPEG_EOF && reinterpret_cast<JpegErrors*>(codec->err)->progressive;
  if (cut || code == JWRN_HIT_MARKER) leave(codec, "it ends in the middle of the picture");
  if (code == JWRN_HUFF_BAD_CODE || code == JWRN_MUST_RESYNC) leave(codec);
}

void on_progress(j_common_ptr codec) {
  const bool endless = codec->is_decompressor && reinterpret_cast<j_decompress_ptr>(codec)->input_scan_number > max_scans;
  if (endless) leave(codec, "it has more than 500 progressive scans");
}

void set_errors(JpegErrors& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.emit_message = on_message;
  errors.base.output_message = [](j_common_ptr) {};
  errors.progressive = false;
}

// CMYK to RGB without a colour profile. Adobe's files, nearly all there are, store ink inverted.
void cmyk_to_rgb(const uint8_t* cmyk, uint8_t* rgb, uint32_t width, bool inverted) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    const uint32_t light = inverted ? cmyk[3] : 255u - cmyk[3];
    for (int channel = 0; channel < 3; channel++) {
      const uint32_t value = inverted ? cmyk[channel] : 255u - cmyk[channel];
      rgb[channel] = static_cast<uint8_t>((value * light + 127) / 255);
    }
  }
}

struct JpegTarget {
  uint8_t* pixels;
  int32_t width, height, channels;
};

enum class Decoded { ok, failed, other_size };

Decoded decode(const uint8_t* bytes, int64_t count, JpegTarget& target, char* text) {
  jpeg_decompress_struct codec;
  JpegErrors errors;
  jpeg_progress_mgr progress;
  codec.err = &errors.base;
  set_errors(errors);
  std::memset(&progress, 0, sizeof progress);
  progress.progress_monitor = on_progress;
  if (setjmp(errors.escape) != 0) {
    std::memcpy(text, errors.text, JMSG_LENGTH_MAX);
    jpeg_destroy_decompress(&codec);
    return Decoded::failed;
  }
  jpeg_create_decompress(&codec);
  codec.progress = &progress;
  jpeg_mem_src(&codec, bytes, static_cast<unsigned long>(count));
  jpeg_read_header(&codec, TRUE);
  errors.progressive = jpeg_has_multiple_scans(&codec);
  const bool grey = codec.num_components == 1;
  const bool cmyk = codec.num_components == 4;
  const bool fits = static_cast<int32_t>(codec.image_width) == target.width &&
                    static_cast<int32_t>(codec.image_height) == target.height && target.channels == (grey ? 1 : 3);
  if (!fits) {
    target.width = static_cast<int32_t>(codec.image_width);
    target.height = static_cast<int32_t>(codec.image_height);
    jpeg_destroy_decompress(&codec);
    return Decoded::other_size;
  }
  codec.out_color_space = grey ? JCS_GRAYSCALE : cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&codec);
  JSAMPARRAY scratch = codec.mem->alloc_sarray(reinterpret_cast<j_common_ptr>(&codec), JPOOL_IMAGE, codec.output_width * 4, 1);
  while (codec.output_scanline < codec.output_height) {
    uint8_t* row = target.pixels + static_cast<size_t>(codec.output_scanline) * target.width * target.channels;
    jpeg_read_scanlines(&codec, cmyk ? scratch : &row, 1);
    if (cmyk) cmyk_to_rgb(scratch[0], row, codec.output_width, codec.saw_Adobe_marker);
  }
  jpeg_destroy_decompress(&codec);  // all pixels are there; what follows them in the file does not matter
  return Decoded::ok;
}

bool encode(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels, int32_t quality, unsigned char** bytes,
            unsigned long* count, char* text) {
  jpeg_compress_struct codec;
  JpegErrors errors;
  codec.err = &errors.base;
  set_errors(errors);
  if (setjmp(errors.escape) != 0) {
    std::memcpy(text, errors.text, JMSG_LENGTH_MAX);
    jpeg_destroy_compress(&codec);
    return false;
  }
  jpeg_create_compress(&codec);
  jpeg_mem_dest(&codec, bytes, count);
  codec.image_width = static_cast<JDIMENSION>(width);
  codec.image_height = static_cast<JDIMENSION>(height);
  codec.input_components = channels;
  codec.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, quality, TRUE);
  jpeg_start_compress(&codec, TRUE);
  while (codec.next_scanline < codec.image_height) {
    JSAMPROW row = const_cast<uint8_t*>(pixels) + static_cast<size_t>(codec.next_scanline) * width * channels;
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  return true;
}

}  // namespace

// Decodes into the caller's width*height*channels bytes. Fails when the file is of another size or has lost pixels.
MIEN_API mien::Status mien_codecs_decode_jpeg(const uint8_t* bytes, int64_t count, uint8_t* pixels, int32_t width, int32_t height,
                                              int32_t channels) {
  return mien::guard([&] {
    char text[JMSG_LENGTH_MAX];
    JpegTarget target{pixels, width, height, channels};
    const Decoded result = decode(bytes, count, target, text);
    if (result == Decoded::failed) throw std::runtime_error(text);
    if (result == Decoded::other_size) {
      mien::require_size(target.width, target.height, width, height);
      throw std::runtime_error("its header announces another number of channels than its data");
    }
  });
}

// Encodes as baseline JPEG with libjpeg's defaults (4:2:0 chroma); quality 1..100. The caller owns *buffer.
MIEN_API mien::Status mien_codecs_encode_jpeg(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels, int32_t quality,
                                              mien_buffer** buffer) {
  return mien::guard([&] {
    char text[JMSG_LENGTH_MAX];
    unsigned char* bytes = nullptr;
    unsigned long count = 0;
    const bool ok = encode(pixels, width, height, channels, quality, &bytes, &count, text);
    if (ok) *buffer = new mien_buffer(bytes, bytes + count);
    std::free(bytes);
    if (!ok) throw std::runtime_error(text);
  });
}
