#!/usr/bin/env python3
"""Makes tests/golden/models/gradients with torchvision: loss, gradient norms and running moments of one training step in float64.

    make_gradients.py OUT NAME GAIN BATCH SIZE

Weights and pictures by FORMULA.md; dropout and stochastic depth are off; picture i has label i. The loss is the cross-entropy of the outputs,
plus that of each auxiliary classifier times AUXILIARY_WEIGHT. Norms below a billionth of the whole are left out: they are rounding.
"""
import json
import os
import sys

import torch
from torch import nn
from torchvision.ops import StochasticDepth

import zoo
from make_goldens import digits, input_channels, write

AUXILIARY_WEIGHT = {"googlenet_aux": 0.3, "inception_v3": 0.4}


def training_step(name, gain, batch, size):
    model = zoo.fill(zoo.build(name), gain).double().train()
    for module in model.modules():
        if isinstance(module, (nn.Dropout, StochasticDepth)):
            module.p = 0.0
    outputs = model(zoo.pictures([batch, input_channels(model), size, size]).double())
    labels = torch.arange(batch)
    scores, *auxiliary = outputs if isinstance(outputs, tuple) else [outputs]
    loss = nn.functional.cross_entropy(scores, labels)
    for other in auxiliary:
        loss = loss + AUXILIARY_WEIGHT[name] * nn.functional.cross_entropy(other, labels)
    loss.backward()
    return model, loss.item()


def main(out, name, gain, batch, size):
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    model, loss = training_step(name, float(gain), int(batch), int(size))
    norms = {key: p.grad.norm().item() for key, p in model.named_parameters()}
    total = sum(norm ** 2 for norm in norms.values()) ** 0.5
    moments = {key: digits(b.norm().item(), 12) for key, b in model.named_buffers() if "running_" in key}
    head = {"model": name, "gain": float(gain), "mode": "gradients", "input_shape": [int(batch), input_channels(model), int(size), int(size)],
            "loss_f64": digits(loss, 12), "grad_l2_total": digits(total, 12)}
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    kept = {key: digits(norm, 12) for key, norm in norms.items() if norm > 1e-9 * total}
    for key, values in (("grad_l2", kept), ("moment_l2", moments)):
        body = ",\n".join(f"  {json.dumps(entry)}: {json.dumps(value)}" for entry, value in values.items())
        lines.append(f' "{key}": {{\n{body}\n }}')
    write(os.path.join(out, "gradients", name + ".json"), "{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{name}: loss {loss:.4g}, total {total:.4g}, {len(kept)} of {len(norms)} gradients kept", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 6 else sys.exit(__doc__)
