"""CPU time of `tilecc eval` as a whole process on causal attention of 256 positions (8 heads, 64 wide), on the same without a mask of 1024 positions, and on a
1024^3 matmul; the aim is under a second for the first in a release build."""
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/run"), str(ROOT / "tests/reference")]
import sources  # noqa: E402
from test_kernels import ATTENTION, HEAD  # noqa: E402

LIMIT = 1.0


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def seconds(tilecc, path, options, runs=3):
    times = []
    for _ in range(runs):
        begin = cpu_seconds()
        subprocess.run([tilecc, "eval", path, *options], check=True, stdout=subprocess.DEVNULL)
        times.append(cpu_seconds() - begin)
    return min(times)


def attention(length, causal):
    values = dict(heads=8, seq_q=length, seq_k=length, dim=64, causal=causal, block=64)
    return [word for name, value in values.items() for word in ("-D", f"{name}={value}")]


def main():
    tilecc = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        kernel, matmul = pathlib.Path(folder) / "attention.py", pathlib.Path(folder) / "matmul.py"
        kernel.write_text(HEAD + ATTENTION)
        matmul.write_text(sources.matmul(1024, 1024, 1024, block_M=128, block_N=128, block_K=32))
        small = seconds(tilecc, kernel, attention(256, True))
        large, product = seconds(tilecc, kernel, attention(1024, False)), seconds(tilecc, matmul, [])
    print(f"evaluator_speed: attention 256 causal {small:.3f} s (aim: {LIMIT} s), attention 1024 {large:.3f} s, 1024^3 matmul {product:.3f} s")
    sys.exit(0 if small < LIMIT else 1)


main()
