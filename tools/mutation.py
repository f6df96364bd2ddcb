"""make mutation: for each device op a run in which the emulator does nothing for it; the op's test must then fail.

One build with -DTILECC_MUTATION; TILECC_MUTATE_OP names the op. Writes docs/mutation.md; exits 1 if a test did not notice.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build-mutation"
VALUES = {"VALUE", "TILE", "BLOCK"}  # engines of ops that the emulated chip does not run
HOST = {"launch_kernels"}


def device_ops():
    rows = re.findall(r'^OP\(\w+,\s*"([^"]+)",\s*"[^"]*",\s*(\w+),', (ROOT / "src/ir/ops.def").read_text(), re.M)
    return [text for text, engine in rows if engine not in VALUES and text not in HOST]


def run_test(op, mutated):
    env = dict(os.environ, TILECC_BUILD=str(BUILD), TILECC_MUTATE_OP=op if mutated else "")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/emulator/test_ops.py::test_op[{op}]"],
                          cwd=ROOT, env=env, capture_output=True, text=True)
    return done.returncode, reason_of(done.stdout), done.stdout


def reason_of(output):
    """What the check said, or how many elements differ."""
    found = re.search(r"AssertionError: (?:tilecc: error: |[^\n:]*:\d+:\d+: error: )(.*)", output)
    return found.group(1).strip() if found else "".join(re.findall(r"E\s+(Mismatched elements:.*)", output)[:1]).strip()


def build():
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", str(BUILD), "-Dc_args=-DTILECC_MUTATION", "-Dwerror=false"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", str(BUILD), "--quiet"], check=True)


def main():
    build()
    lines, unnoticed = [], []
    for op in device_ops():
        sound, _, output = run_test(op, mutated=False)
        if sound != 0:
            sys.exit(f"{op}: its test fails without a mutation\n{output[-2000:]}")
        code, reason, _ = run_test(op, mutated=True)
        print(f"{'ok  ' if code == 1 else 'MISS'} {op}: {reason}", flush=True)
        lines.append(f"| `{op}` | {'red' if code == 1 else '**green**'} | {reason.replace('|', '/')[:150]} |")
        if code != 1:
            unnoticed.append(op)
    text = ("# What the tests of the emulator notice\n`make mutation` builds an emulator in which one op does nothing and runs that op's test "
            "(tests/emulator/test_ops.py); it must turn red. This file is its output.\n\n"
            f"{len(lines)} ops, {len(lines) - len(unnoticed)} noticed.\n\n| op | test | first line of the failure |\n|---|---|---|\n" + "\n".join(lines) + "\n")
    (ROOT / "docs/mutation.md").write_text(text)
    sys.exit(f"not noticed: {', '.join(unnoticed)}" if unnoticed else 0)


main()
