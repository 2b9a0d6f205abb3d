"""scores of the whole recipe beside PyTorch's, on the same splits

Speed is not measured here, so runs go side by side, each with its part of the cores: that takes half of the time, because one thread
does more work in a second than a second one adds.
"""
import concurrent.futures
import os
import statistics

from . import split
from .process import build_mien, epochs_of, peer
from .table import Results, markdown
from .train import train_mien

SCORES = ("accuracy", "balanced_accuracy", "macro_f1")


def add_arguments(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--jobs", type=int, default=2, help="runs side by side (default %(default)s)")


def best_of(epochs):
    return max(epochs, key=lambda epoch: epoch["validation"]["macro_f1"])["validation"]


def train_peer(options, data, seed, threads):
    done = peer(
        options, "train_faces.py", data, "--epochs", options.epochs, "--schedule-epochs", options.epochs, "--seed", seed, "--threads", threads).report()
    return done["best"], done["last"]


def train_ours(options, data, seed, threads):
    folder = f"{options.work}/accuracy-{seed}/run"
    train_mien(data, folder, seed, f"epochs={options.epochs}", f"precision={options.precision}", f"threads={threads}")
    epochs = epochs_of(folder)
    return best_of(epochs), epochs[-1]["validation"]


def run(options):
    build_mien()
    results = Results(options, "accuracy", f"Scores after {options.epochs} epochs of the same recipe")
    threads = max(1, (os.cpu_count() or 1) // options.jobs)
    best, last = {"PyTorch": [], "Mien": []}, {"PyTorch": [], "Mien": []}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as jobs:
        started = []
        for seed in range(1, options.seeds + 1):
            data = split.make(options.data, f"{options.work}/accuracy-{seed}/split", seed)
            started += [(seed, name, jobs.submit(train, options, data, seed, threads)) for name, train in (("PyTorch", train_peer), ("Mien", train_ours))]
        for seed, name, job in started:
            at_best, at_last = job.result()
            best[name].append(at_best)
            last[name].append(at_last)
            print(f"seed {seed}, {name}: macro F1 {at_best['macro_f1']:.3f} at the best epoch, {at_last['macro_f1']:.3f} at the last", flush=True)

    rows = []
    for title, scores in (("best epoch by macro F1", best), ("last epoch", last)):
        for name, seeds in scores.items():
            cells = [f"{statistics.mean(run[score] for run in seeds):.3f} ({', '.join(format(run[score], '.3f') for run in seeds)})" for score in SCORES]
            rows.append([f"{name}, {title}", *cells])
    results.add(markdown(["", "accuracy", "balanced accuracy", "macro F1"], rows))
    results.add(
        f"Mean of {options.seeds} seeds (each seed in brackets); a seed sets the split, the first weights, the order and the augmentation. Validation is a "
        f"stratified fifth of the pictures, the same files for both. Mien: precision {options.precision}.")
    results.write()
