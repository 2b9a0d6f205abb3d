#!/usr/bin/env python3
"""Makes tests/golden/models with torchvision: listings, counts and outputs in evaluation mode, weights and pictures by FORMULA.md.

    make_goldens.py listings OUT [NAME ...]        OUT/state_dicts/NAME.json and the rows of OUT/counts.json; all models by default
    make_goldens.py outputs OUT NAME GAIN SIZE ... OUT/goldens/NAME.json, two pictures of each size
    make_goldens.py gain NAME SIZE                 what each gain makes of the outputs, to choose one
    make_goldens.py check GOLDEN ...               recomputes golden files and tells the largest difference
"""
import json
import os
import sys

import torch
from torch import nn
from torchvision.ops import StochasticDepth

import zoo

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)
EXPANDED = {"features", "model", "trunk_output", "encoder", "encoder.layers"}


def digits(value, count):
    return float(f"{value:.{count}g}")


def lines(entries, indent):
    return "[\n" + ",\n".join(" " * (indent + 1) + json.dumps(entry) for entry in entries) + "\n" + " " * indent + "]"


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".part", path)


def listing(model):
    return [[name, list(t.shape), str(t.dtype).removeprefix("torch.")] for name, t in model.state_dict().items()]


def counts(model):
    depths = [round(m.p, 6) for m in model.modules() if isinstance(m, StochasticDepth)]
    norms = {(type(m).__name__, m.eps, getattr(m, "momentum", None)) for m in model.modules() if isinstance(m, NORMS)}
    drops = sorted({m.p for m in model.modules() if isinstance(m, nn.Dropout)})
    row = {
        "params": sum(p.numel() for p in model.parameters()),
        "buffers": sum(b.numel() for b in model.buffers()),
        "num_state_dict_entries": len(model.state_dict()),
        "param_tensors": len(list(model.parameters())),
        "buffer_tensors": len(list(model.buffers())),
    }
    if norms:
        row["norm_eps_momentum"] = sorted([list(n) for n in norms], key=str)
    if drops:
        row["dropout_p"] = drops
    if depths:
        row["stochastic_depth_p"] = depths if len(depths) <= 24 else [len(depths), depths[0], depths[-1]]
    return row


def make_listings(out, names):
    path = os.path.join(out, "counts.json")
    rows = json.load(open(path, encoding="utf-8"))["models"] if os.path.exists(path) else {}
    for name in names or zoo.NAMES:
        model = zoo.build(name)
        if not name.endswith("_transform_input"):
            entries = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in listing(model))
            write(os.path.join(out, "state_dicts", name + ".json"), f"[{entries}]\n")
        rows[name] = counts(model)
        print(name, rows[name]["params"], flush=True)
    body = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    write(path, '{\n "models": {\n' + body + "\n }\n}\n")


def traced_modules(model):
    for name, module in model.named_modules():
        parent = name.rpartition(".")[0]
        if name and name not in EXPANDED and (not parent or parent in EXPANDED):
            yield name, module


def run(model, shape, trace):
    """Outputs in evaluation mode; the trace gets [module, shape, mean, l2] of what ran, in order."""
    def watch(name):
        def hook(_, __, output):
            values = output.double()
            trace.append([name, list(output.shape), digits(values.mean().item(), 9), digits(values.norm().item(), 9)])
        return hook

    handles = [module.register_forward_hook(watch(name)) for name, module in traced_modules(model)]
    with torch.no_grad():
        output = model(zoo.pictures(shape).to(next(model.parameters()).dtype))
    for handle in handles:
        handle.remove()
    return output


def summary(output, count):
    output = output.double()
    return {
        "first16": [[digits(v, count) for v in row[:16].tolist()] for row in output],
        "mean": [digits(v, count) for v in output.mean(1).tolist()],
        "std_population": [digits(v, count) for v in output.std(1, unbiased=False).tolist()],
        "l2": [digits(v, count) for v in output.norm(dim=1).tolist()],
        "argmax": output.argmax(1).tolist(),
    }


def input_channels(model):
    return next(m.in_channels for m in model.modules() if isinstance(m, nn.Conv2d))


