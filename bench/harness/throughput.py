"""pictures a second of prediction, by architecture and engine, beside torchvision

Each engine is a process of its own; they take turns of a few seconds, and those that wait use no processor.
"""
import pathlib
import statistics
import subprocess

from . import process, table

PROJECT = process.ROOT / "bench" / "throughput" / "Throughput.csproj"
PROGRAM = process.ROOT / "artifacts" / "bin" / "Throughput" / "release" / "Throughput.dll"
MODELS = ["resnet18", "mobilenet_v3_small", "efficientnet_b0", "vgg16_bn"]
ENGINES = {"libtorch float32": ("torch", "float32"), "ONNX Runtime float32": ("onnx", "float32"), "libtorch bfloat16": ("torch", "bfloat16"), "auto": ("auto", "auto")}


def add_arguments(parser):
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 16])
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="of each turn")


class Worker:
    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.what = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(self.process.args)} ended early")
        return line.strip()

    def measure(self, batch, seconds):
        self.process.stdin.write(f"{batch} {seconds}\n")
        self.process.stdin.flush()
        return float(self.read())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def run(options):
    process.run(["dotnet", "build", PROJECT, "-c", "Release", "-v", "q", "-p:UseSharedCompilation=false"])
    results = table.Results(options, "throughput", f"Prediction of pictures in memory, {options.size} x {options.size}")
    rows = [row for model in options.models for row in measure(options, model)]
    header = [cell for name in ENGINES for cell in (name, "times")]
    results.add(table.markdown(["", "torchvision, img/s", *header], rows))
    results.add(f"{options.rounds} rounds of turns of {options.seconds:g} s; median and range, and the ratio of the medians to torchvision's. "
                "torchvision: eager, float32, channels first, `torch.no_grad()` (`bench/peer/throughput.py`). Mien: as `mien predict` loads a run, "
                "softmax and the copy of the pixels included. Weights are random.")
    results.write()


def measure(options, model):
    work = pathlib.Path(options.work) / "throughput" / f"{model}-{options.size}"
    work.mkdir(parents=True, exist_ok=True)
    weights = work / "model.safetensors"
    if not weights.exists():
        process.run(["dotnet", PROGRAM, "make", model, options.size, weights])
    workers = {"torchvision": Worker([options.python, process.PEER / "throughput.py", model, "--size", options.size])}
    for name, (engine, precision) in ENGINES.items():
        workers[name] = Worker(["dotnet", PROGRAM, "run", weights, engine, precision])
    rates = {(name, batch): [] for name in workers for batch in options.batches}
    for _ in range(options.rounds):
        for batch in options.batches:
            for name, worker in workers.items():
                rates[name, batch].append(worker.measure(batch, options.seconds))
    for worker in workers.values():
        worker.end()
    print(f"{model}: auto is {workers['auto'].what}", flush=True)
    return [row(model, batch, {name: rates[name, batch] for name in workers}, workers["auto"].what) for batch in options.batches]


def row(model, batch, rates, auto):
    theirs = statistics.median(rates["torchvision"])
    cells = [cell for name in ENGINES for cell in (table.median_and_range(rates[name], 1), f"{statistics.median(rates[name]) / theirs:.2f}")]
    return [f"{model}, batch {batch}; auto: {auto}", table.median_and_range(rates["torchvision"], 1), *cells]
