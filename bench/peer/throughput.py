"""Pictures a second of a torchvision model, as its documentation runs it: for each line "BATCH SECONDS" on standard input."""
import argparse
import sys
import time

import torch
from torchvision import models

from common import use_all_cores


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--size", type=int, default=224)
    options = parser.parse_args()
    use_all_cores()
    model = getattr(models, options.model)().eval()
    print("PyTorch", flush=True)
    with torch.no_grad():
        for line in sys.stdin:
            batch, seconds = line.split()
            pictures = torch.rand(int(batch), 3, options.size, options.size)
            softmax(model, pictures)  # warms up
            start, count = time.perf_counter(), 0
            while time.perf_counter() - start < float(seconds):
                softmax(model, pictures)
                count += int(batch)
            print(count / (time.perf_counter() - start), flush=True)


def softmax(model, pictures):
    return model(pictures).softmax(1).numpy()


main()
