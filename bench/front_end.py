"""Time of the front end alone, `tilecc opt` less the start of the process: the largest of our examples in under 5 ms, and linear in the size of
a file: a file of twice the statements takes about twice the time. usage: bench/front_end.py build-release/src/cli/tilecc [FILE ...]"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNS, LIMIT_MS, MOST_GROWTH = 31, 5.0, 2.6
tilecc = str(pathlib.Path(sys.argv[1]).resolve())


def milliseconds(*arguments):
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        subprocess.run([tilecc, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def synthetic(count):
    lines = ["import tilelang.language as T", "@T.prim_func", 'def main(A: T.Tensor((64, 64), "float32")):', "    with T.Kernel(4) as bx:",
             '        tile = T.alloc_fragment((64, 64), "float32")']
    for i in range(count):
        lines += [f"        for i, j in T.Parallel({i % 63 + 1}, 64):", f"            scaled{i} = tile[i, j] * {i}.5 + bx",
                  f"            tile[i, j] = T.max(scaled{i}, 0) + T.if_then_else(i < j, A[bx, j], 0)", f"        T.copy(A[bx, 0:{i % 63 + 1}], tile[0, 0:{i % 63 + 1}])"]
    return "\n".join(lines) + "\n"


start = milliseconds("opt", "--list-passes")
files = [pathlib.Path(name) for name in sys.argv[2:]] or sorted((ROOT / "tests/frontend/real").glob("*.py")) + sorted((ROOT / "examples").glob("*.py"))
largest = max(files, key=lambda path: path.stat().st_size)
spent = milliseconds("opt", str(largest)) - start
print(f"front_end: {largest.name}, {largest.stat().st_size} bytes: {spent:.2f} ms (process start {start:.2f} ms; aim: {LIMIT_MS:.0f} ms)")
good = spent < LIMIT_MS
with tempfile.TemporaryDirectory() as folder:
    path, before = pathlib.Path(folder) / "kernel.py", None
    for count in (500, 1000, 2000, 4000):
        path.write_text(synthetic(count))
        spent = milliseconds("opt", str(path)) - start
        growth = "" if before is None else f", {spent / before:.2f} times the half"
        print(f"front_end: {count} loops, {path.stat().st_size} bytes: {spent:.2f} ms{growth}")
        good &= before is None or spent < MOST_GROWTH * before
        before = spent
sys.exit(0 if good else 1)
