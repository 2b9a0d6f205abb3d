#!/usr/bin/env python3
"""Predicts the expression of one picture with PyTorch, from the start of the process to the printed answer."""
import argparse

import torch
from PIL import Image

from common import build_model, evaluation_transform, use_all_cores


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture")
    parser.add_argument("--weights")
    parser.add_argument("--classes", type=int, default=8)
    parser.add_argument("--size", type=int, default=96)
    options = parser.parse_args()
    use_all_cores()
    model = build_model(options.classes, options.weights).eval()
    picture = evaluation_transform(options.size)(Image.open(options.picture).convert("RGB"))
    probabilities = model(picture[None]).softmax(1)[0]
    print(options.picture, int(probabilities.argmax()), [round(value, 4) for value in probabilities.tolist()])


if __name__ == "__main__":
    main()
