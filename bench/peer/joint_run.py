"""Writes the golden of a run with a joint loss: two epochs of a small net in PyTorch, every number of which Mien has to repeat.

    /usr/bin/python3 bench/peer/joint_run.py tests/Mien.Training.Tests/golden/joint_run.json

The net: convolution 3 -> 4 without bias, batch norm, ReLU, mean over the maps, a linear layer to 3 class scores, arousal and valence. The loss: 0.9
times cross-entropy with balanced class weights, 0.05 times the mean squared error of valence and of arousal each; what is unknown (null)
does not count. Adam 0.01, cosine to 1e-4, no augmentation. Made with torch 1.13.1 in float64 from weights and pixels that are exact in
float32.
"""
import json
import math
import pathlib
import random
import sys

import torch
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
draw = random.Random(5)
CLASSES, SIZE, TRAIN, VALIDATION, BATCH, EPOCHS = 3, 6, 22, 9, 6, 2


def sample(number):
    label = None if number % 7 == 5 else min(2, number % 4)
    pixels = [round(draw.uniform(-1, 1) + (label or 0), 3) for _ in range(SIZE * SIZE * 3)]
    affect = [None if draw.random() < 0.25 else round(draw.uniform(-1, 1), 3) for _ in range(2)]
    return {"label": label, "valence": affect[0], "arousal": affect[1], "pixels": pixels}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)  # a bias before batch norm has no gradient but noise, which Adam magnifies
        self.norm = nn.BatchNorm2d(4)
        self.head = nn.Linear(4, CLASSES + 2)

    def forward(self, x):
        return self.head(torch.relu(self.norm(self.conv(x))).mean((2, 3)))


def exact(values):
    return torch.tensor(values, dtype=torch.float32).double()


def batch_of(samples):
    pixels = exact([s["pixels"] for s in samples]).reshape(len(samples), SIZE, SIZE, 3).permute(0, 3, 1, 2)
    labels = torch.tensor([-1 if s["label"] is None else s["label"] for s in samples])
    return pixels, labels, [exact([math.nan if s[key] is None else s[key] for s in samples]) for key in ("arousal", "valence")]


def loss_of(outputs, labels, affects, weights):
    total = 0.9 * nn.functional.cross_entropy(outputs[:, :CLASSES], labels, weights, ignore_index=-1)
    for column, truth in enumerate(affects):
        known = torch.isfinite(truth)
        if known.any():
            total = total + 0.05 * nn.functional.mse_loss(outputs[known, CLASSES + column], truth[known])
    return total


def ccc(truth, prediction):
    covariance = ((truth - truth.mean()) * (prediction - prediction.mean())).mean()
    return float(2 * covariance / (truth.var(unbiased=False) + prediction.var(unbiased=False) + (truth.mean() - prediction.mean()) ** 2))


train, validation = [sample(i) for i in range(TRAIN)], [sample(i) for i in range(VALIDATION)]
net = Net()
with torch.no_grad():
    for parameter in net.parameters():
        parameter.copy_(exact([round(draw.uniform(-0.5, 0.5), 3) for _ in range(parameter.numel())]).reshape(parameter.shape))
start = {name: value.flatten().tolist() for name, value in net.named_parameters()}

counts = [sum(s["label"] == c for s in train) for c in range(CLASSES)]
weights = exact([sum(counts) / (CLASSES * count) for count in counts])
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=EPOCHS, eta_min=1e-4)
orders = [draw.sample(range(TRAIN), TRAIN) for _ in range(EPOCHS)]
epochs = []
for order in orders:
    net.train()
    losses = []
    for first in range(0, TRAIN, BATCH):
        pixels, labels, affects = batch_of([train[i] for i in order[first : first + BATCH]])
        loss = loss_of(net(pixels), labels, affects, weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    scheduler.step()
    net.eval()
    with torch.no_grad():
        pixels, labels, affects = batch_of(validation)
        outputs = net(pixels)
        scores = {"loss": float(loss_of(outputs, labels, affects, weights))}
        scores["accuracy"] = float((outputs[:, :CLASSES].argmax(1) == labels)[labels >= 0].double().mean())
        for column, name in enumerate(("arousal", "valence")):
            known = torch.isfinite(affects[column])
            truth, prediction = affects[column][known], outputs[known, CLASSES + column]
            scores[name + "_ccc"] = ccc(truth, prediction)
            scores[name + "_rmse"] = float(((truth - prediction) ** 2).mean().sqrt())
    epochs.append({"losses": losses, "validation": scores})

golden = {
    "made_with": f"torch {torch.__version__}, bench/peer/joint_run.py",
    "batch": BATCH,
    "class_weights": weights.tolist(),
    "start": start,
    "orders": orders,
    "epochs": epochs,
    "end": {name: value.flatten().tolist() for name, value in net.named_parameters()},
}
samples = ",\n".join(f'  "{name}": [\n' + ",\n".join("   " + json.dumps(s) for s in part) + "\n  ]" for name, part in (("train", train), ("validation", validation)))
rest = ",\n".join(f' "{key}": {json.dumps(value)}' for key, value in golden.items())
pathlib.Path(sys.argv[1]).write_text(f"{{\n{rest},\n{samples}\n}}\n")
