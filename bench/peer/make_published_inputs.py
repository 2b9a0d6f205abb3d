"""What pictures torchvision's published weights want: make_published_inputs.py tests/golden/models/published_inputs.json"""
import json
import pathlib
import sys

import torchvision.models as models

from zoo import NAMES

CHOICES = {"vit_h_14": ("vit_h_14", "IMAGENET1K_SWAG_LINEAR_V1"), "vit_h_14_518": ("vit_h_14", "IMAGENET1K_SWAG_E2E_V1")}


def describe(name):
    architecture, weights = CHOICES.get(name, (name.replace("_noaux", "").replace("_aux", "").replace("_transform_input", ""), "IMAGENET1K_V1"))
    if architecture not in models.list_models(module=models):
        return None
    preset = models.get_model_weights(architecture)[weights].transforms()
    return [*preset.resize_size, *preset.crop_size, preset.interpolation.value, preset.mean, preset.std]


def main():
    rows = {name: row for name in NAMES if (row := describe(name))}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    pathlib.Path(sys.argv[1]).write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
