"""Emulated 1024^3 bfloat16 matmul against a float32 NumPy matmul of that size; the aim is 4 times NumPy plus 0.2 s.

The evaluator's time does not count: kernel IR text is run, which has no reference.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/run"))
import sources  # noqa: E402

SIZE = 1024


def fastest(work, runs):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def main():
    tilecc = str(pathlib.Path(sys.argv[1]).resolve())
    a, b = (np.random.default_rng(i).standard_normal((SIZE, SIZE), dtype=np.float32) for i in range(2))
    numpy_time = fastest(lambda: a @ b, 10)
    with tempfile.TemporaryDirectory() as folder:
        source, kernel = pathlib.Path(folder) / "matmul.py", pathlib.Path(folder) / "matmul.tir"
        source.write_text(sources.matmul(SIZE, SIZE, SIZE, block_M=128, block_N=128, block_K=32, stages=3))
        kernel.write_text(subprocess.run([tilecc, "opt", source, "--passes=all"], check=True, capture_output=True, text=True).stdout)
        times = {how: fastest(lambda: subprocess.run([tilecc, "run", kernel, f"--numerics={how}"], check=True, stdout=subprocess.DEVNULL), 3)
                 for how in ("fast", "exact")}
    limit = 4 * numpy_time + 0.2
    print(f"emulator_speed: fast {times['fast']:.3f} s, exact {times['exact']:.3f} s; NumPy {numpy_time * 1000:.1f} ms, fast is {times['fast'] / numpy_time:.1f} of it, "
          f"aim {limit:.3f} s (4 x NumPy + 0.2 s)")
    return 0 if times["fast"] <= limit else 1


if __name__ == "__main__":
    sys.exit(main())
