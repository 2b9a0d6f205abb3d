"""The nets of Keras users in torch's terms, written from the layer tables of Keras: "same" borders, epsilon, and H, W, C order are spelled out."""
import torch
from torch import nn
from torch.nn.functional import pad


class Same(nn.Conv2d):
    """A convolution with TensorFlow's "same" border."""

    def forward(self, x):
        borders = []
        for size in (x.shape[3], x.shape[2]):
            total = max((-(-size // self.stride[0]) - 1) * self.stride[0] + self.kernel_size[0] - size, 0)
            borders += [total // 2, total - total // 2]
        return super().forward(pad(x, borders))


class Flatten(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


class Average(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


class Block(nn.Module):
    """Registered in the order of Keras' weights; `large` is 1x1, 3x3, 1x1, the other two 3x3 with a ReLU before the sum."""

    def __init__(self, inputs, width, stride, large, norm):
        super().__init__()
        outputs = width * 4 if large else width
        projects = stride > 1 or inputs != outputs
        shortcut = nn.Conv2d(inputs, outputs, 1, stride) if projects else None
        if large:
            convs = [nn.Conv2d(inputs, width, 1, stride), Same(width, width, 3), nn.Conv2d(width, outputs, 1)]
        else:
            convs = [Same(inputs, width, 3, stride), Same(width, width, 3)]
        self.depth, self.large, self.projects = len(convs), large, projects
        for i, conv in enumerate(convs, 1):
            self.add_module(f"{i}_conv", conv)
            last = large and i == len(convs)
            if last and projects:
                self.add_module("0_conv", shortcut)
            self.add_module(f"{i}_bn", norm(conv.out_channels))
            if not last:
                self.add_module(f"{i}_relu", nn.ReLU())
        if projects:
            if not large:
                self.add_module("0_conv", shortcut)
            self.add_module("0_bn", norm(outputs))
        self.out = nn.ReLU()

    def forward(self, x):
        get = self.get_submodule
        y = x
        for i in range(1, self.depth + 1):
            y = get(f"{i}_bn")(get(f"{i}_conv")(y))
            if not (self.large and i == self.depth):
                y = get(f"{i}_relu")(y)
        return self.out(y + (get("0_bn")(get("0_conv")(x)) if self.projects else x))


def resnet(counts, large, padded=False, first_stride=None, eps=1e-3, units=1000):
    norm = lambda n: nn.BatchNorm2d(n, eps=eps, momentum=0.01)
    net = nn.Sequential()
    net.add_module("conv1_conv", nn.Conv2d(3, 64, 7, 2, padding=3 if padded else 0))
    net.add_module("conv1_bn", norm(64))
    net.add_module("conv1_relu", nn.ReLU())
    net.add_module("pool1_pool", nn.MaxPool2d(3, 2, padding=1 if padded else 0))
    channels = 64
    for stage, count in enumerate(counts):
        blocks = nn.Sequential()
        for i in range(count):
            stride = 1 if i > 0 else 2 if stage > 0 else first_stride or (2 if large else 1)
            blocks.add_module(f"block{i + 1}", Block(channels, 64 << stage, stride, large, norm))
            channels = (64 << stage) * (4 if large else 1)
        net.add_module(f"conv{stage + 2}", blocks)
    net.add_module("avg_pool", Average())
    net.add_module("predictions", nn.Linear(channels, units))
    return net


def fercnn(number):
    """48 x 48 grey pictures, 7 classes."""
    norm = lambda n: nn.BatchNorm2d(n, eps=1e-3, momentum=0.01)
    net, counts = nn.Sequential(), {}

    def add(kind, module):
        counts[kind] = counts.get(kind, 0) + 1
        net.add_module(f"{kind}{counts[kind]}", module)

    def after(n, rate, rank=2):
        if number in (2, 3):
            add("bn", norm(n) if rank == 2 else nn.BatchNorm1d(n, eps=1e-3, momentum=0.01))
        if number == 3:
            add("dropout", nn.Dropout(rate))

    if number == 4:
        for i, (inputs, outputs) in enumerate([(1, 32), (32, 64), (64, 128), (128, 256)]):
            add("conv", nn.Conv2d(inputs, outputs, 3) if i == 3 else Same(inputs, outputs, 3))
            add("relu", nn.ReLU())
            if i % 2:
                add("bn", norm(outputs))
                add("pool", nn.MaxPool2d(2))
                add("dropout", nn.Dropout(0.25))
        features, hidden = 256 * 11 * 11, 1024
    else:
        for inputs, outputs in [(1, 32), (32, 64)]:
            add("conv", nn.Conv2d(inputs, outputs, 3))
            add("relu", nn.ReLU())
            after(outputs, 0.25)
            add("pool", nn.MaxPool2d(2))
        features, hidden = 64 * 10 * 10, 128
    net.add_module("flatten", Flatten())
    add("dense", nn.Linear(features, hidden))
    add("relu", nn.ReLU())
    if number == 4:
        add("dropout", nn.Dropout(0.5))
    else:
        after(hidden, 0.5, rank=1)
    net.add_module("predictions", nn.Linear(hidden, 7))
    return net


COUNTS = {18: ([2, 2, 2, 2], False), 34: ([3, 4, 6, 3], False), 50: ([3, 4, 6, 3], True), 101: ([3, 4, 23, 3], True), 152: ([3, 8, 36, 3], True)}

CONSTRUCTORS = {
    **{f"keras_resnet{depth}": (lambda depth=depth: resnet(*COUNTS[depth])) for depth in COUNTS},
    "keras_resnet50_imagenet": lambda: resnet([3, 4, 6, 3], True, padded=True, first_stride=1, eps=1.001e-5),
    **{f"fercnn{number}": (lambda number=number: fercnn(number)) for number in (1, 2, 3, 4)},
}
