"""prediction of a folder and of one picture, whole commands, beside PyTorch"""
import pathlib

from . import split
from .process import build_mien, mien, peer
from .table import Results, markdown, median_and_range, ratio
from .train import train_mien


def add_arguments(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", help="a trained run; without it one epoch is trained first")


def run(options):
    build_mien()
    data = split.make(options.data, f"{options.work}/split", 1)
    model = options.run
    if model is None:
        model = f"{options.work}/run-predict"
        train_mien(data, model, 1, "epochs=1")
    results = Results(options, "predict", "Prediction, from the start of the command to its end")
    folder = data / "train"
    picture = min(path for path in folder.rglob("*") if path.is_file())
    count = split.count(folder)
    finished = {}

    def note(name, run_of_it):
        finished.setdefault(name, []).append(run_of_it)

    output = pathlib.Path(options.work) / "predictions"
    for _ in range(options.rounds):
        note("PyTorch, folder", peer(options, "predict_folder.py", folder, "--output", f"{output}.csv"))
        note("Mien, folder", mien("predict", model, folder, "--no-detect", "--json", output=f"{output}.ndjson"))
        note("Mien, folder, torch", mien("predict", model, folder, "--no-detect", "--json", "--engine", "torch", output=f"{output}.ndjson"))
        for _ in range(3):
            note("PyTorch, one", peer(options, "predict_one.py", picture))
            note("Mien, one", mien("predict", model, picture, "--no-detect"))
    if sum(1 for _ in open(f"{output}.ndjson")) != count:
        raise SystemExit(f"expected {count} predictions in {output}.ndjson")

    rows = []
    titles = {"folder": f"folder of {count} pictures", "folder, torch": "the same with `--engine torch`", "one": "one picture"}
    for what, title in titles.items():
        ours, theirs = finished[f"Mien, {what}"], finished[f"PyTorch, {what.removesuffix(', torch')}"]
        ours_s, theirs_s = [one.seconds for one in ours], [one.seconds for one in theirs]
        rows.append([
            title, median_and_range(theirs_s, 2), median_and_range(ours_s, 2), ratio(theirs_s, ours_s),
            median_and_range([one.peak_mib for one in theirs]), median_and_range([one.peak_mib for one in ours])])
    results.add(markdown(["", "PyTorch, s", "Mien, s", "times faster", "PyTorch, MiB", "Mien, MiB"], rows))
    results.add(
        f"{options.rounds} rounds, alternating; median and range of wall time, start-up and reading included, and of peak memory. ResNet-18, 96 x 96, a folder in "
        "batches; Mien chooses the engine by the network and never by the number of pictures. PyTorch: float32, channels first, DataLoader with 2 workers (`bench/peer/predict_folder.py`, `predict_one.py`).")
    results.write()
