#!/usr/bin/env python3
"""Compares the SFPU ops of our emulated chip with the kernel library's programs on the real runtime, op by op.

    tools/metalium_sim/check_sfpu.py [--chip wormhole] [--numerics fast] [--dst 32] [--only exp_tile,...] [--markdown]

Runs each op on a tile of values, on our chip (build/src/cli/tilecc or $TILECC_BUILD) and on the real runtime with a simulated one
(tools/metalium_sim/setup.sh; with TILECC_TTSIM it takes minutes, with wolfpine an hour), and prints for each op how many of the 1024 results
differ, and by how many units in the last place. Exit code 0, or 1 if an op could not be run.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/emulator"), str(ROOT / "tools/metalium_sim")]
import numpy as np  # noqa: E402
import run as metalium_sim  # noqa: E402
import sfpu_cases as cases  # noqa: E402
from programs import program  # noqa: E402

TARGETS = {"wormhole": "wormhole_n150", "blackhole": "blackhole_p150"}
GROUP = 8  # ops in one program: a program that does not compile is taken apart
FORMATS = {"float": "Float32", "integer": "Int32", "to_integer": {"A": "Float32", "B": "Float32", "C": "Int32"},
           "to_float": {"A": "Int32", "B": "Int32", "C": "Float32"}}
TILECC = pathlib.Path(os.environ.get("TILECC_BUILD", ROOT / "build")).resolve() / "src/cli/tilecc"


def all_steps():
    """op -> (kind, lines, DST index of the result)."""
    steps = {}
    copies = cases.copies
    for op in ("add", "sub", "mul", "div", "rsub"):
        steps[f"{op}_unary_tile"] = ("float", [*copies(0), "T.binop_with_scalar_tile_init()", f"T.{op}_unary_tile(0, T.float32(1.7))"], 0)
    for op in ("unary_max_tile", "unary_min_tile"):
        steps[op] = ("float", [*copies(0), f"T.{op}_init()", f"T.{op}(0, T.float32(1.5))"], 0)
    for op in ("add_binary_tile", "sub_binary_tile", "mul_binary_tile", "div_binary_tile", "binary_max_tile", "binary_min_tile"):
        steps[op] = ("float", [*copies(0, 1), f"T.{op}_init()", f"T.{op}(0, 1, 2)"], 2)
    steps["recip_tile"] = ("float", [*copies(0), "T.recip_tile_init()", "T.recip_tile(0)"], 0)
    steps["fill_tile"] = ("float", ["T.fill_tile_init()", "T.fill_tile(0, T.float32(1.7))"], 0)
    steps["copy_dest_values"] = ("float", [*copies(0, 1), "T.copy_dest_values_init()", "T.copy_dest_values(1, 0)"], 0)
    kinds = {cases.float_groups: ["float", "float"], cases.integer_groups: ["integer", "integer"],
             cases.conversion_groups: ["to_integer", "to_float", "float"]}
    for groups, names in kinds.items():
        for kind, (group, _) in zip(names, groups()):
            steps.update({op: (kind, *step) for op, step in group.items()})
    return steps


def values(kind, seed):
    """A and B: TF32 values, so that the way through the source registers keeps them; magnitudes from 2^-12 to 2^6. Integers of all sizes."""
    if kind in ("integer", "to_float"):
        return cases.shifts() if kind == "integer" else cases.integers()
    generator = np.random.default_rng(seed)
    draw = lambda: (np.exp2(generator.uniform(-12, 6, (32, 32))) * generator.choice([-1, 1], (32, 32))).astype(np.float32)
    cut = lambda x: (x.view(np.uint32) & np.uint32(0xffffe000)).view(np.float32)
    a, b = cut(draw()), cut(draw())
    a[:, 0] = np.abs(a[:, 0]) * 2.0**10 if kind == "to_integer" else a[:, 0]
    b[:, 1] = a[:, 1]
    return {"A": a, "B": b}


class Program:
    def __init__(self, kind, steps, folder, options):
        self.kind, self.steps, self.folder = kind, steps, folder
        folder.mkdir(parents=True)
        body = cases.program_of([step[1:] for step in steps.values()])
        formats = FORMATS[kind]
        if options.dst == 16:
            formats = "Float16_b"
        text = program(body, formats=formats, tiles={"A": 1, "B": 1, "C": len(steps)}, dest32=int(options.dst == 32), target=TARGETS[options.chip])
        (folder / "kernel.tir").write_text(text)
        for name, array in values(kind, options.seed).items():
            np.save(folder / f"{name}.npy", array)
        self.inputs = [f"--input={name}={folder}/{name}.npy" for name in "AB"]
        self.tilecc("build", "-o", "out")
        self.tilecc("run", f"--numerics={options.numerics}", f"--output=C={folder}/ours.npy", *self.inputs)

    def tilecc(self, command, *arguments):
        done = subprocess.run([str(TILECC), command, "kernel.tir", *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"check_sfpu: tilecc {command}: {done.stderr}")

    def job(self):
        return {"folder": str(self.folder / "out"),
                "arguments": [argument for name in "AB" for argument in ("--input", f"{name}={self.folder}/{name}.npy")] + ["--output", f"C={self.folder}/real.npy"]}


def run_once(programs, options, folder):
    (folder / "jobs.json").write_text(json.dumps([one.job() for one in programs]))
    _, output = metalium_sim.run(options.chip, ROOT / "tests/metalium/batch.py", [folder / "jobs.json"], timeout=options.timeout)
    results = [json.loads(line) for line in output.splitlines() if line.startswith('{"folder"')]
    return {result["folder"]: None if result["code"] == 0 else result["error"] for result in results}, output


def run_real(programs, options, folder):
    """Program -> None if it ran, else the error. A simulator that stops takes the rest of the batch with it: that runs again."""
    answers, pending = {}, list(programs)
    while pending:
        errors, output = run_once(pending, options, folder)
        for i, one in enumerate(pending):
            answers[one] = errors.get(str(one.folder / "out"), output[-1000:])
            if answers[one] is not None:
                break
        pending = pending[i + 1:]
    return answers


def order(bits):
    """Floats as integers in their order: neighbours differ by one."""
    bits = bits.astype(np.int64)
    return np.where(bits >= 2**31, 2**31 - bits, bits)


def difference(real, ours):
    real, ours = (array.reshape(-1).view(np.uint32) for array in (real, ours))
    both_nan = np.isnan(real.view(np.float32)) & np.isnan(ours.view(np.float32)) if real.dtype != np.int32 else np.zeros(real.shape, bool)
    return np.where(both_nan, 0, np.abs(order(real) - order(ours)))


def report(op, error, units, options):
    if error is not None:
        line = next((one for one in error.splitlines() if "rror:" in one or "Error" in one), error.splitlines()[-1] if error else "no answer")
        return f"| {op} | not run: {line.strip()[-110:]} | | |" if options.markdown else f"{op:34} not run: {line.strip()[-160:]}"
    shown = (int((units != 0).sum()), int(units.max()), float(units.mean()))
    return f"| {op} | {shown[0]} | {shown[1]} | {shown[2]:.2f} |" if options.markdown else f"{op:34} {shown[0]:5} differ, max {shown[1]} ulp, mean {shown[2]:.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chip", choices=TARGETS, default="wormhole")
    parser.add_argument("--numerics", choices=("fast", "exact"), default="fast")
    parser.add_argument("--dst", type=int, choices=(16, 32), default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="op,op,...")
    parser.add_argument("--keep", type=pathlib.Path, help="an empty folder for the programs and results")
    parser.add_argument("--timeout", type=float, default=3000)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    steps = all_steps()
    if options.only:
        steps = {op: steps[op] for op in options.only.split(",")}
    if options.dst == 16:
        steps = {op: step for op, step in steps.items() if step[0] == "float" and not op.startswith("typecast")}
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        pending = []
        for kind in FORMATS:
            names = [op for op, step in steps.items() if step[0] == kind]
            pending += [(kind, names[i:i + GROUP]) for i in range(0, len(names), GROUP)]
        for attempt in ("together", "alone"):
            programs = [Program(kind, {op: steps[op] for op in names}, folder / attempt / f"{i}", options) for i, (kind, names) in enumerate(pending)]
            pending = []
            for one, error in (run_real(programs, options, folder) if programs else {}).items():
                if error is not None and len(one.steps) > 1:
                    pending += [(one.kind, [op]) for op in one.steps]
                    continue
                units = None if error is not None else difference(np.load(one.folder / "real.npy"), np.load(one.folder / "ours.npy")).reshape(len(one.steps), -1)
                failed |= error is not None
                for i, op in enumerate(one.steps):
                    print(report(op, error, None if units is None else units[i], options), flush=True)
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except metalium_sim.NotReady as reason:
        sys.exit(f"check_sfpu: {reason}")
