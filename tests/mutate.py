"""Seeded byte mutations of the examples and the golden files, fed to tilecc: it must answer with an exit code, in time."""
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from helpers import ROOT, TESTS, build_dir, environment

sys.path.insert(0, str(TESTS / "emulator"))

TOKENS = [b"T.", b"(", b")", b"[", b"]", b":", b",", b"\n", b"\n    ", b"    ", b"0", b"-1", b"99999999999", b"1e400", b"'", b'"', b"\\",
          b"#", b"for ", b"if ", b"else:", b"while True:\n", b"def ", b"lambda ", b"//", b"%", b"**", b"not ", b"\0", b"\xff", b"T.gemm(",
          b"T.copy(", b"A[", b"=", b"==", b"((((((((((((((((", b"- - - - ", b'"""', b"{", b"}", b"T.Tensor((2147483647, 2147483647))"]
COMMANDS = [["opt"], ["opt", "--passes=all"], ["build", "-o", "out"]]


def corpus():
    files = [ROOT / "examples" / name for name in sorted(os.listdir(ROOT / "examples"))]
    files += sorted(path for path in TESTS.glob("*/*.tir"))
    files += sorted(path for path in TESTS.glob("*/*.py") if not path.name.startswith("test_") and "# run:" in path.read_text(errors="replace")[:2000])
    texts = [(path.name, path.read_bytes()) for path in files if path.suffix in (".py", ".tir")]
    # Kernel IR, small enough to be run.
    texts += [(f"{op}.tir", program_of(op).encode()) for op in ("matmul_tiles", "laps", "noc_async_read", "pack_reconfig_l1_acc", "add_binary_tile")]
    return texts


def program_of(op):
    from programs import program
    from test_ops import CASES
    compute, settings, _ = CASES[op]
    return program(compute, **{key: value for key, value in settings.items() if key not in ("rtol", "b")})


def mutate(generator, content):
    content = bytearray(content)
    for _ in range(generator.choice([1, 1, 1, 2, 4, 8])):
        at = generator.randrange(len(content) + 1)
        kind = generator.randrange(5)
        if kind == 0:
            content[at:at] = generator.choice(TOKENS)
        elif kind == 1:
            del content[at:at + generator.choice([1, 1, 2, 8, 40])]
        elif kind == 2 and at < len(content):
            content[at] ^= 1 << generator.randrange(8)
        elif kind == 3:
            begin = generator.randrange(len(content) + 1)
            content[at:at] = content[begin:begin + generator.choice([4, 20, 80])]
        elif at < len(content):
            digits = [i for i, byte in enumerate(content) if 48 <= byte <= 57]
            if digits:
                content[generator.choice(digits)] = generator.choice(b"0123456789")
    return bytes(content)


def run_mutations(seconds, seed, keep=None):
    """Runs mutations for the given time; returns how many ran. Raises AssertionError with the failing input."""
    generator = random.Random(seed)
    files = corpus()
    deadline, count = time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < deadline:
            name, content = generator.choice(files)
            command = generator.choice(COMMANDS)
            if b"tt_kernel_role" in content and generator.randrange(2):
                command = ["run"]
            mutated = mutate(generator, content)
            path = pathlib.Path(folder) / ("x" + pathlib.Path(name).suffix)
            path.write_bytes(mutated)
            failure = try_one([str(build_dir() / "src/cli/tilecc"), command[0], str(path), *command[1:]], folder)
            if failure and keep:
                pathlib.Path(keep).write_bytes(mutated)
            assert not failure, f"seed {seed}, number {count}, {name}, {' '.join(command)}: {failure}\n{mutated!r}"
            count += 1
    return count


def try_one(command, folder):
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=20, env=environment(), stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "no answer in 20 s"
    if done.returncode in (0, 1, 2, 3):
        return None
    return f"exit {done.returncode}\n{done.stderr.decode(errors='replace')[-3000:]}"
