"""Running Mien and the peers, and reading what they say."""
import contextlib
import json
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = ROOT / "bench" / "peer"
MIEN = ROOT / "mien"


class Finished:
    def __init__(self, command, output, seconds, cpu_seconds):
        self.command, self.output, self.seconds, self.cpu_seconds = command, output, seconds, cpu_seconds

    def report(self):
        """The JSON object on the last line, as the peers print it."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(command, output=None):
    """Runs a command to its end; its standard output goes to a file or is kept. A failure ends the benchmark."""
    command = [str(part) for part in command]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with contextlib.ExitStack() as files:
        target = files.enter_context(open(output, "w")) if output else subprocess.PIPE
        done = subprocess.run(command, stdout=target, stderr=subprocess.PIPE, text=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with status {done.returncode}:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Finished(command, done.stdout or "", seconds, cpu)


def peer(options, script, *arguments, output=None):
    return run([options.python, PEER / script, *arguments], output)


def mien(*arguments, output=None):
    return run([MIEN, *arguments], output)


def build_mien():
    """Set-up and build are not measured."""
    run([MIEN, "--version"])


def epochs_of(run_folder):
    """The epochs of a run: images a second and scores, from its events."""
    events = [json.loads(line) for line in (pathlib.Path(run_folder) / "events.jsonl").read_text().splitlines()]
    return [event for event in events if event["event"] == "epoch"]
