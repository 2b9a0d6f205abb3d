"""Logits of keras_resnet50_imagenet from a whole .h5 of Keras, read by h5py and computed by PyTorch, to hold Mien's reader against.

    /usr/bin/python3 bench/peer/make_h5.py resnet50 net.h5 --top --whole-model
    /usr/bin/python3 bench/peer/h5_logits.py net.h5 pixels.bin 224 PICTURE...       # also writes the pixels, in caffe mode, for the next line
    dotnet run -c Release --project bench/weights -- keras_resnet50_imagenet net.h5 pixels.bin 224 1
"""
import json
import sys

import cv2
import h5py
import numpy as np
import torch

from keras_nets import CONSTRUCTORS

KINDS = {"kernel:0": "weight", "bias:0": "bias", "gamma:0": "weight", "beta:0": "bias", "moving_mean:0": "running_mean", "moving_variance:0": "running_var"}
path, pixels, size, pictures = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
net = CONSTRUCTORS["keras_resnet50_imagenet"]().eval()
modules = {name.replace(".", "_"): name for name, _ in net.named_modules()}
state = {name: value for name, value in net.state_dict().items() if name.endswith("num_batches_tracked")}
with h5py.File(path) as file:
    model = file["model_weights"]
    for layer in model.attrs["layer_names"]:
        for weight in model[layer].attrs["weight_names"]:
            value = torch.from_numpy(model[layer][weight][()])
            value = value.permute(3, 2, 0, 1) if value.ndim == 4 else value.T if value.ndim == 2 else value
            state[f"{modules[layer.decode()]}.{KINDS[weight.decode().split('/')[-1]]}"] = value
net.load_state_dict(state)

x = np.stack([cv2.resize(cv2.imread(picture), (size, size)) for picture in pictures]).astype(np.float32)
x = np.ascontiguousarray((x - np.array([103.939, 116.779, 123.68], np.float32)).transpose(0, 3, 1, 2))
x.tofile(pixels)
with torch.no_grad():
    print(json.dumps({"logits": net(torch.from_numpy(x)).reshape(-1).tolist()}))
