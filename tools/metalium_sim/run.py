#!/usr/bin/env python3
"""Runs a program on the real TT-Metalium runtime and a simulated chip, both set up by setup.sh.

    tools/metalium_sim/run.py wormhole out/matmul/launch.py --expect C=c.npy
    tools/metalium_sim/run.py --timeout 600 blackhole out/matmul/launch.py
    eval "$(tools/metalium_sim/run.py --environment wormhole)"        # then: tilecc run --device=ttnn kernel.py

The program is a Python file, run by the Python that has ttnn; its exit code is returned, 124 after a timeout. The simulator is wolfpine,
or the ttsim library that $TILECC_TTSIM names (a folder with wormhole/libttsim.so and blackhole/libttsim.so).
"""
import argparse
import os
import pathlib
import shlex
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


def changes(chip):
    """What is new in that environment, and the Python that has ttnn."""
    folder = prefix()
    new = {key: value for key, value in environment(chip, folder).items() if os.environ.get(key) != value}
    return {**new, "TILECC_PYTHON": str(folder / "venv/bin/python")}


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
    parser.add_argument("--environment", action="store_true", help="print what a shell must set for the chip, and run nothing")
    parser.add_argument("chip", choices=CHIPS)
    parser.add_argument("program", type=pathlib.Path, nargs="?")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if not options.program and not options.environment:
        parser.error("which program?")
    try:
        if options.environment:
            print("\n".join(f"export {key}={shlex.quote(value)}" for key, value in changes(options.chip).items()))
            return 0
        code, output = run(options.chip, options.program, options.arguments, options.timeout)
    except NotReady as reason:
        print(f"run.py: {reason}", file=sys.stderr)
        return 2
    sys.stdout.write(output)
    return code


if __name__ == "__main__":
    sys.exit(main())
