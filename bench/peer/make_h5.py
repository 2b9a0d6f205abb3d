"""Makes .h5 files as Keras saves weights, with h5py, without Keras (Debian: python3-h5py).

    /usr/bin/python3 bench/peer/make_h5.py small tests/Mien.Torch.Tests/golden/keras/fercnn1_small.h5
    /usr/bin/python3 bench/peer/make_h5.py refused tests/Mien.Torch.Tests/golden/keras
    /usr/bin/python3 bench/peer/make_h5.py resnet50 resnet50_notop.h5 [--top] [--whole-model]

small: two 3x3 convolutions of 2 and 3 channels, a hidden layer of 4 and 3 classes, for grey pictures of 14 x 14, in the file of a whole
model; prints what numpy computes from it in Keras' order (height, width, channel), in float64, for one picture.
resnet50: layers, names and shapes of keras.applications' ResNet50 (v1), random numbers.
"""
import json
import sys

import h5py
import numpy as np

rng = np.random.default_rng(4)


def save(path, layers, whole_model):
    """Groups and attributes as keras.saving.hdf5_format.save_weights_to_hdf5_group writes them."""
    with h5py.File(path, "w") as file:
        group = file
        if whole_model:
            file.attrs["keras_version"] = "2.11.0"
            file.attrs["backend"] = "tensorflow"
            file.attrs["model_config"] = json.dumps({"class_name": "Functional", "note": "nothing of this is read"})
            group = file.create_group("model_weights")
        group.attrs["layer_names"] = np.asarray([name.encode("utf8") for name, _ in layers])
        group.attrs["backend"] = b"tensorflow"
        for name, weights in layers:
            inner = group.create_group(name)
            names = [f"{name}/{kind}:0" for kind, _ in weights]
            inner.attrs["weight_names"] = np.asarray([n.encode("utf8") for n in names])
            for full, (_, value) in zip(names, weights):
                inner.create_dataset(full, value.shape, dtype=value.dtype)[...] = value


def normal(*shape, scale=1.0):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def conv(size, inputs, outputs):
    return [("kernel", normal(size, size, inputs, outputs, scale=(2 / (size * size * inputs)) ** 0.5)), ("bias", normal(outputs, scale=0.1))]


def norm(channels):
    return [("gamma", 1 + normal(channels, scale=0.1)), ("beta", normal(channels, scale=0.1)),
            ("moving_mean", normal(channels, scale=0.1)), ("moving_variance", np.abs(normal(channels)) + np.float32(0.5))]


def resnet50(top):
    layers = [("input_1", []), ("conv1_pad", []), ("conv1_conv", conv(7, 3, 64)), ("conv1_bn", norm(64)), ("conv1_relu", [])]
    channels = 64
    for stage, (width, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], start=2):
        for block in range(1, blocks + 1):
            name = f"conv{stage}_block{block}"
            layers += [(f"{name}_1_conv", conv(1, channels, width)), (f"{name}_1_bn", norm(width)), (f"{name}_1_relu", []),
                       (f"{name}_2_conv", conv(3, width, width)), (f"{name}_2_bn", norm(width))]
            if block == 1:
                layers += [(f"{name}_0_conv", conv(1, channels, 4 * width))]
            layers += [(f"{name}_3_conv", conv(1, width, 4 * width))]
            if block == 1:
                layers += [(f"{name}_0_bn", norm(4 * width))]
            layers += [(f"{name}_3_bn", norm(4 * width)), (f"{name}_add", []), (f"{name}_out", [])]
            channels = 4 * width
    if top:
        layers += [("avg_pool", []), ("predictions", [("kernel", normal(2048, 1000, scale=0.02)), ("bias", normal(1000, scale=0.1))])]
    return layers


def convolve(x, kernel, bias):
    size = x.shape[0] - 2
    out = np.zeros((size, size, kernel.shape[3]))
    for i in range(3):
        for j in range(3):
            out += np.tensordot(x[i:i + size, j:j + size], kernel[i, j], axes=(2, 0))
    return out + bias


def pool(x):
    side = x.shape[0] // 2
    return x[:2 * side, :2 * side].reshape(side, 2, side, 2, -1).max(axis=(1, 3))


def small(path):
    layers = [("conv1", conv(3, 1, 2)), ("pool1", []), ("conv2", conv(3, 2, 3)), ("flatten", []),
              ("dense1", [("kernel", normal(12, 4)), ("bias", normal(4))]), ("predictions", [("kernel", normal(4, 3)), ("bias", normal(3))])]
    layers = [(name, [(kind, value.astype(np.float16) if name == "dense1" else value) for kind, value in weights]) for name, weights in layers]
    save(path, layers, whole_model=True)
    weights = {name: [value.astype(np.float64) for _, value in pairs] for name, pairs in layers}
    picture = np.arange(14 * 14, dtype=np.float64).reshape(14, 14, 1) % 7 / 7
    x = pool(np.maximum(convolve(picture, *weights["conv1"]), 0))
    x = pool(np.maximum(convolve(x, *weights["conv2"]), 0)).reshape(-1)
    x = np.maximum(x @ weights["dense1"][0] + weights["dense1"][1], 0)
    logits = x @ weights["predictions"][0] + weights["predictions"][1]
    print("logits", logits.tolist())


def refused(folder):
    """Files that HDF5 allows and Keras does not write."""
    def make(name, build, **options):
        with h5py.File(f"{folder}/{name}.h5", "w", **options) as file:
            file.attrs["layer_names"] = np.asarray([b"conv1"])
            layer = file.create_group("conv1")
            layer.attrs["weight_names"] = np.asarray([b"kernel:0"])
            build(file, layer)

    values = np.arange(4, dtype=np.float32)
    make("compressed", lambda file, layer: layer.create_dataset("kernel:0", data=values, compression="gzip"))
    make("chunked", lambda file, layer: layer.create_dataset("kernel:0", data=values, chunks=(2,)))
    make("elsewhere", lambda file, layer: layer.create_dataset("kernel:0", (4,), "f4", external=[("/etc/passwd", 0, 16)]))
    make("soft_link", lambda file, layer: layer.__setitem__("kernel:0", h5py.SoftLink("/other")))
    make("external_link", lambda file, layer: layer.__setitem__("kernel:0", h5py.ExternalLink("other.h5", "/other")))
    make("big_endian", lambda file, layer: layer.create_dataset("kernel:0", data=values.astype(">f4")))
    make("text", lambda file, layer: layer.create_dataset("kernel:0", data=np.asarray([b"weights"])))
    make("newer", lambda file, layer: layer.create_dataset("kernel:0", data=values), libver="latest")
    with h5py.File(f"{folder}/keras3.h5", "w") as file:
        file.create_group("layers/conv1/vars").create_dataset("0", data=values)


if __name__ == "__main__":
    if sys.argv[1] == "small":
        small(sys.argv[2])
    elif sys.argv[1] == "refused":
        refused(sys.argv[2])
    else:
        save(sys.argv[2], resnet50("--top" in sys.argv), "--whole-model" in sys.argv)