def golden_case(single, double, size):
    shape, trace = [2, input_channels(single), size, size], []
    f32, f64 = run(single, shape, []), run(double, shape, trace)
    difference = (f32.double() - f64).abs().max().item()
    return {
        "input_shape": shape,
        "num_outputs": f64.shape[1],
        "logits_f32": summary(f32, 9),
        "logits_f64": summary(f64, 12),
        "max_abs_logit": digits(f64.abs().max().item(), 9),
        "max_abs_diff_f32_f64": digits(difference, 9),
        "suggested_atol": digits(max(8 * difference, 1e-6), 2),
        "batch_image_difference_rms": digits((f64[0] - f64[1]).pow(2).mean().sqrt().item(), 9),
        "trace_f64": trace,
    }


def golden(name, gain, sizes):
    torch.manual_seed(0)
    single = zoo.fill(zoo.build(name), gain).eval()
    numbered = zoo.numbered(single)
    chosen = sorted({0, 1, 2, 3, len(numbered) // 2, len(numbered) - 2, len(numbered) - 1})
    checks = [{"k": k, "name": key, "shape": list(t.shape), "first4": [digits(v, 9) for v in t.flatten()[:4].tolist()],
               "sum_f64": digits(t.double().sum().item(), 12)} for k, key, t in (numbered[i] for i in chosen)]
    double = zoo.fill(zoo.build(name), gain).double().eval()
    return {"model": name, "gain": gain, "mode": "eval", "tensors_filled": len(numbered), "weight_checks": checks,
            "cases": [golden_case(single, double, size) for size in sizes]}


def to_text(file):
    parts = [f' {json.dumps(key)}: {json.dumps(value)}' for key, value in file.items() if key not in ("weight_checks", "cases")]
    parts.append(' "weight_checks": ' + lines(file["weight_checks"], 1))
    cases = []
    for case in file["cases"]:
        fields = [f'   {json.dumps(key)}: {json.dumps(value)}' for key, value in case.items() if key != "trace_f64"]
        cases.append("  {\n" + ",\n".join([*fields, '   "trace_f64": ' + lines(case["trace_f64"], 3)]) + "\n  }")
    return "{\n" + ",\n".join([*parts, ' "cases": [\n' + ",\n".join(cases) + "\n ]"]) + "\n}\n"


def choose_gain(name, size):
    model = zoo.build(name).eval()
    for gain in [g / 16 for g in range(12, 29, 2)]:
        zoo.fill(model, gain)
        output = run(model, [2, input_channels(model), size, size], [])
        difference = (output[0] - output[1]).pow(2).mean().sqrt().item()
        print(f"gain {gain:<7} largest {output.abs().max().item():12.4g}  rms difference of the pictures {difference:12.4g}", flush=True)


def check(path):
    expected = json.load(open(path, encoding="utf-8"))
    sizes = [case["input_shape"][2] for case in expected["cases"]]
    actual = golden(expected["model"], expected["gain"], sizes)
    worst = 0.0
    if [c["first4"] for c in expected["weight_checks"]] != [c["first4"] for c in actual["weight_checks"]]:
        print(f"{path}: the filled weights differ")
    for old, new in zip(expected["cases"], actual["cases"]):
        pairs = zip(old["logits_f64"]["first16"] + [old["logits_f64"]["l2"]], new["logits_f64"]["first16"] + [new["logits_f64"]["l2"]])
        worst = max([worst, *(abs(a - b) / old["max_abs_logit"] for rows in pairs for a, b in zip(*rows))])
        known = {entry[0]: entry for entry in new["trace_f64"]}
        print(*(f"{path}: {entry} is {known.get(entry[0])}" for entry in old["trace_f64"] if known.get(entry[0]) != entry), sep="\n", end="")
    print(f"{path}: largest difference {worst:.1e} of the largest output")


def main(arguments):
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    match arguments:
        case ["listings", out, *names]:
            make_listings(out, names)
        case ["outputs", out, name, gain, *sizes]:
            write(os.path.join(out, "goldens", name + ".json"), to_text(golden(name, float(gain), [int(s) for s in sizes])))
        case ["gain", name, size]:
            choose_gain(name, int(size))
        case ["check", *paths] if paths:
            for path in paths:
                check(path)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
