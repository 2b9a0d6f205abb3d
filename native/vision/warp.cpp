#include "warp.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>

namespace {

// OpenCV's fixed point: coordinates are summed up in 1/1024 of a pixel and rounded to 1/32; the four weights are products of such.
constexpr int kSumBits = 10, kPlaceBits = 5, kPlaces = 1 << kPlaceBits;
constexpr int kRounding = 1 << (kSumBits - kPlaceBits - 1);
constexpr int kMostPixels = 32767;  // beyond, OpenCV's 16-bit coordinates saturate

struct Source {
  const uint8_t* pixels;
  int width, height, border;
  const uint8_t* fill;

  // Where a row or a column lies in the picture; below 0 for the fill.
  int within(int place, int count) const {
    if (border == cv::BORDER_REPLICATE) return std::clamp(place, 0, count - 1);
    return static_cast<unsigned>(place) < static_cast<unsigned>(count) ? place : cv::borderInterpolate(place, count, border);
  }

  const uint8_t* at(int x, int y) const { return x < 0 || y < 0 ? fill : pixels + (static_cast<size_t>(y) * width + x) * 3; }
};

int sum(int a, int b) { return static_cast<int>(static_cast<unsigned>(a) + static_cast<unsigned>(b)); }

// One pixel, wherever it comes from; x and y in 1/32 of a pixel.
void mix(Source source, int x, int y, uint8_t* target) {
  const int column = cv::saturate_cast<short>(x >> kPlaceBits), row = cv::saturate_cast<short>(y >> kPlaceBits);
  const int x0 = source.within(column, source.width), x1 = source.within(column + 1, source.width);
  const int y0 = source.within(row, source.height), y1 = source.within(row + 1, source.height);
  const int right = x & (kPlaces - 1), down = y & (kPlaces - 1), left = kPlaces - right, up = kPlaces - down;
  const uint8_t *a = source.at(x0, y0), *b = source.at(x1, y0), *c = source.at(x0, y1), *d = source.at(x1, y1);
  for (int channel = 0; channel < 3; channel++) {
    const int value = up * (left * a[channel] + right * b[channel]) + down * (left * c[channel] + right * d[channel]);
    target[channel] = static_cast<uint8_t>((value + (1 << 9)) >> 10);
  }
}

__attribute__((target("avx2"), always_inline)) inline __m256i four_places(const uint8_t* pixels, const int* offsets) {
  long long places[4];
  for (int i = 0; i < 4; i++) __builtin_memcpy(&places[i], pixels + offsets[i], 8);
  return _mm256_set_epi64x(places[3], places[2], places[1], places[0]);
}

// Four neighbouring pixels of the target; x and y in 1/32 of a pixel. Returns false where one of them comes from beyond the edge,
// unless that repeats the edge. The source has a row and eight bytes behind its last pixel, which are read but weigh nothing.
__attribute__((target("avx2"), always_inline)) inline bool mix_four(Source source, __m128i x, __m128i y, uint8_t* target) {
  const __m128i none = _mm_setzero_si128(), last_x = _mm_set1_epi32((source.width - 1) << kPlaceBits);
  const __m128i last_y = _mm_set1_epi32((source.height - 1) << kPlaceBits);
  if (source.border == cv::BORDER_REPLICATE) {
    x = _mm_min_epi32(_mm_max_epi32(x, none), last_x);
    y = _mm_min_epi32(_mm_max_epi32(y, none), last_y);
  } else {
    const __m128i beyond = _mm_or_si128(_mm_or_si128(x, _mm_sub_epi32(last_x, x)), _mm_or_si128(y, _mm_sub_epi32(last_y, y)));
    if (_mm_movemask_ps(_mm_castsi128_ps(beyond)) != 0) return false;
  }
  const __m128i column = _mm_srai_epi32(x, kPlaceBits), row = _mm_srai_epi32(y, kPlaceBits);
  const int stride = source.width * 3;
  alignas(16) int offsets[4];
  _mm_store_si128(reinterpret_cast<__m128i*>(offsets),
                  _mm_add_epi32(_mm_mullo_epi32(row, _mm_set1_epi32(stride)), _mm_mullo_epi32(column, _mm_set1_epi32(3))));

  // Per pixel 64 bits: R R' G G' B B', a channel beside that of its right neighbour, times the weights of both.
  const __m256i pairs = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 3, 1, 4, 2, 5, -1, -1, 8, 11, 9, 12, 10, 13, -1, -1));
  const __m256i both = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9));
  const __m128i places = _mm_set1_epi32(kPlaces), part = _mm_set1_epi32(kPlaces - 1);
  const __m128i right = _mm_and_si128(x, part), down = _mm_and_si128(y, part);
  const __m256i across =
      _mm256_shuffle_epi8(_mm256_cvtepu32_epi64(_mm_or_si128(_mm_sub_epi32(places, right), _mm_slli_epi32(right, 8))), both);
  const __m256i upper = _mm256_maddubs_epi16(_mm256_shuffle_epi8(four_places(source.pixels, offsets), pairs), across);
  const __m256i lower = _mm256_maddubs_epi16(_mm256_shuffle_epi8(four_places(source.pixels + stride, offsets), pairs), across);

  const __m256i along = _mm256_castsi128_si256(_mm_or_si128(_mm_sub_epi32(places, down), _mm_slli_epi32(down, 16)));
  const __m256i even = _mm256_permutevar8x32_epi32(along, _mm256_setr_epi32(0, 0, 0, 0, 2, 2, 2, 2));
  const __m256i odd = _mm256_permutevar8x32_epi32(along, _mm256_setr_epi32(1, 1, 1, 1, 3, 3, 3, 3));
  const __m256i half = _mm256_set1_epi32(1 << 9);
  const __m256i first = _mm256_srli_epi32(_mm256_add_epi32(_mm256_madd_epi16(_mm256_unpacklo_epi16(upper, lower), even), half), 10);
  const __m256i second = _mm256_srli_epi32(_mm256_add_epi32(_mm256_madd_epi16(_mm256_unpackhi_epi16(upper, lower), odd), half), 10);
  const __m256i words = _mm256_packus_epi32(first, second);
  const __m256i bytes = _mm256_shuffle_epi8(_mm256_packus_epi16(words, words),
                                            _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)));
  const uint64_t front = static_cast<uint64_t>(_mm256_extract_epi64(bytes, 0)), back = static_cast<uint64_t>(_mm256_extract_epi64(bytes, 2));
  const uint64_t joined = front | back << 48;
  const uint32_t rest = static_cast<uint32_t>(back >> 16);
  __builtin_memcpy(target, &joined, 8);
  __builtin_memcpy(target + 8, &rest, 4);
  return true;
}

