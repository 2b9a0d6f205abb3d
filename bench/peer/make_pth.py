"""Small files of torch.save for the tests of the reader, in both formats: make_pth.py tests/Mien.Torch.Tests/golden/pth"""
import pathlib
import sys

import torch
from torch import nn


def weights():
    weight = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4
    return {
        "weight": nn.Parameter(weight),
        "tied": weight,
        "transposed": weight.t(),
        "column": weight[:, 1],
        "half": weight.half(),
        "bfloat16": weight.bfloat16(),
        "double": weight.double() / 3,
        "count": torch.tensor(7),
        "bytes": torch.tensor([1, 255], dtype=torch.uint8),
        "flag": torch.tensor([True, False]),
        "none": torch.zeros(0, 3),
    }


def trained():
    model = nn.DataParallel(nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(0.5)
    model(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    return {"epoch": 3, "arch": "net", "state_dict": model.state_dict(), "best_acc1": 0.5, "optimizer": optimizer.state_dict()}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(weights(), folder / "zip.pth")
    torch.save(weights(), folder / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(weights(), folder / "protocol4.pth", pickle_protocol=4)
    torch.save(trained(), folder / "trained.pth")
    torch.save(nn.Linear(2, 1), folder / "module.pth")


if __name__ == "__main__":
    main()
