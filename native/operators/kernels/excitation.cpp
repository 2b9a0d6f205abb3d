#include "vector.h"

namespace mien::operators {
namespace {

float sum(Vector values) {
  float result = 0;
  for (int i = 0; i < kLanes; i++) result += values[i];
  return result;
}

float dot(const float* first, const float* second, int64_t count) {
  Vector sums{};
  for (int64_t i = 0; i < count; i += kLanes) sums += load(first + i) * load(second + i);
  return sum(sums);
}

void activate_block(Activation activation, float* values) {
  Vector vectors[kParts];
  for (int i = 0; i < kParts; i++) vectors[i] = load(values + i * kLanes);
  activate_all(activation, vectors);
  for (int i = 0; i < kParts; i++) store(values + i * kLanes, vectors[i]);
}

}  // namespace

void MIEN_NAME(mean)(const float* x, int64_t places, float* y) {
  constexpr int kChains = 4;  // sums that do not wait for each other
  for (int part = 0; part < kParts; part++) {
    Vector sums[kChains] = {};
    const float* from = x + part * kLanes;
    int64_t place = 0;
    for (; place + kChains <= places; place += kChains) {
      for (int i = 0; i < kChains; i++) sums[i] += load(from + (place + i) * kBlock);
    }
    for (; place < places; place++) sums[0] += load(from + place * kBlock);
    store(y + part * kLanes, ((sums[0] + sums[1]) + (sums[2] + sums[3])) * (1.0f / static_cast<float>(places)));
  }
}

void MIEN_NAME(excite)(const Excitation& call, size_t picture, float* scratch) {
  const int64_t channels = call.blocks * kBlock;
  float* y = call.y + static_cast<int64_t>(picture) * channels;
  for (int64_t i = 0; i < call.squeezed; i++) scratch[i] = call.bias1[i] + dot(call.weight1 + i * channels, y, channels);
  for (int64_t i = call.squeezed; i < blocks_of(call.squeezed) * kBlock; i++) scratch[i] = 0;
  for (int64_t i = 0; i < call.squeezed; i += kBlock) activate_block(call.activation, scratch + i);
  for (int64_t channel = 0; channel < channels; channel += kLanes) {
    Vector sums = load(call.bias2 + channel);
    for (int64_t i = 0; i < call.squeezed; i++) sums += scratch[i] * load(call.weight2 + i * channels + channel);
    store(y + channel, sums);
  }
  for (int64_t channel = 0; channel < channels; channel += kBlock) activate_block(call.gate, y + channel);
}

}  // namespace mien::operators
