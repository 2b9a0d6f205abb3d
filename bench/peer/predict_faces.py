#!/usr/bin/env python3
"""Finds the faces of photographs with OpenCV's cascade and predicts them with a ResNet-18 of torchvision, 16 together; writes a CSV."""
import argparse
import csv
import pathlib

import cv2
import torch

from common import IMAGE_EXTENSIONS, NORMALIZE, Clock, build_model, report, use_all_cores

CASCADE = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml"


def faces_of(detector, path, size, min_face):
    picture = cv2.imread(str(path))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    least = int(min(grey.shape) * min_face)
    for x, y, width, height in detector.detectMultiScale(grey, 1.1, 4, minSize=(least, least)):
        margin = int(width * 0.2)
        part = picture[max(0, y - margin):y + height + margin, max(0, x - margin):x + width + margin]
        pixels = cv2.cvtColor(cv2.resize(part, (size, size), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
        yield (x, y, width, height), NORMALIZE(torch.from_numpy(pixels).permute(2, 0, 1).float().div(255))


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", help="a folder of photographs, or one")
    parser.add_argument("--output", required=True)
    parser.add_argument("--classes", type=int, default=8)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--min-face", type=float, default=0.05)
    options = parser.parse_args()
    use_all_cores()
    model = build_model(options.classes).eval()
    detector = cv2.CascadeClassifier(CASCADE)
    path = pathlib.Path(options.path)
    paths = sorted(p for p in path.rglob("*") if p.suffix.lower() in IMAGE_EXTENSIONS) if path.is_dir() else [path]
    clock, count, waiting = Clock(), 0, []
    with open(options.output, "w", newline="") as file:
        rows = csv.writer(file)

        def predict():
            nonlocal count
            if waiting:
                for (name, box, _), values in zip(waiting, model(torch.stack([pixels for _, _, pixels in waiting])).softmax(1).tolist()):
                    rows.writerow([name, *box, *(f"{value:.6f}" for value in values)])
                count += len(waiting)
                waiting.clear()

        for name in paths:
            for box, pixels in faces_of(detector, name, options.size, options.min_face):
                waiting.append((name, box, pixels))
                if len(waiting) == options.batch:
                    predict()
        predict()
    report(pictures=len(paths), faces=count, seconds=clock.seconds())


if __name__ == "__main__":
    main()
