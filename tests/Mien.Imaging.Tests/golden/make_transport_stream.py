"""Writes clip.ts, an MPEG transport stream of 20 frames, by OpenCV 4.6 and FFmpeg 5.1: a bright square that moves over a dark ground."""
import pathlib

import cv2
import numpy as np

writer = cv2.VideoWriter(str(pathlib.Path(__file__).with_name("clip.ts")), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*"MPG2"), 25, (64, 48))
for index in range(20):
    frame = np.full((48, 64, 3), (80, 40, 20), np.uint8)
    frame[8:24, 2 * index:2 * index + 16] = (60, 200, 250)
    writer.write(frame)
writer.release()
