#include "haar_file.h"

#include <stdexcept>
#include <string>

namespace mien::haar {
namespace {

// The search takes sums by the four. Beyond is no real cascade; the largest of OpenCV has windows of 60 pixels.
constexpr int kLeastPixels = 8, kMostPixels = 1000;

// As in OpenCV, which lowers the threshold of each stage a little.
constexpr float kTolerance = 1e-5f;

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("a cascade with ") + what);
}

Feature read_feature(const cv::FileNode& node, const Cascade& cascade) {
  const cv::FileNode areas = node["rects"];
  require(areas.isSeq() && areas.size() >= 1 && areas.size() <= kAreas, "a feature of no area or of more than three");
  const bool tilted = !node["tilted"].empty() && int(node["tilted"]) != 0;
  Feature feature{};
  for (int i = 0; i < static_cast<int>(areas.size()); i++) {
    const cv::FileNode area = areas[i];
    require(area.isSeq() && area.size() == 5, "an area that is not x, y, width, height and weight");
    const auto [x, y, width, height] = feature.areas[i] = {int(area[0]), int(area[1]), int(area[2]), int(area[3])};
    require(x >= 0 && y >= 0 && x < cascade.width && y < cascade.height, "an area outside of its window");
    require(width >= 0 && height >= 0 && width <= cascade.width - x && height <= cascade.height - y, "an area outside of its window");
    require(!tilted || (height <= x && width + height <= cascade.height - y), "a tilted area outside of its window");
    feature.weights[i] = static_cast<float>(area[4]);
  }
  return feature;
}

// Numbers of a node: less, more, feature, and a threshold or the 256 bits of a set.
constexpr int kHaarNode = 4, kPatternNode = 3 + 256 / 32;

struct Node {
  int less, more;  // the number of a further node, or minus the number of a leaf
  Question question;
};

// Every way through the nodes goes forward, so that it ends at a leaf. size: how many numbers are a node.
std::vector<Node> read_nodes(const cv::FileNode& numbers, size_t size, size_t leaves, size_t features) {
  require(numbers.isSeq() && numbers.size() % size == 0 && leaves == numbers.size() / size + 1, "a tree that lacks nodes or leaves");
  std::vector<Node> nodes;
  const int count = static_cast<int>(leaves) - 1;
  for (auto number = numbers.begin(); static_cast<int>(nodes.size()) < count; number += static_cast<int>(size) - kHaarNode) {
    Node node;
    number >> node.less >> node.more >> node.question.feature >> node.question.threshold;
    for (const int way : {node.less, node.more}) {
      require(way > 0 ? way > static_cast<int>(nodes.size()) && way < count : way >= -count, "a tree whose branches lead nowhere");
    }
    require(node.question.feature >= 0 && static_cast<size_t>(node.question.feature) < features, "a tree that asks for no feature");
    nodes.push_back(node);
  }
  return nodes;
}

// Trees of up to two nodes, in the forms that OpenCV writes.
std::optional<Tree> to_tree(const std::vector<Node>& nodes, const std::vector<float>& leaves) {
  const Node& first = nodes[0];
  if (nodes.size() == 1) {
    if (first.less != 0 || first.more != -1) return std::nullopt;
    return Tree{first.question, first.question, false, false, 0, leaves[0], leaves[1]};
  }
  const bool outer_if_less = first.less <= 0;
  if (nodes.size() != 2 || outer_if_less == (first.more <= 0)) return std::nullopt;
  const Node& second = nodes[1];
  return Tree{first.question, second.question, true, outer_if_less, leaves[-(outer_if_less ? first.less : first.more)],
              leaves[-second.less], leaves[-second.more]};
}

// Whether all of its trees are such.
bool read_stage(const cv::FileNode& node, size_t node_size, size_t features, Cascade& cascade) {
  const cv::FileNode trees = node["weakClassifiers"];
  require(trees.isSeq() && trees.size() > 0 && node["stageThreshold"].isReal(), "a stage without trees or threshold");
  Stage stage{static_cast<int32_t>(cascade.trees.size()), 0, static_cast<float>(node["stageThreshold"]) - kTolerance};
  bool all = true;
  for (const cv::FileNode tree : trees) {
    std::vector<float> leaves;
    tree["leafValues"] >> leaves;
    const auto nodes = read_nodes(tree["internalNodes"], node_size, leaves.size(), features);
    const auto known = to_tree(nodes, leaves);
    all &= known.has_value();
    if (known) cascade.trees.push_back(*known);
  }
  stage.end = static_cast<int32_t>(cascade.trees.size());
  cascade.stages.push_back(stage);
  return all;
}

// A local binary pattern compares nine blocks of this size.
void check_pattern(const cv::FileNode& node, const Cascade& cascade) {
  const cv::FileNode block = node["rect"];
  require(block.isSeq() && block.size() == 4, "a pattern that is not x, y, width and height");
  const int x = block[0], y = block[1], width = block[2], height = block[3];
  require(x >= 0 && y >= 0 && x < cascade.width && y < cascade.height, "a pattern outside of its window");
  require(width >= 0 && height >= 0 && width <= (cascade.width - x) / 3 && height <= (cascade.height - y) / 3, "a pattern outside of its window");
}

}  // namespace

std::optional<Cascade> read_cascade(const cv::FileNode& root) {
  if (!root.isMap() || root["stageType"].string() != "BOOST") return std::nullopt;
  const bool haar = root["featureType"].string() == "HAAR";
  if (!haar && root["featureType"].string() != "LBP") return std::nullopt;
  Cascade cascade{root["width"], root["height"], {}, {}, {}};
  require(cascade.width > 0 && cascade.height > 0 && cascade.width <= kMostPixels && cascade.height <= kMostPixels, "a window that is empty or too large");
  require(int(root["featureParams"]["maxCatCount"]) == (haar ? 0 : 256), "another number of categories than its features have");
  bool known = haar && cascade.width >= kLeastPixels && cascade.height >= kLeastPixels;
  const cv::FileNode features = root["features"], stages = root["stages"];
  require(features.isSeq() && stages.isSeq() && features.size() > 0 && stages.size() > 0, "no features or no stages");
  for (const cv::FileNode feature : features) {
    if (haar) {
      cascade.features.push_back(read_feature(feature, cascade));
      known &= feature["tilted"].empty() || int(feature["tilted"]) == 0;
    } else {
      check_pattern(feature, cascade);
    }
  }
  for (const cv::FileNode stage : stages) known &= read_stage(stage, haar ? kHaarNode : kPatternNode, features.size(), cascade);
  return known ? std::optional(std::move(cascade)) : std::nullopt;
}

}  // namespace mien::haar
