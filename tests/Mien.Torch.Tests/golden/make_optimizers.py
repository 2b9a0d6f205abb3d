"""Writes optimizers.json: where optimizers take 12 parameters in ten steps of prescribed gradients, in float64. Run with torch 1.13.1.

The SGD cases are copied from the fixtures of this project (models/optimizers.json, given as the argument) and checked here; the other
cases of PyTorch's flavour are run with torch.optim, those of Keras' flavour follow the update rules that Keras 2.11 documents.
"""
import json
import math
import pathlib
import sys

import torch


def mix(h):
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    h = h * 0xC2B2AE35 & 0xFFFFFFFF
    return h ^ h >> 16


def u(k, i):
    h = mix(mix(i + 0x9E3779B9 & 0xFFFFFFFF) ^ mix(k + 0x7F4A7C15 & 0xFFFFFFFF))
    return ((h >> 8) - 8388608) * 2.0**-23


START = [u(1000, i) for i in range(12)]


def gradient(step, small):
    return [(2.0**-22 if small else 0.5) * u(2000 + step, i) for i in range(12)]


def run_torch(cls, settings, small, drop):
    p = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64))
    optimizer = cls([p], **settings)
    trace = {}
    for step in range(1, 11):
        if drop and step == 6:
            optimizer.param_groups[0]["lr"] *= 0.1
        p.grad = torch.tensor(gradient(step, small), dtype=torch.float64)
        optimizer.step()
        if step in (1, 2, 5, 10):
            trace[str(step)] = p.detach().tolist()
    return trace


def run_keras_adam(settings, small, drop):
    lr, decay, amsgrad = settings["lr"], settings.get("weight_decay", 0), settings.get("amsgrad", False)
    b1, b2, eps = *settings.get("betas", (0.9, 0.999)), settings.get("eps", 1e-7)
    p, m, v, top, trace = list(START), [0.0] * 12, [0.0] * 12, [0.0] * 12, {}
    for step in range(1, 11):
        lr *= 0.1 if drop and step == 6 else 1
        alpha = lr * math.sqrt(1 - b2**step) / (1 - b1**step)
        for i, g in enumerate(gradient(step, small)):
            p[i] -= p[i] * decay * lr
            m[i] += (g - m[i]) * (1 - b1)
            v[i] += (g * g - v[i]) * (1 - b2)
            top[i] = max(top[i], v[i])
            p[i] -= m[i] * alpha / (math.sqrt(top[i] if amsgrad else v[i]) + eps)
        if step in (1, 2, 5, 10):
            trace[str(step)] = list(p)
    return trace


def run_keras_sgd(settings, small, drop):
    lr, decay, momentum = settings["lr"], settings.get("weight_decay", 0), settings.get("momentum", 0)
    p, velocity, trace = list(START), [0.0] * 12, {}
    for step in range(1, 11):
        lr *= 0.1 if drop and step == 6 else 1
        for i, g in enumerate(gradient(step, small)):
            p[i] -= p[i] * decay * lr
            velocity[i] = momentum * velocity[i] - lr * g
            p[i] += momentum * velocity[i] - lr * g if settings.get("nesterov") else velocity[i]
        if step in (1, 2, 5, 10):
            trace[str(step)] = list(p)
    return trace


KERAS = {"sgd": run_keras_sgd, "adam": run_keras_adam, "adamw": run_keras_adam}
TORCH = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop}
SGD = {"lr": 0.1, "momentum": 0.9}
CASES = {
    "sgd": ("torch", "sgd", {"lr": 0.1}, False, False),
    "sgd_momentum": ("torch", "sgd", SGD, False, False),
    "sgd_momentum_wd": ("torch", "sgd", {**SGD, "weight_decay": 1e-2}, False, False),
    "sgd_momentum_dampening": ("torch", "sgd", {**SGD, "dampening": 0.1}, False, False),
    "sgd_nesterov_wd": ("torch", "sgd", {**SGD, "nesterov": True, "weight_decay": 1e-2}, False, False),
    "sgd_momentum_lr_drop": ("torch", "sgd", SGD, False, True),
    "keras_sgd_momentum_lr_drop": ("keras", "sgd", SGD, False, True),
    "keras_sgd_nesterov": ("keras", "sgd", {**SGD, "nesterov": True}, False, False),
    "keras_sgd_wd": ("keras", "sgd", {"lr": 0.1, "weight_decay": 1e-2}, False, False),
    "keras_sgd_momentum_wd": ("keras", "sgd", {**SGD, "weight_decay": 1e-2}, False, True),
    "adam": ("torch", "adam", {"lr": 0.01}, False, False),
    "adam_small": ("torch", "adam", {"lr": 0.01}, True, False),
    "adam_wd_lr_drop": ("torch", "adam", {"lr": 0.01, "weight_decay": 0.1, "betas": (0.8, 0.95), "eps": 1e-5}, False, True),
    "adam_amsgrad": ("torch", "adam", {"lr": 0.01, "amsgrad": True, "betas": (0.9, 0.5)}, False, False),
    "adamw": ("torch", "adamw", {"lr": 0.01, "weight_decay": 0.1}, False, True),
    "adamw_amsgrad": ("torch", "adamw", {"lr": 0.01, "weight_decay": 0.1, "amsgrad": True, "betas": (0.9, 0.5)}, False, False),
    "keras_adam": ("keras", "adam", {"lr": 0.01}, False, False),
    "keras_adam_small": ("keras", "adam", {"lr": 0.01}, True, True),
    "keras_adam_amsgrad": ("keras", "adam", {"lr": 0.01, "amsgrad": True, "betas": (0.9, 0.5)}, False, False),
    "keras_adamw": ("keras", "adamw", {"lr": 0.01, "weight_decay": 0.1, "eps": 1e-5}, False, True),
    "rmsprop": ("torch", "rmsprop", {"lr": 0.01}, False, False),
    "rmsprop_momentum_wd": ("torch", "rmsprop", {"lr": 0.01, "momentum": 0.9, "weight_decay": 0.1, "alpha": 0.9}, False, True),
    "rmsprop_centered": ("torch", "rmsprop", {"lr": 0.01, "centered": True, "eps": 1e-3}, False, False),
    "rmsprop_centered_momentum": ("torch", "rmsprop", {"lr": 0.01, "centered": True, "momentum": 0.5, "weight_decay": 0.01}, False, False),
}

fixture = json.loads(pathlib.Path(sys.argv[1]).read_text())
assert START == fixture["p0"]
lines = []
for name, (flavor, optimizer, settings, small, drop) in CASES.items():
    trace = run_torch(TORCH[optimizer], settings, small, drop) if flavor == "torch" else KERAS[optimizer](settings, small, drop)
    if name in fixture["cases"]:
        given = fixture["cases"][name]["after_step_f64"]
        assert all(abs(a - b) < 1e-12 for step in given for a, b in zip(given[step], trace[step])), name
        trace = given
    lines.append(f'  "{name}": ' + json.dumps({"flavor": flavor, "optimizer": optimizer, "settings": settings, "small_gradients": small, "lr_drop": drop, "after_step": trace}))
assert not fixture["cases"].keys() - CASES.keys()
note = "Parameters after steps of an optimizer in float64, by make_optimizers.py with torch " + torch.__version__
body = ",\n".join(lines)
pathlib.Path(__file__).with_name("optimizers.json").write_text(f'{{\n "note": {json.dumps(note)},\n "start": {json.dumps(START)},\n "cases": {{\n{body}\n }}\n}}\n')
