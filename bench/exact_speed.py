"""The same bfloat16 matmul on the emulated chip with exact numerics and on ttsim, which has the same bits; the aim is a tenth of ttsim's time.

    TILECC_TTSIM=DIR bench/exact_speed.py build-release/src/cli/tilecc          (docs/real-metalium.md: what DIR holds)

Time of the emulator: the whole process that runs kernel IR. Of ttsim: one more run of a program that has been compiled and loaded before.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/run"), str(ROOT / "tools/metalium_sim"), str(ROOT / "bench")]
import run as metalium_sim  # noqa: E402
import sources  # noqa: E402
from emulator_speed import fastest  # noqa: E402

SIZE, RUNS = 512, 3


def main():
    tilecc = str(pathlib.Path(sys.argv[1]).resolve())
    if not os.environ.get("TILECC_TTSIM"):
        print("exact_speed: skipped, TILECC_TTSIM names no ttsim")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "matmul.py").write_text(sources.matmul(SIZE, SIZE, SIZE, block_M=64, block_N=64, block_K=64))
        generator = np.random.default_rng(0)
        given = []
        for key in "AB":
            np.save(folder / f"{key}.npy", generator.standard_normal((SIZE, SIZE), dtype=np.float32))
            given += ["--input", f"{key}={folder / f'{key}.npy'}"]
        subprocess.run([tilecc, "build", "matmul.py", "-o", "out"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        kernel = folder / "matmul.tir"
        kernel.write_text(subprocess.run([tilecc, "opt", "matmul.py", "--passes=all"], cwd=folder, check=True, capture_output=True, text=True).stdout)
        job = {"folder": str(folder / "out"), "arguments": [*given, "--output", f"C={folder / 'real.npy'}"]}
        (folder / "jobs.json").write_text(json.dumps([job] * (1 + RUNS)))
        code, output = metalium_sim.run("wormhole", ROOT / "tests/metalium/batch.py", [folder / "jobs.json"], 600)
        results = [json.loads(line) for line in output.splitlines() if line.startswith('{"folder"')]
        if code or any(result["code"] for result in results):
            sys.exit(f"ttsim failed\n{output}")
        ttsim = min(result["seconds"] for result in results[1:])
        command = [tilecc, "run", kernel, "--numerics=exact", *given, "--output", f"C={folder / 'ours.npy'}"]
        ours = fastest(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), RUNS)
        equal = np.array_equal(np.load(folder / "real.npy"), np.load(folder / "ours.npy"))
    print(f"exact_speed: {SIZE}^3 bfloat16: emulator {ours:.3f} s, ttsim {ttsim:.1f} s, ratio {ttsim / ours:.0f}, aim 10; bits {'equal' if equal else 'DIFFER'}")
    return 0 if equal and ttsim >= 10 * ours else 1


sys.exit(main())
