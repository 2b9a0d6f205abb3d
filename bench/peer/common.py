"""What the peer scripts share. They are written as a user of PyTorch would write them; nothing here is tuned or slowed down."""
import json
import os
import time

import torch
from torch import nn
from torchvision import models, transforms

IMAGE_EXTENSIONS = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
NORMALIZE = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


def use_all_cores(threads=0):
    """Debian's PyTorch starts with one thread; every other build uses all cores, so this only makes them equal."""
    torch.set_num_threads(threads or len(os.sched_getaffinity(0)))


def build_model(class_count, weights=None, name="resnet18"):
    model = getattr(models, name)(num_classes=class_count)
    if weights:
        model.load_state_dict(torch.load(weights, map_location="cpu"))
    return model


def evaluation_transform(size):
    return transforms.Compose([transforms.Resize((size, size)), transforms.ToTensor(), NORMALIZE])


class Clock:
    def __init__(self):
        self.start = time.perf_counter()

    def seconds(self):
        return time.perf_counter() - self.start


def report(**values):
    """One JSON object on the last line of standard output: what bench/run reads."""
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), **values}), flush=True)
