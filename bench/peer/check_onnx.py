"""Checks .onnx files with the checker of ONNX itself, shapes included. Needs python3-onnx."""
import sys

import onnx

for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
print(f"onnx {onnx.__version__}: {len(sys.argv) - 1} files are well-formed")
