#!/usr/bin/env python3
"""Composes photographs out of portraits: 1 to 6 of them at several sizes on a blurred ground, in a folder of JPEG files.

FOLDER.json beside it says where: for each file a list of x, y and side of its portraits.
"""
import argparse
import json
import pathlib
import random

import cv2
import numpy


def scene(portraits, draw, width, height):
    ground = numpy.array([[[draw.randint(60, 200) for _ in range(3)] for _ in range(7)] for _ in range(5)], numpy.uint8)
    picture = cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC)
    cells = draw.sample([(column, row) for column in range(3) for row in range(2)], draw.randint(1, 6))
    places = []
    for column, row in cells:
        room = min(width // 3, height // 2)
        side = draw.randint(room // 3, room - 10)
        x = column * (width // 3) + draw.randint(0, width // 3 - side)
        y = row * (height // 2) + draw.randint(0, height // 2 - side)
        portrait = cv2.imread(str(draw.choice(portraits)))
        picture[y:y + side, x:x + side] = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
        places.append((x, y, side))
    return picture, places


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portraits")
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--size", type=int, nargs=2, default=[1600, 1200])
    options = parser.parse_args()
    portraits = sorted(pathlib.Path(options.portraits).rglob("*.png"))
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True)
    draw, places = random.Random(1), {}
    for index in range(options.count):
        picture, places[f"{index:04}.jpg"] = scene(portraits, draw, *options.size)
        cv2.imwrite(str(folder / f"{index:04}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 90])
    folder.with_suffix(".json").write_text(json.dumps(places))


if __name__ == "__main__":
    main()
