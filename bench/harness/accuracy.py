"""scores of the whole recipe beside PyTorch's, on the same splits"""
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


def best_of(epochs):
    return max(epochs, key=lambda epoch: epoch["validation"]["macro_f1"])["validation"]


def run(options):
    build_mien()
    results = Results(options, "accuracy", f"Scores after {options.epochs} epochs of the same recipe")
    best, last = {"PyTorch": [], "Mien": []}, {"PyTorch": [], "Mien": []}
    for seed in range(1, options.seeds + 1):
        data = split.make(options.data, f"{options.work}/split", seed)
        done = peer(options, "train_faces.py", data, "--epochs", options.epochs, "--schedule-epochs", options.epochs, "--seed", seed).report()
        best["PyTorch"].append(done["best"])
        last["PyTorch"].append(done["last"])
        folder = f"{options.work}/run-accuracy"
        train_mien(data, folder, options.epochs, seed, f"precision={options.precision}")
        epochs = epochs_of(folder)
        best["Mien"].append(best_of(epochs))
        last["Mien"].append(epochs[-1]["validation"])
        print(f"seed {seed}: macro F1 of the best epoch: PyTorch {best['PyTorch'][-1]['macro_f1']:.3f}, Mien {best['Mien'][-1]['macro_f1']:.3f}", flush=True)

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
