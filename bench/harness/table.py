"""Tables with the machine, the versions and the commands beside them."""
import datetime
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from .process import ROOT


def median_and_range(values, digits=0):
    """'312 (305-318)'."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def ratio(ours, theirs, digits=2):
    return f"{statistics.median(ours) / statistics.median(theirs):.{digits}f}"


def markdown(header, rows):
    lines = [header, ["---"] + ["--:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def said_by(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    named = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    units = [unit for unit in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if unit in named.get("flags", "").split()]
    return f"{named.get('model name', platform.machine())}, {os.cpu_count()} cores, {' '.join(units)}"


def machine(options):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    torch = said_by(options.python, "-c", "import torch, torchvision; print(torch.__version__, 'torchvision', torchvision.__version__)")
    return [
        f"Machine: {processor()}; {memory:.0f} GiB; {system}, Linux {platform.release()}.",
        f"Versions: commit {said_by('git', '-C', str(ROOT), 'describe', '--always', '--dirty')}, .NET SDK {said_by('dotnet', '--version')}, peer PyTorch {torch}, Python {said_by(options.python, '-c', 'import platform; print(platform.python_version())')}.",
        f"Date: {datetime.date.today().isoformat()}; load average at the start {os.getloadavg()[0]:.1f}.",
    ]


class Results:
    """Prints as it goes; write() keeps everything as bench/results/NAME.md."""

    def __init__(self, options, name, title):
        self.options, self.name = options, name
        self.parts = [f"# {title}", "\n\n".join(machine(options)), f"Command: `bench/run {' '.join(shown(sys.argv[1:]))}`"]
        print("\n\n".join(self.parts), flush=True)

    def add(self, text):
        self.parts.append(text)
        print("\n" + text, flush=True)

    def write(self):
        if self.options.quick:
            return
        path = ROOT / "bench" / "results" / f"{self.name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n\n".join(self.parts) + "\n")
        print(f"\nwritten to {path.relative_to(ROOT)}")


def shown(arguments):
    """The command line without the paths of this machine."""
    names = {"--data": "$DATA", "--work": "$WORK", "--run": "$RUN"}
    return [names.get(before, now) for before, now in zip(["", *arguments], arguments)]
