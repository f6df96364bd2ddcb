#!/usr/bin/env python3
"""Runs a program on the real TT-Metalium runtime and a simulated chip, both set up by setup.sh.

    tools/metalium_sim/run.py wormhole out/matmul/launch.py --expect C=c.npy
    tools/metalium_sim/run.py --timeout 600 blackhole out/matmul/launch.py

The program is a Python file, run by the Python that has ttnn; its exit code is returned, 124 after a timeout. The simulator is wolfpine,
or the ttsim library that $TILECC_TTSIM names (a folder with wormhole/libttsim.so and blackhole/libttsim.so).
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

CHIPS = ("wormhole", "blackhole")
SETUP = "tools/metalium_sim/setup.sh"


class NotReady(Exception):
    """What is missing, with the command that brings it."""


def prefix():
    named = os.environ.get("TILECC_METALIUM_SIM")
    folder = pathlib.Path(named) if named else pathlib.Path.home() / ".cache/tilecc/metalium_sim"
    if not (folder / "stamp").exists():
        raise NotReady(f"no Metalium runtime in {folder}; please run:  {SETUP}")
    return folder.resolve()


def site_packages(folder):
    return next((folder / "venv/lib").glob("python3.*")) / "site-packages"


def environment(chip, folder=None):
    """What ttnn needs in the environment to run on a simulated chip."""
    folder = folder or prefix()
    simulator = site_packages(folder) / "framework/sim" / chip
    ttsim = os.environ.get("TILECC_TTSIM")
    if ttsim:
        simulator = pathlib.Path(ttsim) / chip / "libttsim.so"
    if not simulator.exists():
        raise NotReady(f"there is no simulator {simulator}; please run:  {SETUP}")
    return {
        **os.environ,
        "PATH": f"{folder / 'venv/bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "TT_METAL_SIMULATOR": str(simulator),
        "WOLFPINE_PYTHON": str(folder / "simulator"),
        "TT_METAL_CACHE": str(folder / "cache"),
        "TT_METAL_SLOW_DISPATCH_MODE": "1",      # no dispatch cores in a simulator
        "TT_METAL_DISABLE_SFPLOADMACRO": "1",    # nor that instruction
        "TT_METAL_LOGGER_LEVEL": "error",
        "LOGURU_LEVEL": "ERROR",
    }


def end_group(process):
    """The simulator is a server in the program's process group; it outlives a host that was killed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=5)
        except (ProcessLookupError, PermissionError):
            return
        except subprocess.TimeoutExpired:
            pass


def run(chip, program, arguments=(), timeout=300):
    """(exit code, output) of a Python program on the chip; stdout and stderr together, without what the simulator says."""
    folder = prefix()
    command = [str(folder / "venv/bin/python"), str(program), *map(str, arguments)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=environment(chip, folder), stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                   start_new_session=True)
        try:
            code = process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            code = 124
        finally:
            end_group(process)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if not line.startswith(("[server] ", "[run.sh] "))]
    if code == 124:
        lines.append(f"{program}: no end after {timeout} s")
    return code, "".join(line + "\n" for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=f"Set up by {SETUP}.")
    parser.add_argument("--timeout", type=float, default=300, help="seconds until the program is ended (300)")
    parser.add_argument("chip", choices=CHIPS)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        code, output = run(options.chip, options.program, options.arguments, options.timeout)
    except NotReady as reason:
        print(f"run.py: {reason}", file=sys.stderr)
        return 2
    sys.stdout.write(output)
    return code


if __name__ == "__main__":
    sys.exit(main())
