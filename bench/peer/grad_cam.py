#!/usr/bin/env python3
"""Makes tests/golden/models/grad_cam with torch: Grad-CAM of the most probable class of two pictures, in float64.

    grad_cam.py OUT NAME GAIN SIZE LAYER

Weights and pictures by FORMULA.md. The map is relu(sum over channels of mean(gradient) * activation) of LAYER, not enlarged (Selvaraju et al.
2017, arXiv:1610.02391).
"""
import json
import os
import sys

import torch

import zoo
from make_goldens import digits, input_channels, write


def maps(name, gain, size, layer):
    model = zoo.fill(zoo.build(name), gain).double().eval()
    kept = []

    def keep(_, __, output):
        kept.append(output)
        return output.clone()  # what follows may work in place

    model.get_submodule(layer).register_forward_hook(keep)
    shape = [2, input_channels(model), size, size]
    outputs = model(zoo.pictures(shape).double())
    classes = outputs.argmax(1).tolist()
    gradient = torch.autograd.grad(outputs[range(2), classes].sum(), kept[0])[0]
    heat = (gradient.mean((2, 3), keepdim=True) * kept[0]).sum(1).relu()
    return shape, classes, heat


def main(out, name, gain, size, layer):
    torch.set_num_threads(1)
    shape, classes, heat = maps(name, float(gain), int(size), layer)
    file = {"model": name, "gain": float(gain), "mode": "grad_cam", "input_shape": shape, "layer": layer, "classes": classes,
            "map_shape": list(heat.shape[1:])}
    head = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in file.items()]
    rows = ",\n".join("  " + json.dumps([digits(v, 12) for v in row.flatten().tolist()]) for row in heat)
    write(os.path.join(out, "grad_cam", name + ".json"), "{\n" + ",\n".join([*head, f' "maps_f64": [\n{rows}\n ]']) + "\n}\n")
    print(f"{name}: {list(heat.shape)}, largest {heat.max().item():.4g}, zeros {(heat == 0).double().mean().item():.0%}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 6 else sys.exit(__doc__)
