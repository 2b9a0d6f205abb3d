"""pictures a second of prediction, by architecture and engine, beside torchvision

Each engine is a process of its own; they take turns of a few seconds, and those that wait use no processor.
"""
import pathlib
import subprocess

from . import node, process, table

PROJECT = process.ROOT / "bench" / "throughput" / "Throughput.csproj"
PROGRAM = process.ROOT / "artifacts" / "bin" / "Throughput" / "release" / "Throughput.dll"
MODELS = ["resnet18", "mobilenet_v3_small", "efficientnet_b0", "vgg16_bn"]
# Mien's engines on a file of weights, as 'mien predict' loads it; then the same .onnx files in a session alone and in onnxruntime-node.
ENGINES = {"libtorch float32": ("torch", "float32"), "ONNX Runtime float32": ("onnx", "float32"), "libtorch bfloat16": ("torch", "bfloat16"), "auto": ("auto", "auto")}
FILES = {"float32": [], "int8": ["int8"]}


def add_arguments(parser):
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 16])
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1, help="of each turn")


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
    peer = node.prepare(options.work)
    results = table.Results(options, "throughput", f"Prediction of pictures in memory, {options.size} x {options.size}")
    rates = {model: measure(options, model, peer) for model in options.models}
    header = [cell for name in ENGINES for cell in (name, "times")]
    results.add(table.markdown(["", "torchvision, img/s", *header], [row for model in options.models for row in engine_rows(options, model, *rates[model])]))
    results.add(f"{options.rounds} rounds of turns of {options.seconds:g} s; median and range, and the ratio of the medians to torchvision's. "
                "torchvision: eager, float32, channels first, `torch.no_grad()` (`bench/peer/throughput.py`). Mien: as `mien predict` loads a run, "
                "softmax and the copy of the pixels included. Weights are random.")
    results.add(table.markdown(
        ["", "float32, node", "float32, C#", "C# to node", "int8, node", "int8, C#", "C# to node", "int8 to float32"],
        [row for model in options.models for row in file_rows(options, model, rates[model][0])]))
    results.add(f"The same .onnx file in onnxruntime-node {node.VERSION} (`bench/peer/node/throughput.js`) and in a session of `Mien.Inference`, the same library, a thread per core: "
                "planes in memory to probabilities. int8 to float32: both in C#. The first and last layers of int8 are float32.")
    results.write()


def measure(options, model, peer):
    """Pictures a second of each engine and batch, and what auto is."""
    built = max(library.stat().st_mtime for library in PROGRAM.parent.glob("*.dll"))
    work = pathlib.Path(options.work) / "throughput" / f"{model}-{options.size}"
    work.mkdir(parents=True, exist_ok=True)
    weights = work / "model.safetensors"
    if not weights.exists():
        process.run(["dotnet", PROGRAM, "make", model, options.size, weights])
    for export in (work / "model.cache.ort", *(work / f"{name}.onnx" for name in FILES)):
        if export.exists() and export.stat().st_mtime < built:
            export.unlink()  # another build's
    engines = {"torchvision": Worker([options.python, process.PEER / "throughput.py", model, "--size", options.size])}
    for name, (engine, precision) in ENGINES.items():
        engines[name] = Worker(["dotnet", PROGRAM, "run", weights, engine, precision])
    rates = take_turns(options, engines)
    files = {}
    for name, arguments in FILES.items():
        file = work / f"{name}.onnx"
        if not file.exists():
            process.run(["dotnet", PROGRAM, "export", weights, file, *arguments])
        files[f"{name} C#"] = Worker(["dotnet", PROGRAM, "run", file, "session", "float32"])
        if peer:
            files[f"{name} node"] = Worker(["node", process.PEER / "node" / "throughput.js", peer, file, options.size])
    rates |= take_turns(options, files)
    print(f"{model}: auto is {engines['auto'].what}", flush=True)
    return rates, engines["auto"].what


def take_turns(options, workers):
    """Pictures a second of each worker and batch; the workers end, for all of a large network at once do not fit into memory."""
    rates = {(name, batch): [] for name in workers for batch in options.batches}
    for _ in range(options.rounds):
        for batch in options.batches:
            for name, worker in workers.items():
                rates[name, batch].append(worker.measure(batch, options.seconds))
    for worker in workers.values():
        worker.end()
    return rates


def engine_rows(options, model, rates, auto):
    for batch in options.batches:
        cells = [cell for name in ENGINES for cell in (table.median_and_range(rates[name, batch], 1), table.ratio(rates[name, batch], rates["torchvision", batch]))]
        yield [f"{model}, batch {batch}; auto: {auto}", table.median_and_range(rates["torchvision", batch], 1), *cells]


def file_rows(options, model, rates):
    for batch in options.batches:
        cells = []
        for name in FILES:
            ours, theirs = rates[f"{name} C#", batch], rates.get((f"{name} node", batch))
            cells += [table.median_and_range(theirs, 1) if theirs else "", table.median_and_range(ours, 1), table.ratio(ours, theirs) if theirs else ""]
        yield [f"{model}, batch {batch}", *cells, table.ratio(rates["int8 C#", batch], rates["float32 C#", batch])]
