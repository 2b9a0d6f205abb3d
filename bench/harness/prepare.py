"""splitting a folder of faces and filling its classes up, beside a script with cv2 and numpy

Both move the same 3,000 pictures of 96x96 pixels and make 5,201 copies. Needs python3-opencv in --python.
Where other programs delete many files on the same disk, its search for free inodes drowns the rest: --work /dev/shm/NAME measures without it.
"""
import os
import pathlib
import shutil

from . import table
from .process import build_mien, mien, peer

SIZES = [1025, 579, 400, 300, 250, 221, 125, 100]  # 3,000 pictures, which balancing makes 8,201
OUTPUTS = 8201


def add_arguments(parser):
    parser.add_argument("--data", required=True, help="pictures of 96x96 pixels to take")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", default="1000,10000,100000", help="sizes of the result to show the growth by; empty for none (default %(default)s)")


def run(options):
    build_mien()
    results = table.Results(options, "prepare", "Splitting and balancing a folder")
    results.add(beside(options))
    results.add(f"File system: {table.said_by('stat', '-f', '-c', '%T', options.work)}. {options.rounds} rounds, alternating; median and range, from the start of the command to its end, in place, on a fresh copy of the folder that is on the disk "
                f"before the clock starts. {sum(SIZES)} JPEG files become {OUTPUTS}. Processor time is user and system, of all threads. `bench/peer/split_faces.py` makes the calls of Albumentations 1.3 "
                "without its classes, so a script that uses Albumentations itself takes longer. It syncs nothing; Mien ends when all is on the disk.")
    if options.growth:
        results.add("## Growth\n\n" + growth(options))
        results.add("The same classes at other sizes, one run each; pictures of the set are used several times.")
    results.write()


def beside(options):
    folder = pathlib.Path(options.work) / "prepare"
    make(options.data, folder / "base", SIZES)
    mine, other = [], []
    for number in range(options.rounds):
        mine.append(timed(folder, f"mien-{number}", split))
        other.append(timed(folder, f"peer-{number}", lambda work: peer(options, "split_faces.py", work)))
    shutil.rmtree(folder)
    if {one.pictures for one in mine + other} != {OUTPUTS}:
        raise SystemExit(f"expected {OUTPUTS} pictures of each")
    rows = [row(title, [get(one) for one in mine], [get(one) for one in other], digits) for title, get, digits in (
        ("wall time, s", lambda one: one.seconds, 2), ("processor time, s", lambda one: one.cpu_seconds, 2), ("peak memory, MiB", lambda one: one.peak_mib, 0))]
    return table.markdown(["", "Mien", "cv2 and numpy", "peer / Mien"], rows)


def growth(options):
    folder = pathlib.Path(options.work) / "prepare-growth"
    rows = []
    for outputs in (int(size) for size in options.growth.split(",")):
        make(options.data, folder / str(outputs) / "base", [round(size * outputs / OUTPUTS) for size in SIZES])
        done = timed(folder / str(outputs), "work", split)
        each = [f"{seconds * 1e6 / done.pictures:.0f}" for seconds in (done.seconds, done.cpu_seconds)]
        rows.append([f"{done.pictures:,}", f"{done.seconds:.2f}", *each, f"{done.peak_mib:.0f}"])
    shutil.rmtree(folder)
    return table.markdown(["pictures in the end", "wall time, s", "wall, µs each", "processor, µs each", "peak memory, MiB"], rows)


def split(work):
    return mien("data", "split", work, "--balance", "--seed", "27")


def make(data, folder, sizes):
    """Class folders of the given sizes, filled with the pictures of the data in turn."""
    files = sorted(path for path in pathlib.Path(data).rglob("*.jpg"))
    taken = 0
    for index, size in enumerate(sizes):
        target = folder / "train" / f"class{index}"
        target.mkdir(parents=True)
        for number in range(size):
            shutil.copyfile(files[taken % len(files)], target / f"image{number:07d}.jpg")
            taken += 1


def timed(folder, name, command):
    """Folders are deleted at the end of all: ext4 avoids inodes that were freed within a minute, and looking for others makes every new file slow."""
    work = folder / name
    shutil.copytree(folder / "base", work)
    os.sync()
    done = command(work)
    done.pictures = sum(1 for path in work.rglob("*.jpg"))
    return done


def row(title, mine, other, digits):
    return [title, table.median_and_range(mine, digits), table.median_and_range(other, digits), table.ratio(other, mine)]
