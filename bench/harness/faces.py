"""faces of photographs found and predicted, whole commands, beside OpenCV and PyTorch"""
import csv
import json
import operator
import pathlib
import shutil

from .process import build_mien, mien, peer
from .table import Results, markdown, median_and_range, ratio
from .train import RECIPE


def add_arguments(parser):
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", help="a trained run; without it one epoch is trained on drawn faces first")


def run(options):
    build_mien()
    work = pathlib.Path(options.work)
    portraits, scenes = work / "portraits", work / "scenes"
    shutil.rmtree(portraits, ignore_errors=True)
    shutil.rmtree(scenes, ignore_errors=True)
    mien("data", "synth", portraits, "--count", 400, "--size", 400)
    peer(options, "make_scenes.py", portraits, scenes, "--count", options.pictures)
    model = options.run
    if model is None:
        model = work / "run-faces"
        shutil.rmtree(work / "small", ignore_errors=True)
        mien("data", "synth", work / "small", "--count", 400, "--size", 96)
        shutil.rmtree(model, ignore_errors=True)
        mien("train", RECIPE, "--run", model, "--set", f"data.path={work}/small", "--set", "data.validation=0.2", "--set", "epochs=1")
    results = Results(options, "faces", "Faces of photographs, from the start of the command to its end")
    picture, output = scenes / "0000.jpg", work / "faces"
    arguments = [model, "--engine", "onnx", "--batch", 16, "--json"]
    mien("predict", *arguments, picture)  # prepares the network, once
    finished = {}
    for _ in range(options.rounds):
        note(finished, "OpenCV and PyTorch, folder", peer(options, "predict_faces.py", scenes, "--output", f"{output}.csv"))
        note(finished, "Mien, folder", mien("predict", *arguments, scenes, output=f"{output}.ndjson"))
        for _ in range(3):
            note(finished, "OpenCV and PyTorch, one", peer(options, "predict_faces.py", picture, "--output", f"{output}-one.csv"))
            note(finished, "Mien, one", mien("predict", *arguments, picture))

    places = json.loads(scenes.with_suffix(".json").read_text())
    theirs = [(pathlib.Path(row[0]).name, *map(int, row[1:5])) for row in csv.reader(open(f"{output}.csv"))]
    answers = [json.loads(line) for line in open(f"{output}.ndjson")]
    ours = [(pathlib.Path(answer["file"]).name, *BOX(answer["box"])) for answer in answers if answer["face"] is not None]
    rows = []
    for what, title in (("folder", f"folder of {options.pictures} photographs"), ("one", "one photograph")):
        for unit, of in (("s", lambda item: item.seconds), ("s of processor", lambda item: item.cpu_seconds), ("MiB", lambda item: item.peak_mib)):
            peers, mine = ([of(item) for item in finished[f"{name}, {what}"]] for name in ("OpenCV and PyTorch", "Mien"))
            rows.append([f"{title}, {unit}", median_and_range(peers, 2), median_and_range(mine, 2), ratio(peers, mine)])
    results.add(markdown(["", "OpenCV and PyTorch", "Mien", "times less"], rows))
    results.add(
        f"{options.rounds} rounds, alternating; median and range, start-up and reading included. Photographs of 1600 x 1200 with 1 to 6 drawn faces (`bench/peer/make_scenes.py`); "
        f"Of the {sum(map(len, places.values()))} faces OpenCV's cascade as it is (`bench/peer/predict_faces.py`) finds {found(theirs, places)}; Mien {found(ours, places)}: "
        "it leaves out what lies in a larger box, and shrinking the photograph before the search finds some other faces. Smallest face a twentieth of the shorter side, ResNet-18, 96 x 96, 16 together; "
        "Mien: ONNX Runtime, float32.")
    results.write()


BOX = operator.itemgetter("x", "y", "width", "height")


def found(boxes, places):
    """How many portraits have a box in their middle of at least half their side, and how many boxes there are beside these: mouths, eyes, the ground."""
    whole = {
        (name, number)
        for name, x, y, width, _ in boxes
        for number, (left, top, side) in enumerate(places[name])
        if 2 * width >= side and abs(x + width / 2 - left - side / 2) < side / 4 and abs(y + width / 2 - top - side / 2) < side / 4
    }
    return f"{len(whole)} and {len(boxes) - len(whole)} boxes more, on parts of faces"


def note(finished, name, item):
    finished.setdefault(name, []).append(item)
