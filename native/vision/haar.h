// Boosted cascades of Haar features (Viola and Jones 2001): what one is, and the windows of a picture that pass it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mien::haar {

constexpr int kAreas = 3;

struct Area {
  int32_t x, y, width, height;
};

// A weighted sum of the pixels in two or three areas of the window; a third weight of 0 means two.
struct Feature {
  Area areas[kAreas];
  float weights[kAreas];
};

// What a tree asks: whether a feature, divided by the window's contrast, is less than a threshold.
struct Question {
  int32_t feature;
  float threshold;
};

// One question whose answers are `less` and `more`; or two, of which the second is asked unless the first gives `outer`.
struct Tree {
  Question first, second;
  bool has_second, outer_if_less;
  float outer, less, more;
};

// Rejects windows whose trees sum up to less than the threshold.
struct Stage {
  int32_t begin, end;  // of its trees
  float threshold;
};

struct Cascade {
  int32_t width, height;  // of the window
  std::vector<Feature> features;
  std::vector<Tree> trees;
  std::vector<Stage> stages;
};

// The upper left corner of a window, in steps.
struct Place {
  int32_t column, row;
};

struct PlacedTree;
struct Window;

// Looks at the windows of one picture after another. Keeps its memory between pictures; one thread at a time.
class Scanner {
 public:
  explicit Scanner(const Cascade& cascade);
  ~Scanner();

  // Appends the windows that pass every stage, row by row. pixels: `height` rows of `width` bytes, no fewer than the window has; step: 1 or
  // 2 pixels between windows; rows: windows begin in as many rows of pixels. The right neighbour of a window that the first
  // stage rejects is not looked at, as in OpenCV.
  void scan(const uint8_t* pixels, int32_t width, int32_t height, int32_t step, int32_t rows, std::vector<Place>& found);

 private:
  void place(int32_t width, int32_t step);
  void sum(const uint8_t* pixels, int32_t width, int32_t height);
  void drain(size_t least);

  const Cascade& cascade_;
  std::vector<int32_t> groups_;                // the last of their stages
  std::vector<std::vector<Window>> waiting_;   // windows that passed each group
  int32_t stride_ = 0, step_ = 0;              // of the sums for which the trees are placed
  std::vector<PlacedTree> trees_, patch_trees_;
  std::vector<int32_t> sums_, squares_, patch_;
};

}  // namespace mien::haar
