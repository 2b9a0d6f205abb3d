#!/usr/bin/env python3
"""Predicts the expression of every picture under a folder with PyTorch and writes a CSV: file, class, probabilities."""
import argparse
import csv
import pathlib
import sys

import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

from common import IMAGE_EXTENSIONS, Clock, build_model, evaluation_transform, report, use_all_cores


class Pictures(Dataset):
    def __init__(self, folder, size):
        self.paths = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in IMAGE_EXTENSIONS)
        self.transform = evaluation_transform(size)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return self.transform(Image.open(self.paths[index]).convert("RGB")), str(self.paths[index])


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--weights")
    parser.add_argument("--classes", type=int, default=8)
    parser.add_argument("--output", default="-")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--size", type=int, default=96)
    options = parser.parse_args()
    use_all_cores(options.threads)
    model = build_model(options.classes, options.weights).eval()
    pictures = Pictures(options.folder, options.size)
    loader = DataLoader(pictures, batch_size=options.batch, num_workers=options.workers)
    clock = Clock()
    with (sys.stdout if options.output == "-" else open(options.output, "w", newline="")) as file:
        rows = csv.writer(file)
        for batch, paths in loader:
            probabilities = model(batch).softmax(1)
            for path, values in zip(paths, probabilities.tolist()):
                rows.writerow([path, max(range(len(values)), key=values.__getitem__), *(f"{value:.6f}" for value in values)])
        file.flush()
        seconds = clock.seconds()
        if options.output != "-":
            report(images=len(pictures), seconds=seconds, images_per_second=len(pictures) / seconds)


if __name__ == "__main__":
    main()
