"""start-up of the command line"""
from .process import build_mien, mien, run as run_command
from .table import Results, markdown, median_and_range


def add_arguments(parser):
    parser.add_argument("--rounds", type=int, default=20)


def run(options):
    build_mien()
    results = Results(options, "start", "Start-up")
    cases = {
        "`mien --help`": lambda: mien("--help"),
        "`python3 -c 'import torch'`": lambda: run_command([options.python, "-c", "import torch"]),
        "`python3 -c 'import torchvision'`": lambda: run_command([options.python, "-c", "import torchvision"]),
    }
    times = {name: [] for name in cases}
    for _ in range(options.rounds):
        for name, case in cases.items():
            times[name].append(case().seconds * 1000)
    results.add(markdown(["", "wall, ms"], [[name, median_and_range(values)] for name, values in times.items()]))
    results.add(f"{options.rounds} rounds, alternating; median and range.")
    results.write()
