"""The default pipeline of augmentation, and each of its transforms alone, in cv2 and numpy.

The same calls that Albumentations 1.3 makes for them, written as plain functions: without its classes, its checks of arguments and
its bookkeeping, which cost about as much again for pictures of 96x96 pixels. So a ratio to this is a lower bound of one to it.
"""
import argparse
import json
import pathlib
import random
import time

import cv2
import numpy as np

SIZE = 96


def flip(image):
    return np.ascontiguousarray(cv2.flip(image, 1))


def brightness_contrast(image):
    alpha, beta = 1.0 + random.uniform(-0.2, 0.2), random.uniform(-0.2, 0.2)
    table = np.arange(0, 256).astype("float32")
    table *= alpha
    table += beta * 255
    return cv2.LUT(image, np.clip(table, 0, 255).astype(np.uint8))


def motion_blur(image):
    size = random.choice(np.arange(3, 8, 2))
    kernel = np.zeros((size, size), dtype=np.uint8)
    x1, x2 = random.randint(0, size - 1), random.randint(0, size - 1)
    y1, y2 = random.sample(range(size), 2) if x1 == x2 else (random.randint(0, size - 1), random.randint(0, size - 1))
    cv2.line(kernel, (x1, y1), (x2, y2), 1, thickness=1)
    return cv2.filter2D(image, -1, kernel.astype(np.float32) / np.sum(kernel))


def gauss_noise(image):
    sigma = random.uniform(10, 50) ** 0.5
    noise = np.random.RandomState(random.randint(0, (1 << 32) - 1)).normal(0, sigma, image.shape)
    return np.clip(image.astype("float32") + noise, 0, 255).astype(np.uint8)


def gaussian_blur(image):
    size = random.randrange(3, 8)
    size += 1 - size % 2
    return cv2.GaussianBlur(image, (size, size), 0)


def pixel_dropout(image):
    mask = np.random.RandomState(random.randint(0, 1 << 31)).choice([True, False], image.shape[:2], p=[0.01, 0.99])
    return np.where(np.expand_dims(mask, -1), np.zeros_like(image), image)


def rotate(image):
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), random.uniform(-20, 20), 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def pipeline(image):
    if random.random() < 0.5:
        image = flip(image)
    image = brightness_contrast(image)
    if random.random() < 0.5:
        image = CHILDREN[np.random.RandomState(random.randint(0, (1 << 32) - 1)).choice(3, p=[1 / 3, 1 / 3, 1 / 3])](image)
    if random.random() < 0.25:
        image = pixel_dropout(image)
    return rotate(image)


CHILDREN = [motion_blur, gauss_noise, gaussian_blur]
STEPS = {"default pipeline": pipeline, "HorizontalFlip": flip, "RandomBrightnessContrast": brightness_contrast, "MotionBlur": motion_blur,
         "GaussNoise": gauss_noise, "GaussianBlur": gaussian_blur, "PixelDropout": pixel_dropout, "Rotate": rotate}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--passes", type=int, default=10)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    random.seed(1)
    files = sorted(path for path in pathlib.Path(options.data).rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    images = [cv2.resize(cv2.imread(str(path)), (SIZE, SIZE), interpolation=cv2.INTER_AREA) for path in files[:options.images]]
    microseconds = {}
    for name, step in STEPS.items():
        for image in images:
            step(image)
        start = time.process_time()
        for _ in range(options.passes):
            for image in images:
                step(image)
        microseconds[name] = (time.process_time() - start) * 1e6 / (options.passes * len(images))
    print(json.dumps({"opencv": cv2.__version__, "numpy": np.__version__, "microseconds": microseconds}))


if __name__ == "__main__":
    main()
