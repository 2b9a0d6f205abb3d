#!/usr/bin/env python3
"""Trains a network from scratch on folders of face pictures with PyTorch: the same work as recipes/faces-resnet18.yml.

DATA/train/<class>/ and DATA/val/<class>/ hold the pictures; `bench/run split` makes them.
float32, channels first, torchvision's transforms in the workers of a DataLoader.
"""
import argparse

import torch
from sklearn.metrics import balanced_accuracy_score, f1_score
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from common import NORMALIZE, Clock, build_model, evaluation_transform, report, use_all_cores


def training_transform(size):
    return transforms.Compose([
        transforms.Resize((size, size)),
        transforms.RandomHorizontalFlip(),
        transforms.RandomAffine(degrees=15, translate=(6 / 96, 6 / 96), scale=(0.9, 1.1), interpolation=transforms.InterpolationMode.BILINEAR),
        transforms.ColorJitter(brightness=0.2, contrast=0.2),
        transforms.ToTensor(),
        NORMALIZE,
    ])


def class_weights(targets, class_count):
    """Square root of the balanced weights n / (classes * count)."""
    counts = torch.bincount(torch.tensor(targets), minlength=class_count).clamp(min=1)
    return (len(targets) / (class_count * counts)).sqrt()


def train_epoch(model, loader, loss_function, optimizer, schedule):
    model.train()
    for pictures, labels in loader:
        optimizer.zero_grad()
        loss = loss_function(model(pictures), labels)
        loss.backward()
        optimizer.step()
        schedule.step()


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    truth, predicted = [], []
    for pictures, labels in loader:
        truth += labels.tolist()
        predicted += model(pictures).argmax(1).tolist()
    correct = sum(a == b for a, b in zip(truth, predicted))
    return {
        "accuracy": correct / len(truth),
        "balanced_accuracy": balanced_accuracy_score(truth, predicted),
        "macro_f1": f1_score(truth, predicted, average="macro", zero_division=0),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--schedule-epochs", type=int, default=20, help="length of the one-cycle schedule")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--model", default="resnet18")
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--save", help="where to write the weights of the best epoch")
    options = parser.parse_args()
    use_all_cores(options.threads)
    torch.manual_seed(options.seed)

    train_set = datasets.ImageFolder(f"{options.data}/train", training_transform(options.size))
    validation_set = datasets.ImageFolder(f"{options.data}/val", evaluation_transform(options.size))
    # Each epoch starts its workers anew, the default of DataLoader.
    train_loader = DataLoader(train_set, batch_size=options.batch, shuffle=True, num_workers=options.workers)
    validation_loader = DataLoader(validation_set, batch_size=options.batch, num_workers=options.workers)

    class_count = len(train_set.classes)
    model = build_model(class_count, name=options.model)
    loss_function = nn.CrossEntropyLoss(weight=class_weights(train_set.targets, class_count), label_smoothing=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.05, epochs=max(options.schedule_epochs, options.epochs), steps_per_epoch=len(train_loader), pct_start=0.2,
        cycle_momentum=False)

    history, best = [], None
    for epoch in range(options.epochs):
        clock = Clock()
        train_epoch(model, train_loader, loss_function, optimizer, schedule)
        seconds = clock.seconds()
        scores = evaluate(model, validation_loader)
        history.append({"epoch": epoch, "seconds": seconds, "images_per_second": len(train_set) / seconds, **scores})
        print(f"epoch {epoch}: {len(train_set) / seconds:.1f} img/s, accuracy {scores['accuracy']:.4f}, macro F1 {scores['macro_f1']:.4f}", flush=True)
        if best is None or scores["macro_f1"] > best["macro_f1"]:
            best = history[-1]
            if options.save:
                torch.save(model.state_dict(), options.save)
    report(images=len(train_set), history=history, last=history[-1], best=best)


if __name__ == "__main__":
    main()
