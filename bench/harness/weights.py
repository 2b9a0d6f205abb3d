"""weights of torchvision: the same logits, time of loading, and memory

Needs python3-torchvision in --python. The weights are random; the files have the formats that the field's files have.
"""
import pathlib

from . import process, table

PROJECT = process.ROOT / "bench" / "weights" / "Weights.csproj"
PROGRAM = process.ROOT / "artifacts" / "bin" / "Weights" / "release" / "Weights.dll"
SIZE = 224
LOADS = 5


def add_arguments(parser):
    parser.add_argument("--data", required=True, help="any folder of pictures")
    parser.add_argument("--images", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="measure the memory of vit_h_14 too (a file of 2.5 GB, 6 GB of memory)")


def run(options):
    process.run(["dotnet", "build", PROJECT, "-c", "Release", "-v", "q", "-p:UseSharedCompilation=false"])
    results = table.Results(options, "weights", "Weights of torchvision in Mien")
    folder = pathlib.Path(options.work) / "weights"
    made = process.peer(options, "weights.py", "make", folder, "--data", options.data, "--images", options.images, "--size", SIZE).report()
    rows = [logits_row(folder, row) for row in made["models"]]
    results.add(table.markdown(["architecture", "file", "largest logit", "largest difference", "relative"], rows))
    results.add(f"Logits of {options.images} real pictures at {SIZE}x{SIZE} in float32; the same normalised pixels go into both. Weights are random.")
    results.add(table.markdown(["resnet50, ms", "to the model", "to its last byte"], times(options, folder)))
    results.add(f"Files in the page cache; {options.rounds} processes of each in turn, {LOADS} loads in each, median and range. To the model: from the path to a net that can run (the peer builds it with "
                "fresh weights and copies). To the last byte: every weight was read once more, because Mien maps the file and reads what is used.")
    if options.large:
        results.add(memory(options, folder))
    results.write()


def ours(model, file, pictures, rounds=0):
    return process.run(["dotnet", PROGRAM, model, file, pictures, SIZE, rounds]).report()


def logits_row(folder, row):
    mine = ours(row["name"], folder / f"{row['name']}.pth", folder / "pictures.f32")["logits"]
    largest = max(abs(value) for value in row["logits"])
    difference = max(abs(left - right) for left, right in zip(mine, row["logits"], strict=True))
    if not difference <= 1e-5 * max(1, largest):
        raise SystemExit(f"{row['name']}: the logits differ by {difference} of {largest}")
    return [row["name"], row["kind"], f"{largest:.3f}", f"{difference:.1e}", f"{difference / largest:.1e}"]


def times(options, folder):
    """The three alternate, so that a change of the machine's speed meets all of them."""
    files = folder / "resnet50_zip.pth", folder / "resnet50.safetensors"
    peers, mine = [], {file: [] for file in files}
    for _ in range(options.rounds):
        peers.append(process.peer(options, "weights.py", "measure", files[0], "--rounds", LOADS).report())
        for file in files:
            mine[file].append(ours("resnet50", file, folder / "pictures.f32", LOADS))
    rows = [time_row("torchvision, .pth", peers), *(time_row(f"Mien, {file.suffix}", mine[file]) for file in files)]
    return [*rows, ["torch.load alone", table.median_and_range(merged(peers, "load_ms"), 1), ""]]


def merged(reports, key):
    return [value for report in reports for value in report[key]]


def time_row(name, reports):
    return [name, *(table.median_and_range(merged(reports, key), 1) for key in ("to_model_ms", "to_last_byte_ms"))]


def memory(options, folder):
    file = folder / "vit_h_14.pth"
    process.peer(options, "weights.py", "large", file, "--data", options.data)
    report = ours("vit_h_14", file, f"{file}.f32")
    weights, peak = report["weight_bytes"] / 1e9, report["peak_bytes"] / 1e9
    return f"vit_h_14 loaded from .pth and run on one picture: {weights:.2f} GB of weights, at most {peak:.2f} GB of memory in the process, {peak / weights:.2f} times the weights."
