"""Writes the golden of the batch layers: pictures warped by torchvision, and by the rules of Keras' layers.

    /usr/bin/python3 bench/peer/batch_layers.py tests/Mien.Training.Tests/golden/batch_layers.json

torchvision 0.14.1 is called. Keras' RandomRotation, RandomZoom and RandomTranslation are written out here from their documentation and
from that of TensorFlow's ImageProjectiveTransformV3: matrices around the middle, coordinates brought inside by the fill mode, then the
nearest pixel or the mean of four.
"""
import json
import math
import pathlib
import random
import sys

import numpy as np
import torch
from torchvision.transforms import functional as F
from torchvision.transforms import InterpolationMode as Mode

draw = random.Random(7)
HEIGHT, WIDTH = 6, 9
picture = np.array([[round(draw.uniform(-1, 1), 3) for _ in range(WIDTH)] for _ in range(HEIGHT)])


def inside(coordinate, size, fill):
    if fill == "reflect":
        if coordinate < 0:
            double = 2 * size
            if coordinate < double:
                coordinate = double * int(-coordinate / double) + coordinate
            coordinate = coordinate + double if coordinate < -size else -coordinate - 1
        elif coordinate > size - 1:
            coordinate -= 2 * size * int(coordinate / (2 * size))
            if coordinate >= size:
                coordinate = 2 * size - coordinate - 1
    elif fill == "wrap":
        if coordinate < 0:
            coordinate += size * (int(-coordinate / (size - 1)) + 1)
        elif coordinate > size - 1:
            coordinate -= size * int(coordinate / (size - 1))
    return coordinate if fill == "constant" else min(max(coordinate, 0), size - 1)


def keras(matrix, fill, interpolation, value):
    def at(y, x):
        outside = not (0 <= y < HEIGHT and 0 <= x < WIDTH)
        return value if outside else picture[y, x]

    result = np.zeros_like(picture)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            a0, a1, a2, b0, b1, b2 = matrix
            from_x, from_y = inside(a0 * x + a1 * y + a2, WIDTH, fill), inside(b0 * x + b1 * y + b2, HEIGHT, fill)
            if interpolation == "nearest":
                result[y, x] = at(round(from_y), round(from_x))
            else:
                x0, y0 = math.floor(from_x), math.floor(from_y)
                for dy in (0, 1):
                    for dx in (0, 1):
                        result[y, x] += at(y0 + dy, x0 + dx) * (1 - abs(from_y - y0 - dy)) * (1 - abs(from_x - x0 - dx))
    return result


def rotation(angle):
    sin, cos = math.sin(angle), math.cos(angle)
    x = ((WIDTH - 1) - (cos * (WIDTH - 1) - sin * (HEIGHT - 1))) / 2
    y = ((HEIGHT - 1) - (sin * (WIDTH - 1) + cos * (HEIGHT - 1))) / 2
    return [cos, -sin, x, sin, cos, y]


cases = []
for fill in ("reflect", "wrap", "nearest", "constant"):
    for interpolation in ("bilinear", "nearest"):
        value = 0.25 if fill == "constant" else 0
        common = {"fill": fill, "interpolation": interpolation, "value": value}
        angle, vertical, horizontal, down, right = 0.6, 1.13, 0.87, 7.3, -4.6
        cases.append({"layer": "rotation", "radians": angle, **common, "picture": keras(rotation(angle), fill, interpolation, value).tolist()})
        zoom = [horizontal, 0, (WIDTH - 1) / 2 * (1 - horizontal), 0, vertical, (HEIGHT - 1) / 2 * (1 - vertical)]
        cases.append({"layer": "zoom", "vertical": vertical, "horizontal": horizontal, **common, "picture": keras(zoom, fill, interpolation, value).tolist()})
        cases.append({"layer": "translation", "down": down, "right": right, **common, "picture": keras([1, 0, -right, 0, 1, -down], fill, interpolation, value).tolist()})

batch = torch.tensor(picture)[None, None]
torch_rotation = F.rotate(batch, -math.degrees(0.3), Mode.NEAREST, fill=[0.0])  # counted the other way round
cases.append({"layer": "rotation", "radians": -0.3, "fill": "constant", "interpolation": "nearest", "value": 0, "picture": torch_rotation[0, 0].tolist()})
start = [[0, 0], [WIDTH - 1, 0], [WIDTH - 1, HEIGHT - 1], [0, HEIGHT - 1]]
for end, value in (([[1, 2], [7, 0], [8, 4], [0, 5]], 0.0), ([[2, 0], [8, 1], [6, 5], [1, 3]], 0.25)):
    warped = F.perspective(batch, start, end, Mode.BILINEAR, fill=[value])
    cases.append({"layer": "perspective", "corners": end, "fill": "constant", "interpolation": "bilinear", "value": value, "picture": warped[0, 0].tolist()})

note = f"made by bench/peer/batch_layers.py with torch {torch.__version__}"
body = ",\n".join("  " + json.dumps(case) for case in cases)
pathlib.Path(sys.argv[1]).write_text(f'{{\n "note": "{note}",\n "picture": {json.dumps(picture.tolist())},\n "cases": [\n{body}\n ]\n}}\n')
