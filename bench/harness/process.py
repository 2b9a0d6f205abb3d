"""Running Mien and the peers, and reading what they say."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = ROOT / "bench" / "peer"
MIEN = ROOT / "mien"


class Finished:
    def __init__(self, command, output, seconds, usage):
        self.command, self.output, self.seconds = command, output, seconds
        self.cpu_seconds, self.peak_mib = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def report(self):
        """The JSON object on the last line, as the peers print it."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(command, output=None):
    """Runs a command to its end; its standard output goes to a file or is kept. A failure ends the benchmark."""
    command = [str(part) for part in command]
    with open(output, "w+") if output else tempfile.TemporaryFile("w+") as target, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=target, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            sys.exit(f"{' '.join(command)}\nended with status {process.returncode}:\n{errors.read()[-2000:]}")
        target.seek(0)
        return Finished(command, "" if output else target.read(), seconds, usage)


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
