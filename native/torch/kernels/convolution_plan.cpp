#include "convolution_plan.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>

namespace mien::convolution {
namespace {

constexpr int64_t part_bytes = 1 << 20;  // half of the second-level cache of the processors that have the unit
constexpr int64_t small_result_bytes = 1 << 18;
constexpr int64_t most_groups = 16;
constexpr size_t most_plans = 512;

// The input positions that meet anything; the meetings are renumbered to count only those.
std::vector<int32_t> compress(std::vector<Meeting>& all, int64_t in_positions) {
  std::vector<int32_t> number(in_positions, -1), used;
  for (const auto& m : all) number[m.in] = 0;
  for (size_t p = 0; p < number.size(); p++) {
    if (number[p] < 0) continue;
    number[p] = int32_t(used.size());
    used.push_back(int32_t(p));
  }
  for (auto& m : all) m.in = number[m.in];
  return used;
}

template <class Group, class Term>
Sums sums_of(const std::vector<Meeting>& all, int64_t groups, Group group_of, Term term_of) {
  Sums sums{std::vector<int32_t>(groups + 1), std::vector<amx::Term>(all.size())};
  for (const auto& m : all) sums.first[group_of(m) + 1]++;
  std::partial_sum(sums.first.begin(), sums.first.end(), sums.first.begin());
  std::vector<int32_t> next(sums.first);
  for (const auto& m : all) sums.terms[next[group_of(m)]++] = term_of(m);
  return sums;
}

// Windows stand for (input row, output column); a tap is then a row of taps.
std::vector<Meeting> make_windows(const Shape& s, GradientPlan& plan) {
  for (int64_t y = 0; y < s.in_height; y++) {
    for (int64_t ox = 0; ox < s.out_width(); ox++) {
      const int64_t x = ox * s.stride_x - s.pad_x;
      plan.offsets.push_back(int32_t((y * s.in_width + x) * s.in));
      plan.skip.push_back(int8_t(std::clamp<int64_t>(-x, 0, s.width) * s.in));
      plan.stop.push_back(int8_t(std::clamp<int64_t>(s.in_width - x, 0, s.width) * s.in));
    }
  }
  std::vector<Meeting> all;
  for (int64_t out = 0; out < s.out_positions(); out++) {
    for (int64_t tap = 0; tap < s.height; tap++) {
      const int64_t y = out / s.out_width() * s.stride_y + tap - s.pad_y;
      if (y >= 0 && y < s.in_height) all.push_back({int32_t(out), int32_t(y * s.out_width() + out % s.out_width()), int32_t(tap)});
    }
  }
  return all;
}

// Meetings of output positions [first, last), which come in this order.
Part part_of(int64_t taps, std::vector<Meeting> all, int64_t first, int64_t last, int64_t inputs) {
  all.erase(std::remove_if(all.begin(), all.end(), [&](const Meeting& m) { return m.out < first || m.out >= last; }), all.end());
  Part part{int32_t(first), int32_t(last), compress(all, inputs), {}};
  part.sums = sums_of(
      all, taps, [](const Meeting& m) { return m.tap; }, [&](const Meeting& m) { return amx::Term{int32_t(m.out - first), m.in}; });
  return part;
}

GradientPlan gradient_plan(const Shape& s, std::vector<Meeting> all) {
  GradientPlan plan{s.taps(), s.in, {}, {}, {}, {}, 0, 0};
  if (fits_windows(s)) {
    all = make_windows(s, plan);
    plan.taps = s.height;
    plan.channels = amx::block;
  }
  const int64_t inputs = plan.windows() ? int64_t(plan.offsets.size()) : s.in_positions();
  const int64_t pictures = (s.count + amx::block - 1) / amx::block * amx::block;
  const int64_t inputs_per_output = (inputs + s.out_positions() - 1) / s.out_positions();
  const int64_t position_bytes = pictures * (s.out + inputs_per_output * plan.channels) * int64_t(sizeof(amx::bf16));
  const int64_t positions = std::clamp<int64_t>(part_bytes / position_bytes, 1, s.out_positions());
  const int64_t result_bytes = s.out * plan.taps * plan.channels * int64_t(sizeof(float));
  const int64_t parts = (s.out_positions() + positions - 1) / positions;
  plan.groups.resize(result_bytes <= small_result_bytes ? std::min(parts, most_groups) : 1);
  for (int64_t i = 0; i < parts; i++) {
    const int64_t first = i * positions, last = std::min(first + positions, s.out_positions());
    Part part = part_of(plan.taps, all, first, last, inputs);
    plan.most_inputs = std::max(plan.most_inputs, int64_t(part.inputs.size()));
    plan.most_outputs = std::max(plan.most_outputs, last - first);
    plan.groups[i * int64_t(plan.groups.size()) / parts].push_back(std::move(part));
  }
  return plan;
}

}  // namespace

std::vector<Meeting> meetings(const Shape& s) {
  std::vector<Meeting> all;
  for (int64_t out = 0; out < s.out_positions(); out++) {
    for (int64_t tap = 0; tap < s.taps(); tap++) {
      const int64_t y = out / s.out_width() * s.stride_y + tap / s.width - s.pad_y;
      const int64_t x = out % s.out_width() * s.stride_x + tap % s.width - s.pad_x;
      if (y < 0 || x < 0 || y >= s.in_height || x >= s.in_width) continue;
      all.push_back({int32_t(out), int32_t(y * s.in_width + x), int32_t(tap)});
    }
  }
  return all;
}

Plan::Plan(const Shape& s) : shape(s), out_positions(s.out_positions()) {
  std::iota(out_positions.begin(), out_positions.end(), 0);
  auto all = meetings(s);
  backward = sums_of(all, s.in_positions(), [](const Meeting& m) { return m.in; }, [](const Meeting& m) { return amx::Term{m.out, m.tap}; });
  gradient = gradient_plan(s, all);
  in_positions = compress(all, s.in_positions());
  forward = sums_of(all, s.out_positions(), [](const Meeting& m) { return m.out; }, [](const Meeting& m) { return amx::Term{m.in, m.tap}; });
}

std::shared_ptr<const Plan> Plan::of(const Shape& shape) {
  static std::mutex mutex;
  static std::map<decltype(shape.key()), std::shared_ptr<const Plan>> plans;
  const std::lock_guard lock(mutex);
  if (plans.size() >= most_plans) plans.clear();
  auto& plan = plans[shape.key()];
  if (!plan) plan = std::make_shared<const Plan>(shape);
  return plan;
}

}  // namespace mien::convolution
