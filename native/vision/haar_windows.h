// What the search of a cascade does most: asking its trees of several windows at once.
#pragma once
#include "haar.h"

namespace mien::haar {

// Windows that are asked about at once.
constexpr int kLanes = 8;

// A feature as offsets from the window's first sum: the corners of each area.
struct PlacedFeature {
  int32_t corners[kAreas][4];
  float weights[kAreas];
};

struct PlacedTree {
  PlacedFeature first, second;
  float first_threshold, second_threshold;
  bool has_second, outer_if_less;
  float outer, less, more;
};

// A window, its contrast's inverse and where its sums begin.
struct Window {
  const int32_t* sums;
  float norm;
  Place place;
};

// Sums of a picture's pixels and of their squares, above and left of each pixel; from the window's first sum on.
struct Row {
  const int32_t *sums, *squares;
};

// The inner part of the window, of which the contrast is taken.
struct Inner {
  int32_t corners[4];
  double area;
};

struct Plan {
  const PlacedTree* trees;
  const Stage* stages;
  int32_t begin, end;  // of the stages that are asked
  Inner inner;
};

// The sums of windows, lane by lane: rows of runs of columns, as they lie in memory around each window.
struct Patch {
  int32_t* sums;
  int32_t rows, runs, columns, stride;
};

// Windows of a row, `columns` of them, that pass the stages of the plan from the first on.
void scan_row(const Plan& plan, Row row, int32_t columns, int32_t number, std::vector<Window>& passed);

// Of up to kLanes windows from anywhere, those that pass the stages of the plan; its trees are placed for the patch.
void test_together(const Plan& plan, const Patch& patch, const Window* windows, int32_t count, std::vector<Window>& passed);

}  // namespace mien::haar
