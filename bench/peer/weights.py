"""Weights of torchvision: makes files of random ones with the logits that they give, and measures loading."""
import argparse
import json
import pathlib
import struct
import time

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import models

import common

NAMES = ["resnet18", "resnet50", "squeezenet1_1", "mobilenet_v2", "efficientnet_b0", "densenet121", "googlenet", "regnet_y_400mf", "vit_b_16", "swin_t"]


def random_model(name):
    """Weights as torchvision draws them, but for heads and norms, which it fills with constants that would hide mistakes."""
    torch.manual_seed(7)
    model = models.googlenet(aux_logits=True, transform_input=False, init_weights=True) if name == "googlenet" else getattr(models, name)()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
        if isinstance(module, nn.Linear) and module.out_features == 1000:
            nn.init.normal_(module.weight, 0, 0.05)
    return model.eval()


def save(model, path, kind):
    """The ways in which the field's files differ."""
    if kind == "DataParallel in a checkpoint":
        torch.save({"epoch": 3, "state_dict": nn.DataParallel(model).state_dict(), "optimizer": torch.optim.SGD(model.parameters(), lr=0.1).state_dict()}, path)
    else:
        torch.save(model.state_dict(), path, _use_new_zipfile_serialization=kind == "zip")


def save_safetensors(state, path):
    """The format of github.com/huggingface/safetensors, whose package Debian does not have."""
    kinds = {torch.float32: "F32", torch.int64: "I64"}
    header, end = {}, 0
    for name, tensor in sorted(state.items(), key=lambda item: -item[1].element_size()):
        header[name] = {"dtype": kinds[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [end, end := end + tensor.numel() * tensor.element_size()]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in header:
            file.write(state[name].numpy().tobytes())


def pictures(folder, count, size):
    paths = sorted(path for path in pathlib.Path(folder).rglob("*") if path.suffix.lower() in common.IMAGE_EXTENSIONS)
    chosen = paths[:: max(1, len(paths) // count)][:count]
    transform = common.evaluation_transform(size)
    return torch.stack([transform(Image.open(path).convert("RGB")) for path in chosen])


def make(options):
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    batch = pictures(options.data, options.images, options.size)
    batch.numpy().astype(np.float32).tofile(folder / "pictures.f32")
    kinds = ["zip", "legacy", "DataParallel in a checkpoint"]
    rows = []
    for i, name in enumerate(NAMES):
        model, kind = random_model(name), kinds[i % len(kinds)]
        save(model, folder / f"{name}.pth", kind)
        with torch.no_grad():
            rows.append({"name": name, "kind": kind, "logits": model(batch).flatten().tolist()})
        if name == "resnet50":
            torch.save(model.state_dict(), folder / "resnet50_zip.pth")
            save_safetensors(model.state_dict(), folder / "resnet50.safetensors")
    common.report(models=rows)


def measure(options):
    times = {"load_ms": [], "to_model_ms": [], "to_last_byte_ms": []}
    for _ in range(options.rounds):
        start = time.perf_counter()
        state = torch.load(options.file, map_location="cpu")
        times["load_ms"].append(1000 * (time.perf_counter() - start))
        model = models.resnet50()
        model.load_state_dict(state)
        times["to_model_ms"].append(1000 * (time.perf_counter() - start))
        with torch.no_grad():
            for tensor in model.state_dict().values():
                tensor.sum()
        times["to_last_byte_ms"].append(1000 * (time.perf_counter() - start))
    common.report(**times)


def large(options):
    torch.save(models.vit_h_14().state_dict(), options.file)
    pictures(options.data, 1, 224).numpy().astype(np.float32).tofile(options.file + ".f32")
    common.report()


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    making = commands.add_parser("make")
    making.add_argument("folder")
    making.add_argument("--data", required=True)
    making.add_argument("--images", type=int, default=4)
    making.add_argument("--size", type=int, default=224)
    making.set_defaults(run=make)
    measuring = commands.add_parser("measure")
    measuring.add_argument("file")
    measuring.add_argument("--rounds", type=int, default=5)
    measuring.set_defaults(run=measure)
    making_large = commands.add_parser("large")
    making_large.add_argument("file")
    making_large.add_argument("--data", required=True)
    making_large.set_defaults(run=large)
    options = parser.parse_args()
    common.use_all_cores()
    options.run(options)


if __name__ == "__main__":
    main()
