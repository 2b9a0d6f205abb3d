"""makes train/ and val/ folders, stratified by class and drawn by a seed

Both sides train on the same files of the same folders. Files are linked where the file system can, else copied.
"""
import os
import pathlib
import random
import shutil

IMAGES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}


def add_arguments(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--validation", type=float, default=0.2)


def run(options):
    make(options.data, options.out, options.seed, options.validation)
    print(f"{count(pathlib.Path(options.out) / 'train')} pictures to train, {count(pathlib.Path(options.out) / 'val')} to validate")


def make(data, out, seed, validation=0.2, most=None):
    """Every class keeps at least one picture on each side where it has two. An existing split is made anew.

    most: about so many pictures in both together, drawn from every class alike; None for all.
    """
    source, out = pathlib.Path(data), pathlib.Path(out)
    source = source / "train" if (source / "train").is_dir() else source
    for side in ("train", "val"):
        shutil.rmtree(out / side, ignore_errors=True)
    classes = {folder: sorted(path for path in folder.iterdir() if path.suffix.lower() in IMAGES) for folder in sorted(source.iterdir()) if folder.is_dir()}
    share = 1 if most is None else min(1, most / sum(len(files) for files in classes.values()))
    for folder, files in classes.items():
        if not files:
            continue
        random.Random(f"{seed}/{folder.name}").shuffle(files)
        files = files[:max(2, round(share * len(files)))]
        held_out = min(max(1, round(len(files) * validation)), len(files) - 1)
        place(files[:held_out], out / "val" / folder.name)
        place(files[held_out:], out / "train" / folder.name)
    return out


def place(files, folder):
    folder.mkdir(parents=True)
    for file in files:
        try:
            os.link(file, folder / file.name)
        except OSError:
            shutil.copyfile(file, folder / file.name)


def count(folder):
    return sum(1 for path in folder.rglob("*") if path.is_file())
