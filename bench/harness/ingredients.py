"""what generated faces and weights of ImageNet give beside the plain recipe for the faces, on the same splits"""
import concurrent.futures
import os
import pathlib
import shutil
import statistics

from . import split
from .accuracy import SCORES, best_of
from .process import ROOT, build_mien, epochs_of, mien
from .table import Results, markdown
from .train import train_mien

PLAIN, PRETRAIN, FINETUNE = (ROOT / "recipes" / f"faces-{name}.yml" for name in ("resnet18", "pretrain", "finetune"))
GENERATED = ("--count", 12000, "--size", 96, "--grey", "--per-identity", 8, "--seed", 7)


def add_arguments(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--weights", required=True, help="resnet18 of ImageNet: torchvision's, or what bench/peer/imagenet_resnet18.py makes")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2, help="runs side by side (default %(default)s)")


def run(options):
    build_mien()
    results = Results(options, "ingredients", "What each ingredient gives on the faces")
    work = pathlib.Path(options.work).resolve() / "ingredients"
    threads = f"threads={max(1, (os.cpu_count() or 1) // options.jobs)}"
    folders = [split.make(options.data, work / f"split-{seed}", seed) for seed in range(1, options.seeds + 1)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as jobs:
        rows = rows_of(pathlib.Path(options.weights).resolve(), *pretrained(options, work, threads, jobs))
        started = [
            (title, [jobs.submit(train, work / f"run-{row}-{seed}", folder, seed, recipe, threads, *settings) for seed, folder in enumerate(folders, 1)])
            for row, (title, recipe, *settings) in enumerate(rows)]
        cells = [[title, *described([job.result() for job in seeds])] for title, seeds in started]
    results.add(markdown(["", *(score.replace("_", " ") for score in SCORES), "macro F1, last epoch"], cells))
    results.add(
        f"Best epoch by macro F1, but for the last column; mean of {options.seeds} seeds (each seed in brackets). A seed sets the split, the first weights, the "
        "order and the augmentation. Validation is a stratified fifth of the pictures; nothing says who is on them.")
    results.write()


def pretrained(options, work, threads, jobs):
    """Weights from generated faces alone, and from those behind weights of ImageNet."""
    faces = work / "generated"
    shutil.rmtree(faces, ignore_errors=True)
    mien("data", "synth", faces, *GENERATED)
    alone, behind = work / "generated-alone", work / "generated-behind"
    common = (f"data.path={faces}", threads)
    started = [
        jobs.submit(learn, alone, PRETRAIN, *common, "model.weights=none", "optimizer.lr=0.05", "epochs=5"),
        jobs.submit(learn, behind, PRETRAIN, *common, f"model.weights={pathlib.Path(options.weights).resolve()}")]
    for job in started:
        job.result()
    return alone / "model.safetensors", behind / "model.safetensors"


def rows_of(imagenet, alone, behind):
    return [
        (f"`{PLAIN.name}`, from nothing", PLAIN),
        ("from generated faces", FINETUNE, f"model.weights={alone}"),
        ("from ImageNet", FINETUNE, f"model.weights={imagenet}"),
        (f"from ImageNet, then generated faces: `{PRETRAIN.name}`, `{FINETUNE.name}`", FINETUNE, f"model.weights={behind}")]


def train(folder, data, seed, recipe, *settings):
    train_mien(data, folder, seed, *settings, recipe=recipe)
    epochs = epochs_of(folder)
    print(f"{folder.name}: macro F1 {best_of(epochs)['macro_f1']:.3f} at the best epoch", flush=True)
    return best_of(epochs), epochs[-1]["validation"]


def learn(folder, recipe, *settings):
    shutil.rmtree(folder, ignore_errors=True)
    mien("train", recipe, "--run", folder, *(part for setting in settings for part in ("--set", setting)))


def described(runs):
    columns = [[best[score] for best, _ in runs] for score in SCORES] + [[last["macro_f1"] for _, last in runs]]
    return [f"{statistics.mean(values):.3f} ({', '.join(format(value, '.3f') for value in values)})" for values in columns]
