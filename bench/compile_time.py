"""Time of `tilecc build` of the 256x256x256 matmul as a whole process; the aim is under 10 ms in a release build."""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNS, LIMIT_MS = 50, 10
tilecc = str(pathlib.Path(sys.argv[1]).resolve())
with tempfile.TemporaryDirectory() as folder:
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        subprocess.run([tilecc, "build", ROOT / "examples/matmul.py", "-o", f"{folder}/out"], check=True, stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - begin) * 1000)
median = statistics.median(times)
print(f"compile_time: median {median:.2f} ms, fastest {min(times):.2f} ms of {RUNS} runs (aim: {LIMIT_MS} ms)")
sys.exit(0 if median < LIMIT_MS else 1)
