"""training pictures a second beside PyTorch, by architecture and size, data pipeline included; and the data pipeline alone"""
import pathlib
import shutil

from . import split
from .process import ROOT, build_mien, epochs_of, mien, peer, run as run_program
from .table import Results, markdown, median_and_range, ratio

RECIPE = ROOT / "recipes" / "faces-resnet18.yml"
LOADER = ROOT / "bench" / "loader" / "Loader.csproj"
LOADER_PROGRAM = ROOT / "artifacts" / "bin" / "Loader" / "release" / "Loader.dll"


def add_arguments(parser):
    parser.add_argument("--data", required=True)
    parser.add_argument("--models", nargs="+", default=["resnet18", "mobilenet_v3_small", "efficientnet_b0"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[96, 224])
    parser.add_argument("--pictures", type=int, default=1000, help="at 96 x 96; fewer where they are larger, by their area (default %(default)s)")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--precisions", nargs="+", default=["float32", "auto"])


def run(options):
    build_mien()
    run_program(["dotnet", "build", LOADER, "-c", "Release", "-v", "q", "-p:UseSharedCompilation=false"])
    results = Results(options, "train", "Training from pictures on disk")
    speeds, memory = {}, {}
    for _ in range(options.rounds):
        for size in options.sizes:
            data = pictures_of(options, size)
            for model in options.models:
                measure(options, data, model, size, speeds, memory)
            note(speeds, ("data pipeline alone", size, "Mien, 2 workers"), pipeline(options, data, size))

    names = ["PyTorch", *(f"Mien, {precision}" for precision in options.precisions)]
    rows = []
    for model in options.models:
        for size in options.sizes:
            cells = [median_and_range(speeds[model, size, "PyTorch"])]
            for name in names[1:]:
                cells += [median_and_range(speeds[model, size, name]), ratio(speeds[model, size, name], speeds[model, size, "PyTorch"])]
            rows.append([f"{model}, {size} x {size}", *cells, " / ".join(f"{max(memory[model, size, name]):.0f}" for name in names)])
    results.add(markdown(["", "PyTorch, img/s", *(cell for name in names[1:] for cell in (f"{name}, img/s", "times")), "peak MiB"], rows))
    rows = [[f"{size} x {size}", median_and_range(speeds["data pipeline alone", size, "Mien, 2 workers"])] for size in options.sizes]
    results.add(markdown(["data pipeline alone", "img/s"], rows))
    results.add(
        f"{options.rounds} rounds, alternating; median and range over epochs behind the first, and the ratio of medians. Batch {options.batch}, "
        f"{options.pictures} pictures at 96 x 96 and by area fewer at other sizes; augmentation and reading included, validation not. "
        "PyTorch: float32, channels first, DataLoader with 2 workers, torchvision transforms (`bench/peer/train_faces.py`). "
        "The data pipeline alone: pictures in memory, as they are behind the first epoch, varied and normalised by two threads (`bench/loader`). "
        "Peak MiB: resident memory of the process, in the order of the columns; that of PyTorch without its workers.")
    results.write()


def pictures_of(options, size):
    """A split with so many pictures that an epoch takes about as long at every size."""
    count = max(2 * options.batch, round(options.pictures * (96 / size) ** 2))
    return split.make(options.data, f"{options.work}/split-{size}", options.seed, most=count)


def measure(options, data, model, size, speeds, memory):
    done = peer(options, "train_faces.py", data, "--model", model, "--size", size, "--batch", options.batch, "--epochs", options.epochs + 1, "--seed", options.seed)
    note(speeds, (model, size, "PyTorch"), [epoch["images_per_second"] for epoch in done.report()["history"]][1:])
    note(memory, (model, size, "PyTorch"), [done.peak_mib])
    for precision in options.precisions:
        folder = f"{options.work}/run-{model}-{size}-{precision}"
        done = train_mien(data, folder, options.seed, f"epochs={options.epochs + 1}", f"model.name={model}", f"model.input={size}", f"batch={options.batch}", f"precision={precision}")
        note(speeds, (model, size, f"Mien, {precision}"), [epoch["images_per_second"] for epoch in epochs_of(folder)][1:])
        note(memory, (model, size, f"Mien, {precision}"), [done.peak_mib])


def train_mien(data, run_folder, seed, *settings, recipe=RECIPE):
    shutil.rmtree(run_folder, ignore_errors=True)
    assignments = [f"data.path={data}/train", f"data.validation={data}/val", f"seed={seed}", *settings]
    return mien("train", recipe, "--run", run_folder, *(part for assignment in assignments for part in ("--set", assignment)))


def pipeline(options, data, size):
    settings = [f"data.path={pathlib.Path(data)}/train", f"model.input={size}", f"batch={options.batch}", "workers=2"]
    return run_program(["dotnet", LOADER_PROGRAM, RECIPE, 5, *settings]).report()["images_per_second"]


def note(values, key, new):
    values.setdefault(key, []).extend(new)
    print(f"{' '.join(str(part) for part in key)}: " + ", ".join(f"{value:.0f}" for value in new), flush=True)
