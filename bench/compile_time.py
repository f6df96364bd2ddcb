"""Time of `tilecc build` as a whole process: examples against their aims, and how it grows with the size of the kernel's body.

    bench/compile_time.py build-release/src/cli/tilecc

CPU time of the process, so that other work on the machine hardly shows. Exit code 1 if an aim is missed, or if twice the statements
take more than 2.1 times as long (reductions, each with blocks of its own: 2.3)."""
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNS = 30
AIMS_MS = {"matmul": 10, "softmax": 15, "layer_norm": 15, "attention": 15}
COUNTS = [10, 20, 40, 80, 160]


def cpu_ms(arguments):
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{shlex.join(map(str, arguments))}: status {status}"
    return (usage.ru_utime + usage.ru_stime) * 1000


def measure(tilecc, path, options, folder, runs=RUNS):
    return statistics.median(cpu_ms([tilecc, "build", path, *options, "-o", f"{folder}/out"]) for _ in range(runs))


def body_of(count):
    """`count` different element-wise statements over three blocks, none of which can be dropped."""
    lines = ["import tilelang.language as T", "", "", "@T.prim_func",
             'def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):', "    with T.Kernel(1) as bx:",
             '        x = T.alloc_fragment((64, 64), "float32")', '        y = T.alloc_fragment((64, 64), "float32")', "        T.copy(A, x)", "        T.copy(A, y)"]
    for i in range(count):
        target, other = ("x", "y") if i % 2 else ("y", "x")
        lines += ["        for i, j in T.Parallel(64, 64):", f"            {target}[i, j] = T.max({other}[i, j] * {1 + i / 256}, {target}[i, j])"]
    return "\n".join([*lines, "        T.copy(x, C)", ""])


def reductions_of(count):
    """`count` row maxima, each subtracted from its block."""
    lines = ["import tilelang.language as T", "", "", "@T.prim_func",
             'def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):', "    with T.Kernel(1) as bx:",
             '        x = T.alloc_fragment((64, 64), "float32")', '        m = T.alloc_fragment((64,), "float32")', "        T.copy(A, x)"]
    for i in range(count):
        lines += ["        T.reduce_max(x, m, dim=1)", "        for i, j in T.Parallel(64, 64):", f"            x[i, j] = x[i, j] * {1 + i / 256} - m[i]"]
    return "\n".join([*lines, "        T.copy(x, C)", ""])


BODIES = {"statements": (body_of, 2.1), "reductions": (reductions_of, 2.3)}


def main():
    tilecc, missed = str(pathlib.Path(sys.argv[1]).resolve()), False
    with tempfile.TemporaryDirectory() as folder:
        for name, aim in AIMS_MS.items():
            path = ROOT / f"examples/{name}.py"
            command = next(line for line in path.read_text().splitlines() if "tilecc run" in line) if name != "matmul" else ""
            median = measure(tilecc, path, shlex.split(command)[4:], folder)
            missed |= median > aim
            print(f"compile_time: {name:12} {median:6.2f} ms (aim: {aim} ms)")
        for kind, (body, limit) in BODIES.items():
            before = None
            for count in COUNTS:
                path = pathlib.Path(folder) / "body.py"
                path.write_text(body(count))
                median = measure(tilecc, path, [], folder, 7)
                growth = median / before if before else 1
                missed |= growth > limit
                print(f"compile_time: {count:4} {kind} {median:8.2f} ms" + (f"  {growth:.2f} times as long as half of them" if before else ""))
                before = median
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
