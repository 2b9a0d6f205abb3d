"""Writes schedules.json: learning rates and momenta of PyTorch's schedulers, step by step. Run with torch 1.13.1."""
import json
import pathlib

import torch
from torch.optim import lr_scheduler


def run(make, count, lr):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for step in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if step < count - 1:
            scheduler.step()
    return {"rates": rates, "momenta": momenta}


cases = []
for total, warmup, div, final, cycle in [(50, 0.2, 25, 1e4, False), (37, 0.3, 25, 1e4, True), (20, 0.5, 10, 100, False), (5, 0.0, 25, 1e4, False)]:
    trace = run(lambda o: lr_scheduler.OneCycleLR(o, 0.05, total_steps=total, pct_start=warmup, div_factor=div, final_div_factor=final, cycle_momentum=cycle), total, 0.05)
    cases.append({"name": "one_cycle", "lr": 0.05, "count": total, "warmup": warmup, "div_factor": div, "final_div": final, "cycle_momentum": cycle, **trace})
for lr, epochs, low in [(0.1, 10, 0.0), (0.05, 7, 1e-4)]:
    trace = run(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=epochs, eta_min=low), epochs, lr)
    cases.append({"name": "cosine", "lr": lr, "count": epochs, "min_lr": low, **trace})
for lr, step_epochs, gamma, epochs in [(0.1, 3, 0.1, 10), (0.05, 1, 0.5, 6)]:
    trace = run(lambda o: lr_scheduler.StepLR(o, step_size=step_epochs, gamma=gamma), epochs, lr)
    cases.append({"name": "step", "lr": lr, "count": epochs, "step_epochs": step_epochs, "gamma": gamma, **trace})
for lr, milestones, gamma, epochs in [(0.1, [2, 5, 6], 0.3, 9)]:
    trace = run(lambda o: lr_scheduler.MultiStepLR(o, milestones=milestones, gamma=gamma), epochs, lr)
    cases.append({"name": "multi_step", "lr": lr, "count": epochs, "milestones": milestones, "gamma": gamma, **trace})
for lr, gamma, epochs in [(0.1, 0.9, 12)]:
    trace = run(lambda o: lr_scheduler.ExponentialLR(o, gamma=gamma), epochs, lr)
    cases.append({"name": "exponential", "lr": lr, "count": epochs, "gamma": gamma, **trace})
for lr, rise, start, count, low in [(0.1, 5, 0.01, 25, 0.0), (0.05, 3, 0.25, 12, 1e-4)]:
    def warm_cosine(o):
        parts = [lr_scheduler.LinearLR(o, start_factor=start, total_iters=rise), lr_scheduler.CosineAnnealingLR(o, T_max=count - rise, eta_min=low)]
        return lr_scheduler.SequentialLR(o, parts, milestones=[rise])
    trace = run(warm_cosine, count, lr)
    cases.append({"name": "cosine_warmup", "lr": lr, "count": count, "warmup": rise / count, "warmup_start": start, "min_lr": low, **trace})

out = pathlib.Path(__file__).with_name("schedules.json")
lines = ",\n".join("    " + json.dumps(case) for case in cases)
out.write_text(f'{{\n  "made_with": "torch {torch.__version__}, make_schedules.py",\n  "cases": [\n{lines}\n  ]\n}}\n')
