"""The architectures as torchvision has them, and those of the field's affect projects in its terms; weights and pictures by the formula."""
import torch
import torchvision
from torch import nn

import numpy as np

import keras_nets

models = torchvision.models


class TNet(nn.Module):
    """Four small stages; the pooled maps of the first two join the third's before the last; one branch each for classes and regression."""

    def __init__(self):
        super().__init__()
        widths = [(3, 4), (4, 8), (8, 16), (16 + 8 + 4, 32)]
        for i, (inputs, outputs) in enumerate(widths, 1):
            setattr(self, f"stage{i}", nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True), nn.MaxPool2d(2)))
        self.classification, self.regression = self.branch(8), self.branch(2)

    @staticmethod
    def branch(outputs):
        return nn.Sequential(nn.Linear(800, 256), nn.BatchNorm1d(256), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(256, outputs))

    def forward(self, x):
        pool = nn.functional.avg_pool2d
        one = self.stage1(x)
        two = self.stage2(one)
        three = self.stage3(two)
        x = self.stage4(torch.cat([three, pool(two, 2), pool(pool(one, 2), 2)], 1))
        x = nn.functional.adaptive_avg_pool2d(x, 5).flatten(1)
        return torch.cat([self.classification(x), self.regression(x)], 1)


class Affect(nn.Module):
    """A backbone with two heads side by side: 8 expressions, then arousal and valence."""

    def __init__(self, features, head, flat=True):
        super().__init__()
        self.model, self.flat = features, flat
        self.classification, self.regression = head(8), head(2)

    def forward(self, x):
        x = nn.functional.adaptive_avg_pool2d(self.model(x), 1)
        x = x.flatten(1) if self.flat else x
        return torch.cat([self.classification(x).flatten(1), self.regression(x).flatten(1)], 1)


def affect_efficientnet():
    return Affect(models.efficientnet_b0().features, lambda n: nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, n)))


def affect_mobilenet():
    head = lambda n: nn.Sequential(nn.Linear(576, 1024), nn.Hardswish(inplace=True), nn.Dropout(0.2), nn.Linear(1024, n))
    return Affect(models.mobilenet_v3_small().features, head)


def affect_squeezenet():
    head = lambda n: nn.Sequential(
        nn.Dropout(0.5), nn.Conv2d(512, n, 1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1))
    return Affect(models.squeezenet1_1().features, head, flat=False)


CONSTRUCTORS = {
    "googlenet": lambda: models.googlenet(aux_logits=False, init_weights=False),
    "googlenet_aux": lambda: models.googlenet(aux_logits=True, init_weights=False),
    "googlenet_transform_input": lambda: models.googlenet(aux_logits=False, transform_input=True, init_weights=False),
    "inception_v3": lambda: models.inception_v3(init_weights=False),
    "inception_v3_noaux": lambda: models.inception_v3(aux_logits=False, init_weights=False),
    "inception_v3_transform_input": lambda: models.inception_v3(transform_input=True, init_weights=False),
    "vit_h_14_518": lambda: models.vit_h_14(image_size=518),
    "talha_net": TNet,
    "affect_efficientnet": affect_efficientnet,
    "affect_mobilenet": affect_mobilenet,
    "affect_squeezenet": affect_squeezenet,
    **keras_nets.CONSTRUCTORS,
}

NAMES = [
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "squeezenet1_0", "squeezenet1_1",
    "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", *(f"efficientnet_b{i}" for i in range(8)),
    "efficientnet_v2_s", "efficientnet_v2_m", "efficientnet_v2_l", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn",
    "vgg19", "vgg19_bn", "densenet121", "densenet161", "densenet169", "densenet201", "convnext_tiny", "convnext_small",
    "regnet_y_400mf", "regnet_y_800mf", "shufflenet_v2_x1_0", "vit_b_16", "vit_h_14", "swin_t", *CONSTRUCTORS]


def build(name):
    return CONSTRUCTORS[name]() if name in CONSTRUCTORS else getattr(models, name)()


# What the weight formula of tests/golden/models/FORMULA.md says, in numpy.

def mix(h):
    h = h ^ (h >> np.uint32(16))
    h = h * np.uint32(0x85EBCA6B)
    h = h ^ (h >> np.uint32(13))
    h = h * np.uint32(0xC2B2AE35)
    return h ^ (h >> np.uint32(16))


def hashes(k, count):
    salt = mix(np.array([(k + 0x7F4A7C15) & 0xFFFFFFFF], np.uint32))
    return mix(mix(np.arange(count, dtype=np.uint32) + np.uint32(0x9E3779B9)) ^ salt)


def symmetric(k, count):
    return ((hashes(k, count) >> np.uint32(8)).astype(np.int32) - 8388608).astype(np.float32) * np.float32(2.0 ** -23)


def formula_value(name, shape, k, gain):
    u = symmetric(k, int(np.prod(shape)))
    if name.endswith("running_mean"):
        u = u * np.float32(0.125)
    elif name.endswith("running_var"):
        u = np.float32(1) + np.abs(u) * np.float32(0.5)
    elif name.endswith("weight") and len(shape) >= 2:
        u = u * np.float32(gain * np.sqrt(6.0 / float(np.prod(shape[1:]))))
    elif name.endswith("weight"):
        u = np.float32(1) + u * np.float32(0.125)
    else:
        u = u * np.float32(0.0625)
    return u.reshape(shape)


def numbered(model):
    """(k, name, tensor) of every tensor that the formula fills."""
    state = [(name, t) for name, t in model.state_dict().items() if t.is_floating_point() and not name.endswith("num_batches_tracked")]
    return [(k, name, t) for k, (name, t) in enumerate(state)]


def fill(model, gain):
    with torch.no_grad():
        for k, name, tensor in numbered(model):
            tensor.copy_(torch.from_numpy(formula_value(name, tuple(tensor.shape), k, gain)))
    return model


def pictures(shape):
    values = (hashes(0x00100000, int(np.prod(shape))) >> np.uint32(8)).astype(np.float32) * np.float32(2.0 ** -24)
    return torch.from_numpy(values.reshape(shape))