__attribute__((target("avx2"))) void warp_row(Source source, int x0, int y0, const int* across, const int* along, int count,
                                               uint8_t* target) {
  constexpr int shift = kSumBits - kPlaceBits;
  for (int start = 0; start < count; start += 4) {
    if (start + 4 <= count) {
      const __m128i x = _mm_add_epi32(_mm_set1_epi32(x0), _mm_loadu_si128(reinterpret_cast<const __m128i*>(&across[start])));
      const __m128i y = _mm_add_epi32(_mm_set1_epi32(y0), _mm_loadu_si128(reinterpret_cast<const __m128i*>(&along[start])));
      if (mix_four(source, _mm_srai_epi32(x, shift), _mm_srai_epi32(y, shift), target + static_cast<size_t>(start) * 3)) continue;
    }
    for (int i = start; i < std::min(start + 4, count); i++)
      mix(source, sum(x0, across[i]) >> shift, sum(y0, along[i]) >> shift, target + static_cast<size_t>(i) * 3);
  }
}

}  // namespace

bool mien::warp_affine_linear_rgb(const uint8_t* source, int32_t width, int32_t height, uint8_t* target, int32_t target_width,
                                  int32_t target_height, const double* matrix, int32_t border, const uint8_t* fill) {
  if (!__builtin_cpu_supports("avx2") || std::max({width, height, target_width, target_height}) > kMostPixels) return false;

  // The inverse in the order of OpenCV's operations, which decides the last bit.
  double determinant = matrix[0] * matrix[4] - matrix[1] * matrix[3];
  determinant = determinant != 0 ? 1. / determinant : 0;
  const double a = matrix[4] * determinant, b = matrix[1] * -determinant, d = matrix[3] * -determinant, e = matrix[0] * determinant;
  const double c = -a * matrix[2] - b * matrix[5], f = -d * matrix[2] - e * matrix[5];

  constexpr int scale = 1 << kSumBits;
  std::vector<int> across(target_width), along(target_width);
  for (int x = 0; x < target_width; x++) {
    across[x] = cv::saturate_cast<int>(a * x * scale);
    along[x] = cv::saturate_cast<int>(d * x * scale);
  }
  const size_t bytes = static_cast<size_t>(width) * height * 3;
  std::vector<uint8_t> padded(bytes + static_cast<size_t>(width) * 3 + 8);
  std::copy(source, source + bytes, padded.begin());
  const Source from{padded.data(), width, height, border, fill};
  for (int y = 0; y < target_height; y++) {
    const int x0 = sum(cv::saturate_cast<int>((b * y + c) * scale), kRounding), y0 = sum(cv::saturate_cast<int>((e * y + f) * scale), kRounding);
    warp_row(from, x0, y0, across.data(), along.data(), target_width, target + static_cast<size_t>(y) * target_width * 3);
  }
  return true;
}

#else

bool mien::warp_affine_linear_rgb(const uint8_t*, int32_t, int32_t, uint8_t*, int32_t, int32_t, const double*, int32_t, const uint8_t*) {
  return false;
}

#endif
