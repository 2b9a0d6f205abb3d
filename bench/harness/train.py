"""training pictures a second beside PyTorch, data pipeline included"""
import shutil

from . import split
from .process import ROOT, build_mien, epochs_of, mien, peer
from .table import Results, markdown, median_and_range, ratio

RECIPE = "recipes/faces-resnet18.yml"


def add_arguments(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--precisions", nargs="*", default=["auto", "float32"])


def train_mien(data, run_folder, epochs, seed, *settings):
    shutil.rmtree(run_folder, ignore_errors=True)
    assignments = [f"data.path={data}/train", f"data.validation={data}/val", f"epochs={epochs}", f"seed={seed}", *settings]
    return mien("train", ROOT / RECIPE, "--run", run_folder, *(part for assignment in assignments for part in ("--set", assignment)))


def run(options):
    build_mien()
    data = split.make(options.data, f"{options.work}/split", options.seed)
    results = Results(options, "train", "Training ResNet-18 at 96 x 96 from pictures on disk")
    first, later = {}, {}

    def note(name, speeds):
        first.setdefault(name, []).append(speeds[0])
        later.setdefault(name, []).extend(speeds[1:] or speeds)
        print(f"{name}: " + ", ".join(f"{speed:.0f}" for speed in speeds) + " img/s by epoch", flush=True)

    for _ in range(options.rounds):
        done = peer(options, "train_faces.py", data, "--epochs", options.epochs, "--seed", options.seed)
        note("PyTorch", [epoch["images_per_second"] for epoch in done.report()["history"]])
        for precision in options.precisions:
            train_mien(data, f"{options.work}/run-{precision}", options.epochs, options.seed, f"precision={precision}")
            note(f"Mien, {precision}", [epoch["images_per_second"] for epoch in epochs_of(f"{options.work}/run-{precision}")])

    rows = [[name, median_and_range(first[name]), median_and_range(later[name]), ratio(later[name], later["PyTorch"])] for name in later]
    results.add(markdown(["", "first epoch, img/s", "later epochs, img/s", "ratio"], rows))
    results.add(
        f"{options.rounds} rounds of {options.epochs} epochs each, alternating; median and range over epochs. {split.count(data / 'train')} pictures, "
        "batch 64, augmentation and reading included, validation not. PyTorch: float32, channels first, DataLoader with 2 workers, torchvision "
        "transforms (`bench/peer/train_faces.py`).")
    results.write()
