#!/usr/bin/env python3
"""Reads a TensorBoard event file without Mien's code or TensorBoard's, checks every checksum, and prints what is in it.

  bench/peer/read_events.py runs/NAME/events.out.tfevents.mien

Ends with 1 where a record is torn, a checksum is wrong, or a scalar is there twice for one step.
"""
import collections
import struct
import sys

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        (of_length,) = struct.unpack_from("<I", data, at + 8)
        content = data[at + 12:at + 12 + length]
        (of_content,) = struct.unpack_from("<I", data, at + 12 + length)
        if masked_crc(data[at:at + 8]) != of_length or masked_crc(content) != of_content:
            sys.exit(f"wrong checksum in the record at byte {at}")
        yield content
        at += 16 + length


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    found, at = collections.defaultdict(list), 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        else:
            size = 8 if kind == 1 else 4
            (value,) = struct.unpack_from("<d" if kind == 1 else "<f", data, at)
            at += size
        found[key >> 3].append(value)
    return found


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    counts, last, seen = collections.Counter(), {}, set()
    for content in records(data):
        event = fields(content)
        step = event[2][0] if event[2] else 0
        for summary in event[5]:
            for value in fields(summary)[1]:
                parts = fields(value)
                tag = parts[1][0].decode()
                kind = "scalar" if parts[2] else "image" if parts[4] else "histogram" if parts[5] else "plugin " + fields(fields(parts[9][0])[1][0])[1][0].decode()
                if kind == "scalar" and (tag, step) in seen:
                    sys.exit(f"'{tag}' is there twice for step {step}")
                seen.add((tag, step))
                counts[kind, tag] += 1
                last[tag] = parts[2][0] if parts[2] else len(value)
    for (kind, tag), count in sorted(counts.items()):
        print(f"{kind:15} {tag:35} {count:6}  last {last[tag]:.6g}{'' if kind == 'scalar' else ' bytes'}")


main()
