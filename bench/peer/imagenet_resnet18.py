#!/usr/bin/env python3
"""Makes a file of ImageNet weights for resnet18 out of a public package, for machines that cannot fetch torchvision's.

  imagenet_resnet18.py ResNet18.onnx OUT.safetensors

ResNet18.onnx lies in tools/DnnImageModels of the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 (version 0.23.1, MIT). It is a ResNet of basic blocks,
2-2-2-3, for pictures as blue, green, red in 0..255 less a mean. The last block has no counterpart in ResNet-18 and is left out; the first convolution is turned
into one for torchvision's order and scale of colours, so that `normalize: imagenet` fits. The classifier is all zeros: it is there to be replaced.
Needs python3-onnx.
"""
import json
import struct
import sys

import numpy
import onnx
from onnx import numpy_helper

BLOCKS = {1: 2, 2: 2, 3: 2, 4: 3}
MEAN_OF_255 = numpy.array([123.68, 116.779, 103.939])
MEAN, DEVIATION = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])


class Walk:
    """Goes from the output of the graph towards its input and names what it meets as torchvision does."""

    def __init__(self, graph):
        self.values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
        self.maker = {output: node for node in graph.node for output in node.output}
        self.weights = {}

    def convolution(self, output, name, norm):
        """Takes the convolution and the batch norm that make this value; gives the value that went in."""
        node = self.maker[output]
        for part, value in zip(("weight", "bias", "running_mean", "running_var"), node.input[1:]):
            self.weights[f"{norm}.{part}"] = self.values[value]
        node = self.maker[node.input[0]]
        self.weights[f"{name}.weight"] = self.values[node.input[1]]
        return node.input[0]

    def block(self, output, name, shortens):
        main, shortcut = self.maker[self.maker[output].input[0]].input
        middle = self.convolution(main, f"{name}.conv2", f"{name}.bn2")
        start = self.convolution(self.maker[middle].input[0], f"{name}.conv1", f"{name}.bn1")
        if shortens:
            self.convolution(shortcut, f"{name}.downsample.0", f"{name}.downsample.1")
        return start

    def all(self, output):
        output = self.maker[output].input[0]
        for layer in reversed(BLOCKS):
            for block in reversed(range(BLOCKS[layer])):
                output = self.block(output, f"layer{layer}.{block}", layer > 1 and block == 0)
        pooled = self.maker[output].input[0]
        self.convolution(self.maker[pooled].input[0], "conv1", "bn1")
        return {name: value for name, value in self.weights.items() if not name.startswith("layer4.2.")}


def to_torchvision(weights):
    kernel = weights["conv1.weight"][:, ::-1].astype(numpy.float64)
    weights["conv1.weight"] = kernel * (255 * DEVIATION)[:, None, None]
    weights["bn1.running_mean"] = weights["bn1.running_mean"] - (kernel * (255 * MEAN - MEAN_OF_255)[:, None, None]).sum((1, 2, 3))
    weights["fc.weight"], weights["fc.bias"] = numpy.zeros((1000, 512)), numpy.zeros(1000)
    return {name: numpy.ascontiguousarray(value, numpy.float32) for name, value in sorted(weights.items())}


def write(weights, path):
    header, start = {}, 0
    for name, value in weights.items():
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [start, start + value.nbytes]}
        start += value.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in weights.values()))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    graph = onnx.load(sys.argv[1]).graph
    write(to_torchvision(Walk(graph).all(graph.output[0].name)), sys.argv[2])
