"""How far a linear model gets on the pixels of a generated dataset: multinomial logistic regression on standardised pixels.

    python3 bench/synthetic_linear.py FOLDER [--size 48] [--colour]

FOLDER has train/<class>/ and test/<class>/ with different people. Of several strengths of
regularisation the best *on the test people* is reported, so the figure is generous to the linear model and never flattering
to the network. Prints one line of JSON.
"""
import argparse
import json
import pathlib
import sys

import cv2
import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

STRENGTHS = [1e-4, 1e-3, 1e-2, 1e-1, 1.0]


def read(folder, classes, size, colour):
    pixels, labels = [], []
    for label, name in enumerate(classes):
        for path in sorted((folder / name).iterdir()):
            picture = cv2.imread(str(path), cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE)
            if picture is None:
                sys.exit(f"Expected a picture but could not read '{path}'.")
            pixels.append(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA).ravel())
            labels.append(label)
    return numpy.asarray(pixels, dtype=numpy.float32), numpy.asarray(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--size", type=int, default=48, help="side of the pictures in pixels, default 48")
    parser.add_argument("--colour", action="store_true", help="three values per pixel in place of grey")
    arguments = parser.parse_args()
    for split in ("train", "test"):
        if not (arguments.folder / split).is_dir():
            sys.exit(f"Expected the folders train and test in '{arguments.folder}' but '{split}' is missing.")
    classes = sorted(path.name for path in (arguments.folder / "train").iterdir() if path.is_dir())
    train, train_labels = read(arguments.folder / "train", classes, arguments.size, arguments.colour)
    test, test_labels = read(arguments.folder / "test", classes, arguments.size, arguments.colour)
    scaler = StandardScaler().fit(train)
    train, test = scaler.transform(train), scaler.transform(test)
    scores = {}
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=300).fit(train, train_labels)
        scores[strength] = {
            "train_accuracy": round(model.score(train, train_labels), 4),
            "test_accuracy": round(model.score(test, test_labels), 4),
        }
    best = max(scores, key=lambda strength: scores[strength]["test_accuracy"])
    print(json.dumps({
        "model": "logistic regression on standardised pixels", "size": arguments.size, "colour": arguments.colour,
        "train_count": len(train_labels), "test_count": len(test_labels), "classes": len(classes),
        "best_strength": best, "test_accuracy": scores[best]["test_accuracy"], "by_strength": scores,
    }))


if __name__ == "__main__":
    main()
