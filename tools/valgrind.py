"""make valgrind: the release CLI over every example and a few wrong inputs; any error or leak fails."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
tilecc = pathlib.Path(sys.argv[1]).resolve()
SMALL = {"matmul_relu.py": ["-D", "M=64", "-D", "N=64", "-D", "K=64"], "add.py": ["-D", "M=40", "-D", "N=33"],
         "gemm_add_gemm.py": ["-D", "M=64"], "matmul_batched.py": ["-D", "batch=2", "-D", "M=32", "-D", "N=32", "-D", "K=32"]}


def check(folder, expected, *args):
    command = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=all", str(tilecc), *map(str, args)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    ok = done.returncode == expected
    print("ok  " if ok else "FAIL", " ".join(map(str, args)))
    if not ok:
        print(done.stdout, done.stderr)
    return ok


with tempfile.TemporaryDirectory() as folder:
    bad = pathlib.Path(folder) / "bad.py"
    bad.write_text("import tilelang.language as T\n@T.prim_func\ndef f(:\n")
    results = [check(folder, 1, "opt", bad), check(folder, 1, "run", "none.py"), check(folder, 2, "run"), check(folder, 0, "run", "--help")]
    for example in sorted((ROOT / "examples").glob("*.py")):
        defines = SMALL.get(example.name, [])
        results.append(check(folder, 0, "opt", "--passes=all", example, *defines))
        results.append(check(folder, 0, "build", example, "-o", "out", *defines))
        if example.name in SMALL:
            results.append(check(folder, 0, "run", example, *defines))
sys.exit(0 if all(results) else 1)
