"""Parts a folder of faces into train and test and fills the classes of both up with augmented copies, in one plain script.

The job of 'mien data split FOLDER --balance': pictures are moved to test/<class>/, sources are drawn with replacement, every copy is read,
augmented and written by cv2. The transforms are those of augment.py, the calls of Albumentations 1.3 without its classes, which take about as
long again. Nothing is synced, nothing can be undone, and a name that is taken is written over.
"""
import argparse
import csv
import json
import math
import pathlib
import random
import shutil

import cv2
import numpy as np

from augment import pipeline


def split(folder, share):
    """Moves the rest of each class to test/. Returns the files of each part and class."""
    parts = {"train": {}, "test": {}}
    for source in sorted((folder / "train").iterdir()):
        files = sorted(source.iterdir())
        random.shuffle(files)
        count = round(share * len(files))
        target = folder / "test" / source.name
        target.mkdir(parents=True)
        parts["train"][source.name] = files[:count]
        parts["test"][source.name] = [pathlib.Path(shutil.move(file, target / file.name)) for file in files[count:]]
    return parts


def balance(classes, target):
    """Fills every class up to the target, by the counts of the original script."""
    for files in classes.values():
        factor = target / len(files)
        missing = math.ceil(factor * len(files)) - len(files) if factor > 1 else 0
        sources = random.choices(files, k=missing) if missing > len(files) else random.sample(files, missing)
        for number, source in enumerate(sources):
            copy = source.with_name(f"{source.stem}_aug_{number}{source.suffix}")
            cv2.imwrite(str(copy), pipeline(cv2.imread(str(source))))
            files.append(copy)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--train-split", type=float, default=0.8)
    parser.add_argument("--seed", type=int, default=27)
    options = parser.parse_args()
    random.seed(options.seed)
    np.random.seed(options.seed)
    parts = split(options.folder, options.train_split)
    largest = max(len(parts["train"][name]) + len(parts["test"][name]) for name in parts["train"])
    target = math.ceil(largest * options.train_split)
    balance(parts["train"], target)
    balance(parts["test"], largest - target)
    for part, classes in parts.items():
        with open(options.folder / f"{part}.csv", "w", newline="") as table:
            writer = csv.writer(table)
            writer.writerow(["label", "filename"])
            writer.writerows([name, f"{name}/{file.name}"] for name, files in classes.items() for file in files)
    print(json.dumps({"count": sum(len(files) for classes in parts.values() for files in classes.values())}))


if __name__ == "__main__":
    main()
