#include <algorithm>
#include <utility>

#include "haar_windows.h"

namespace mien::haar {
namespace {

// How sums lie in memory. With a step of 2, even columns come before odd ones, so that neighbouring windows are neighbours there, too.
struct Layout {
  int32_t row, run, column, step;

  int32_t at(int32_t x, int32_t y) const { return y * row + x % step * run + x / step * column; }

  void corners(const Area& area, int32_t* result) const {
    result[0] = at(area.x, area.y);
    result[1] = at(area.x + area.width, area.y);
    result[2] = at(area.x, area.y + area.height);
    result[3] = at(area.x + area.width, area.y + area.height);
  }

  PlacedFeature place(const Feature& feature) const {
    PlacedFeature placed;
    for (int i = 0; i < kAreas; i++) {
      corners(feature.areas[i], placed.corners[i]);
      placed.weights[i] = feature.weights[i];
    }
    return placed;
  }
};

void place_trees(const Cascade& cascade, const Layout& layout, std::vector<PlacedTree>& trees) {
  trees.clear();
  for (const Tree& tree : cascade.trees) {
    trees.push_back({layout.place(cascade.features[tree.first.feature]), layout.place(cascade.features[tree.second.feature]), tree.first.threshold,
                     tree.second.threshold, tree.has_second, tree.outer_if_less, tree.outer, tree.less, tree.more});
  }
}

template <int kStep>
void sum_row(const uint8_t* pixels, int32_t width, int32_t stride, int32_t* sums, int32_t* squares) {
  uint32_t sum = 0, square = 0;
  for (int32_t x = 0; x <= width; x++) {
    const int32_t at = kStep == 1 ? x : (x & 1) * (stride / 2) + (x >> 1);
    sums[at] = static_cast<int32_t>(sum + static_cast<uint32_t>(sums[at - stride]));
    squares[at] = static_cast<int32_t>(square + static_cast<uint32_t>(squares[at - stride]));
    const uint32_t pixel = x < width ? pixels[x] : 0;
    sum += pixel;
    square += pixel * pixel;
  }
}

}  // namespace

// Most windows fail early and lie side by side, so the first stages look at rows of neighbours. What passes is brought together from
// wherever it lies, eight at a time, and again after about 90 and 200 trees, so that few of the eight places are idle.
Scanner::Scanner(const Cascade& cascade) : cascade_(cascade) {
  const auto count = static_cast<int32_t>(cascade.stages.size());
  for (int32_t trees : {25, 90, 200}) {
    int32_t stage = 1;
    while (stage < count && cascade.stages[stage - 1].end < trees) stage++;
    if (groups_.empty() || stage > groups_.back()) groups_.push_back(stage);
  }
  if (groups_.back() < count) groups_.push_back(count);
  waiting_.resize(groups_.size());
}

Scanner::~Scanner() = default;

// Puts the trees where rows of so many sums lie; the next, smaller size of a picture takes the same places.
void Scanner::place(int32_t width, int32_t step) {
  if (width <= stride_ && step == step_) return;
  // An odd number of half cache lines, so that the rows of a window do not compete for the same places of the cache.
  const int32_t stride = (width + 31) / 32 * 32 + 16, columns = cascade_.width / step + 1;
  place_trees(cascade_, {stride, stride / 2, 1, step}, trees_);
  place_trees(cascade_, {columns * step * kLanes, columns * kLanes, kLanes, step}, patch_trees_);
  patch_.resize(static_cast<size_t>(cascade_.height + 1) * columns * step * kLanes);
  stride_ = stride;
  step_ = step;
}

void Scanner::sum(const uint8_t* pixels, int32_t width, int32_t height) {
  const size_t size = static_cast<size_t>(height + 1) * stride_ + 2 * kLanes;  // the last windows' neighbours are read, too
  sums_.resize(std::max(sums_.size(), size));
  squares_.resize(std::max(squares_.size(), size));
  std::fill_n(sums_.begin(), stride_, 0);
  std::fill_n(squares_.begin(), stride_, 0);
  for (int32_t y = 0; y < height; y++, pixels += width) {
    const size_t at = static_cast<size_t>(y + 1) * stride_;
    (step_ == 1 ? sum_row<1> : sum_row<2>)(pixels, width, stride_, &sums_[at], &squares_[at]);
  }
}

// Asks the groups of stages after the first, as long as at least so many windows wait for one.
void Scanner::drain(size_t least) {
  const Patch patch{patch_.data(), cascade_.height + 1, step_, cascade_.width / step_ + 1, stride_};
  for (size_t group = 0; group + 1 < groups_.size(); group++) {
    const Plan plan{patch_trees_.data(), cascade_.stages.data(), groups_[group], groups_[group + 1], {}};
    std::vector<Window>& waiting = waiting_[group];
    size_t taken = 0;
    while (waiting.size() - taken >= least) {
      const size_t count = std::min<size_t>(kLanes, waiting.size() - taken);
      test_together(plan, patch, &waiting[taken], static_cast<int32_t>(count), waiting_[group + 1]);
      taken += count;
    }
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<ptrdiff_t>(taken));
  }
}

void Scanner::scan(const uint8_t* pixels, int32_t width, int32_t height, int32_t step, int32_t rows, std::vector<Place>& found) {
  place(width + 1, step);
  sum(pixels, width, height);
  for (auto& windows : waiting_) windows.clear();
  const Area inner{1, 1, cascade_.width - 2, cascade_.height - 2};
  Plan plan{trees_.data(), cascade_.stages.data(), 0, groups_[0], {{}, static_cast<double>(inner.width) * inner.height}};
  Layout{stride_, stride_ / 2, 1, step}.corners(inner, plan.inner.corners);
  const int32_t columns = (width - cascade_.width) / step + 1;
  for (int32_t y = 0; y < rows; y += step) {
    const size_t at = static_cast<size_t>(y) * stride_;
    scan_row(plan, {&sums_[at], &squares_[at]}, columns, y / step, waiting_[0]);
    drain(kLanes);
  }
  drain(1);
  const auto before = static_cast<ptrdiff_t>(found.size());
  for (const Window& window : waiting_.back()) found.push_back(window.place);
  std::sort(found.begin() + before, found.end(), [](Place a, Place b) { return std::pair(a.row, a.column) < std::pair(b.row, b.column); });
}

}  // namespace mien::haar
