#!/usr/bin/env python3
"""The device headers of a release of ttnn, without installing it: headers.py 0.66.0 -> ~/.cache/tilecc/metalium_sim/releases/0.66.0

Downloads the wheel from PyPI with pip and unpacks ttnn/tt_metal (headers and kernel library). Quick when it is there.
tools/check_identifiers.py holds the dialects of src/codegen to these.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

HEADERS, LIBRARIES = ("ttnn/tt_metal/",), ("ttnn/build/lib/", "ttnn.libs/")


def releases():
    named = os.environ.get("TILECC_METALIUM_SIM")
    return (pathlib.Path(named) if named else pathlib.Path.home() / ".cache/tilecc/metalium_sim") / "releases"


def download(version, folder):
    """The wheel's file. Which Python it is for does not matter: the headers are the same."""
    done = subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
                           "--python-version=3.10", "--platform=manylinux_2_34_x86_64", "--dest", str(folder), f"ttnn=={version}"],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"headers.py: pip cannot download ttnn {version}: {done.stderr.strip().splitlines()[-1]}")
    return next(folder.glob("ttnn-*.whl"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version", help="of ttnn, such as 0.66.0")
    parser.add_argument("--libraries", action="store_true", help="unpack the host libraries, too (tools/check_host.sh links with them)")
    options = parser.parse_args()
    version, wanted = options.version, HEADERS + (LIBRARIES if options.libraries else ())
    target = releases() / version
    if not all((target / folder).is_dir() for folder in wanted):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
            temporary = pathlib.Path(temporary)
            with zipfile.ZipFile(download(version, temporary)) as wheel:
                wheel.extractall(temporary / "unpacked", [name for name in wheel.namelist() if name.startswith(wanted)])
            shutil.rmtree(target, ignore_errors=True)
            shutil.move(temporary / "unpacked", target)
    print(target / "ttnn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
