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

  // Rows and columns of the input that so many rows, and a whole row, of the output look at, outside included.
  int64_t padded_height(int64_t rows) const { return (rows - 1) * stride_height + kernel_height; }
  int64_t padded_width() const { return (out_width - 1) * stride_width + kernel_width; }
};

// What a dense layer multiplies by.
struct Weights {
  int64_t channels, out_blocks;
  const float* weight;  // (out_blocks, taps * channels, 16)
  const float* bias;    // (out_blocks * 16)
  Activation activation;
  bool is_bfloat16;     // weight is (out_blocks, taps * ceil(channels / 2), 16, 2) of bfloat16, and x is rounded to it, too

  // Floats from one rounded place to the next; two values in each. No power of two, which would crowd the same places of the cache.
  int64_t rounded_place() const { return blocks_of(channels) * (kBlock / 2) + kBlock / 2; }
};

struct Convolution {
  Window window;
  Weights weights;
  int64_t pictures;
  bool is_planes;         // x is (C, H, W) and not blocked
  const float* x;
  const float* scale;     // (pictures, blocks, 16) or null; only of pointwise ones
  const float* residual;  // like y, or null
  float* y;
  int64_t chunks, parts;  // how places (pointwise) or rows, and output blocks, are split into tasks

  bool is_pointwise() const { return window.is_pointwise() && !is_planes; }
  int64_t lines() const { return is_pointwise() ? window.out_places() : window.out_height; }  // what chunks are of
};

// A convolution of each channel by itself, after a pointwise dense one where there are weights for that.
struct Depthwise {
  Window window;  // strides of 1 or 2
  Weights expansion;
  int64_t pictures, blocks;
  const float* x;       // of the expansion, where there is one
  const float* weight;  // (blocks, taps, 16)
  const float* bias;    // (blocks * 16)
  float* y;
  Activation activation;
  int64_t chunks, parts;  // how output rows, and groups of blocks, are split into tasks

  int64_t together() const { return expansion.weight ? 2 : 1; }  // blocks of a group
  int64_t groups() const { return (blocks + together() - 1) / together(); }
};

// The largest value under the window; what lies outside counts for nothing.
struct MaxPool {
  Window window;
  const float* x;
  float* y;
};

struct Excitation {
  int64_t pictures, blocks, squeezed;
  const float* weight1;  // (squeezed, blocks * 16)
  const float* bias1;    // (squeezed)
  const float* weight2;  // (squeezed, blocks * 16)
  const float* bias2;    // (blocks * 16)
  float* y;              // (pictures, blocks, 16): means first, then scales
  Activation activation, gate;
};

// The kernels, for processors of level 3 (AVX2, FMA) and 4 (AVX-512) of x86-64. A task is one of those that the call is split into; scratch
// belongs to the thread.
#define MIEN_KERNELS(level)                                                        \
  void convolve_v##level(const Convolution&, size_t task, float* scratch);         \
  void convolve_depthwise_v##level(const Depthwise&, size_t task, float* scratch); \
  void pool_v##level(const MaxPool&, size_t block);                                \
  void mean_v##level(const float* x, int64_t places, float* y); /* of one block */ \
  void excite_v##level(const Excitation&, size_t picture, float* scratch);

MIEN_KERNELS(3)
MIEN_KERNELS(4)

}  // namespace mien::operators
