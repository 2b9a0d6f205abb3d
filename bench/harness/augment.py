"""processor time of augmenting a picture of 96x96 pixels

The peer makes the same calls of cv2 and numpy as Albumentations 1.3, without its classes. Needs python3-opencv in --python.
"""
from . import process, table

PROJECT = process.ROOT / "bench" / "augment" / "Augment.csproj"
PROGRAM = process.ROOT / "artifacts" / "bin" / "Augment" / "release" / "Augment.dll"
PIPELINE = process.ROOT / "recipes" / "augment-default.yml"


def add_arguments(parser):
    parser.add_argument("--data", required=True, help="any folder of pictures")
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--passes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)


def run(options):
    process.run(["dotnet", "build", PROJECT, "-c", "Release", "-v", "q", "-p:UseSharedCompilation=false"])
    results = table.Results(options, "augment", "Augmenting a picture")
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(process.run(["dotnet", PROGRAM, options.data, options.images, options.passes, PIPELINE]).report())
        theirs.append(process.peer(options, "augment.py", options.data, "--images", options.images, "--passes", options.passes).report())
    names = ours[0]["microseconds"]
    rows = [row(name, ours, theirs) for name in names]
    results.add(f"OpenCV {theirs[0]['opencv']} in both; numpy {theirs[0]['numpy']}. Processor time on one thread, in microseconds for each picture.")
    results.add(table.markdown(["", "Mien", "cv2 and numpy", "Mien / peer"], rows))
    results.add(f"{options.images} pictures resized to 96x96 in colour, {options.passes} passes, {options.rounds} rounds, alternating; median and range. "
                "The peer makes the calls of Albumentations 1.3 without its classes, so Albumentations itself takes longer.")
    results.write()


def row(name, ours, theirs):
    mine, other = ([one["microseconds"][name] for one in side] for side in (ours, theirs))
    return [name, table.median_and_range(mine, 1), table.median_and_range(other, 1), table.ratio(mine, other)]
