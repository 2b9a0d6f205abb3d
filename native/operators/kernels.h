// The arithmetic of the operators on blocked maps: a map (C, H, W) lies as (ceil(C / 16), H, W, 16), so that 16 channels of a place are side
// by side. Channels beyond C are 0. Results depend neither on how work is split nor on the number of pictures.
#pragma once
#include <cstddef>
#include <cstdint>

namespace mien::operators {

constexpr int64_t kBlock = 16;

constexpr int64_t blocks_of(int64_t channels) { return (channels + kBlock - 1) / kBlock; }

enum Activation : int64_t { kNone, kRelu, kRelu6, kSilu, kHardSwish, kSigmoid, kHardSigmoid };

// A window that is moved over maps, and the sizes of the maps before and after.
struct Window {
  int64_t kernel_height, kernel_width, stride_height, stride_width, top, left, bottom, right;
  int64_t height, width, out_height, out_width;

  int64_t places() const { return height * width; }
  int64_t out_places() const { return out_height * out_width; }
  int64_t taps() const { return kernel_height * kernel_width; }
  bool is_pointwise() const { return taps() == 1 && stride_height == 1 && stride_width == 1 && out_height == height && out_width == width; }
};

struct Convolution {
  Window window;
  int64_t pictures, channels, out_blocks;
  bool is_planes;         // x is (C, H, W) and not blocked
  const float* x;
  const float* weight;    // (out_blocks, taps * channels, 16)
  const float* bias;      // (out_blocks * 16)
  const float* scale;     // (pictures, blocks, 16) or null; only of pointwise ones
  const float* residual;  // like y, or null
  float* y;
  Activation activation;
  int64_t chunks, parts;  // how places and output blocks are split into tasks

  int64_t depth() const { return window.taps() * channels; }
  bool is_gathered() const { return is_planes || scale || !window.is_pointwise(); }  // x is brought into order in scratch first

  // Floats from one gathered place to the next: room for a whole last block, and no power of two, which would crowd the same places of the cache.
  int64_t gathered_row() const { return blocks_of(depth()) * kBlock + kBlock; }
};

struct Depthwise {
  Window window;  // strides of 1 or 2
  int64_t pictures, blocks;
  const float* x;
  const float* weight;  // (blocks, taps, 16)
  const float* bias;    // (blocks * 16)
  float* y;
  Activation activation;
  int64_t chunks;  // how output rows are split into tasks

  int64_t rows(int64_t chunk) const { return window.out_height * chunk / chunks; }  // first output row of a chunk
  int64_t padded_width() const { return (window.out_width - 1) * window.stride_width + window.kernel_width; }
};

struct Excitation {
  int64_t pictures, blocks, places, squeezed;
  const float* x;
  const float* weight1;  // (squeezed, blocks * 16)
  const float* bias1;    // (squeezed)
  const float* weight2;  // (squeezed, blocks * 16)
  const float* bias2;    // (blocks * 16)
  float* y;              // (pictures, blocks, 16): means first, then scales
  Activation activation, gate;
};

// The kernels, for processors of level 3 (AVX2, FMA) and 4 (AVX-512) of x86-64. A task is one of those that the call is split into; scratch
// belongs to the thread.
#define MIEN_KERNELS(level)                                                          \
  void convolve_v##level(const Convolution&, size_t task, float* scratch);           \
  void convolve_depthwise_v##level(const Depthwise&, size_t task, float* scratch);   \
  void mean_v##level(const float* x, int64_t places, float* y); /* of one block */   \
  void excite_v##level(const Excitation&, size_t picture, float* scratch); /* the means are in y */

MIEN_KERNELS(3)
MIEN_KERNELS(4)

}  // namespace mien::operators
