// TIFF through libtiff: the first page, whatever libtiff can turn into 8-bit RGBA.
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "buffer.h"
#include "stored.h"

namespace {

// libtiff's handlers are global; the text is kept per thread, and nothing is printed.
thread_local std::string tiff_error;

void on_error(thandle_t, const char* module, const char* format, va_list arguments) {
  char text[512];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (tiff_error.empty()) tiff_error = std::string(module == nullptr ? "libtiff" : module) + ": " + text;
}

void silence() {
  static const bool done = [] {
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    TIFFSetErrorHandlerExt(on_error);
    return true;
  }();
  (void)done;
  tiff_error.clear();
}

[[noreturn]] void fail(const char* otherwise) { throw std::runtime_error(tiff_error.empty() ? otherwise : tiff_error); }

// A file in memory; reads and writes at a position, as libtiff's client interface wants it.
struct MemoryFile {
  const uint8_t* bytes;
  uint64_t count;
  uint64_t position;
  mien_buffer* target;  // null when reading
};

tmsize_t read(thandle_t handle, void* target, tmsize_t count) {
  auto* file = static_cast<MemoryFile*>(handle);
  if (count < 0 || file->position >= file->count) return 0;
  const auto taken = std::min<uint64_t>(static_cast<uint64_t>(count), file->count - file->position);
  std::memcpy(target, file->bytes + file->position, taken);
  file->position += taken;
  return static_cast<tmsize_t>(taken);
}

tmsize_t write(thandle_t handle, void* source, tmsize_t count) {
  auto* file = static_cast<MemoryFile*>(handle);
  if (file->target == nullptr || count < 0) return -1;
  try {
    const uint64_t end = file->position + static_cast<uint64_t>(count);
    if (file->target->size() < end) file->target->resize(end);
    std::memcpy(file->target->data() + file->position, source, static_cast<size_t>(count));
    file->bytes = file->target->data();
    file->count = file->target->size();
    file->position = end;
    return count;
  } catch (...) {
    return -1;
  }
}

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto* file = static_cast<MemoryFile*>(handle);
  const uint64_t origin = whence == SEEK_CUR ? file->position : whence == SEEK_END ? file->count : 0;
  file->position = origin + offset;
  return file->position;
}

int close(thandle_t) { return 0; }

toff_t size(thandle_t handle) { return static_cast<MemoryFile*>(handle)->count; }

using Handle = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

Handle open(MemoryFile& file, const char* mode) {
  silence();
  Handle tiff(TIFFClientOpen("TIFF", mode, &file, read, write, seek, close, size, nullptr, nullptr), TIFFClose);
  if (!tiff) fail("its first directory is damaged");
  return tiff;
}

// One tile or strip is allocated whole, and a damaged file may announce one far larger than the picture.
void require_sane_blocks(TIFF* tiff, uint64_t pixel_count) {
  const uint64_t block = TIFFIsTiled(tiff) ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff);
  if (block > pixel_count * 32 + (64u << 20)) throw std::runtime_error("one of its tiles is far larger than the picture");
}

// The rows as stored: the orientation tag is applied by the caller, as for every other format.
void decode(TIFF* tiff, std::vector<uint32_t>& raster, int32_t width, int32_t height) {
  char reason[1024] = "";
  TIFFRGBAImage image;
  if (!TIFFRGBAImageOK(tiff, reason) || !TIFFRGBAImageBegin(&image, tiff, /*stop on error*/ 1, reason)) throw std::runtime_error(reason);
  std::unique_ptr<TIFFRGBAImage, decltype(&TIFFRGBAImageEnd)> owner(&image, TIFFRGBAImageEnd);
  mien::require_size(image.width, image.height, width, height);
  require_sane_blocks(tiff, raster.size());
  image.orientation = ORIENTATION_TOPLEFT;
  image.req_orientation = ORIENTATION_TOPLEFT;
  if (!TIFFRGBAImageGet(&image, raster.data(), image.width, image.height) || !tiff_error.empty()) fail("its data are damaged");
}

void write_tiff(TIFF* tiff, const uint8_t* pixels, int32_t width, int32_t height, int32_t channels) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<uint32_t>(width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<uint32_t>(height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, channels == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
  TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, TIFFDefaultStripSize(tiff, 0));
  std::vector<uint8_t> row(static_cast<size_t>(width) * channels);  // libtiff's predictor works in place
  for (int32_t y = 0; y < height; y++) {
    std::memcpy(row.data(), pixels + y * row.size(), row.size());
    if (TIFFWriteScanline(tiff, row.data(), static_cast<uint32_t>(y), 0) < 0) fail("a row could not be written");
  }
  if (!TIFFFlush(tiff)) fail("the directory could not be written");
}

}  // namespace

// Decodes the first page into the caller's width*height*3 bytes, RGB, rows as stored.
MIEN_API mien::Status mien_codecs_decode_tiff(const uint8_t* bytes, int64_t count, uint8_t* pixels, int32_t width, int32_t height) {
  return mien::guard([&] {
    MemoryFile file{bytes, static_cast<uint64_t>(count), 0, nullptr};
    const Handle tiff = open(file, "rm");
    std::vector<uint32_t> raster(static_cast<size_t>(width) * height);
    decode(tiff.get(), raster, width, height);
    for (const uint32_t pixel : raster) {
      // libtiff's colours are already multiplied by alpha, so white only fills what is left.
      const uint32_t rest = 255 - TIFFGetA(pixel);
      *pixels++ = static_cast<uint8_t>(std::min<uint32_t>(255, TIFFGetR(pixel) + rest));
      *pixels++ = static_cast<uint8_t>(std::min<uint32_t>(255, TIFFGetG(pixel) + rest));
      *pixels++ = static_cast<uint8_t>(std::min<uint32_t>(255, TIFFGetB(pixel) + rest));
    }
  });
}

// Encodes one page, LZW with horizontal prediction. The caller owns *buffer.
MIEN_API mien::Status mien_codecs_encode_tiff(const uint8_t* pixels, int32_t width, int32_t height, int32_t channels, mien_buffer** buffer) {
  return mien::guard([&] {
    mien_buffer encoded;
    MemoryFile file{nullptr, 0, 0, &encoded};
    {
      const Handle tiff = open(file, "wl");
      write_tiff(tiff.get(), pixels, width, height, channels);
    }
    *buffer = new mien_buffer(std::move(encoded));
  });
}
