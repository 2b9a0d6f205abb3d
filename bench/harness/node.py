"""onnxruntime-node, the peer of predictions in ONNX Runtime: the same version, without running the scripts of its packages."""
import pathlib
import shutil
import tarfile

from . import process

VERSION = "1.30.0"
PACKAGES = ["onnxruntime-node", "onnxruntime-common"]


def prepare(work):
    """Folder with node_modules; None without node or npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    folder = pathlib.Path(work) / "node"
    for package in PACKAGES:
        target = folder / "node_modules" / package
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            process.run(["npm", "pack", "--loglevel=error", "--pack-destination", folder, f"{package}@{VERSION}"])
            unpacked = folder / f"{package}.partial"
            shutil.rmtree(unpacked, ignore_errors=True)
            with tarfile.open(folder / f"{package}-{VERSION}.tgz") as archive:
                archive.extractall(unpacked)
            (unpacked / "package").rename(target)
    return folder
