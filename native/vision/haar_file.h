// Reads cascades of Haar features from OpenCV's files.
#pragma once
#include <opencv2/core/persistence.hpp>
#include <optional>

#include "haar.h"

namespace mien::haar {

// The cascade in the first node of a file; none where only OpenCV can search with it: other features, tilted ones and larger trees.
// Throws where a number in the file points nowhere, which OpenCV does not check.
std::optional<Cascade> read_cascade(const cv::FileNode& root);

}  // namespace mien::haar
