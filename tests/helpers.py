"""What every test needs: run tilecc, run a kernel and get its tensors, compare with float64 NumPy."""
import json
import os
import pathlib
import re
import shlex
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
TIMEOUT = 120


def build_dir():
    """The meson build directory under test: $TILECC_BUILD, else build-asan, else build."""
    named = os.environ.get("TILECC_BUILD")
    candidates = [pathlib.Path(named)] if named else [ROOT / "build-asan", ROOT / "build"]
    for candidate in candidates:
        if (candidate / "src/cli/tilecc").exists():
            return candidate.resolve()
    raise RuntimeError(f"no built tilecc in {', '.join(map(str, candidates))}: run 'make test' or 'ninja -C build'")


def environment():
    env = dict(os.environ)
    env.setdefault("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0:exitcode=99:allocator_may_return_null=0")
    env.setdefault("UBSAN_OPTIONS", "halt_on_error=1:exitcode=99:print_stacktrace=1")
    return env


def run_tilecc(*args, cwd=None, timeout=TIMEOUT, input=None):
    """Runs tilecc; returns the CompletedProcess with text output. A sanitizer report or a signal fails the test."""
    command = [str(build_dir() / "src/cli/tilecc"), *map(str, args)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=timeout, env=environment(), input=input,
                          stdin=None if input is not None else subprocess.DEVNULL)
    done.stdout = done.stdout.decode("utf-8", "replace")
    done.stderr = done.stderr.decode("utf-8", "replace")
    assert 0 <= done.returncode <= 4, f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done


class Run:
    """The result of `tilecc run --json`: .code, .stderr, .json and the output tensors as arrays."""

    def __init__(self, done, outputs):
        self.code, self.stderr = done.returncode, done.stderr
        self.json = json.loads(done.stdout) if done.stdout.strip() else {}
        self.outputs = outputs

    @property
    def verdict(self):
        return self.json.get("verdict")

    @property
    def cycles(self):
        return self.json.get("cycles")


def run_kernel(tmp_path, source, inputs=None, outputs=(), options=(), name="kernel.py", timeout=TIMEOUT):
    """Writes `source` to a file (or takes a path), runs it with `inputs` {name: array}, reads the named `outputs` back."""
    path = source if isinstance(source, pathlib.Path) else tmp_path / name
    if not isinstance(source, pathlib.Path):
        path.write_text(source)
    args = ["run", path, "--json", *options]
    for key, array in (inputs or {}).items():
        np.save(tmp_path / f"in_{key}.npy", array)
        args += ["--input", f"{key}={tmp_path / f'in_{key}.npy'}"]
    for key in outputs:
        args += ["--output", f"{key}={tmp_path / f'out_{key}.npy'}"]
    done = run_tilecc(*args, timeout=timeout)
    written = {}
    for key in outputs:
        file = tmp_path / f"out_{key}.npy"
        if file.exists():
            written[key] = np.load(file)
    return Run(done, written)


def round_bf16(array):
    """float array to the nearest bfloat16, ties to even, as float32."""
    bits = np.ascontiguousarray(array, dtype=np.float32).view(np.uint32)
    rounded = ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32)
    return rounded.view(np.float32)


BF16_ROUNDOFF = 2.0**-8
TF32_ROUNDOFF = 2.0**-11


def assert_close(actual, expected, eps):
    """The bound of the verdict (docs/architecture.md): RMS of the error and each element's error."""
    actual, expected = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    assert actual.shape == expected.shape
    assert np.isfinite(actual).all()
    rms = np.sqrt(np.mean(expected**2))
    error = np.abs(actual - expected)
    assert np.sqrt(np.mean(error**2)) <= 4 * eps * rms, f"RMS error {np.sqrt(np.mean(error**2)):g} over {rms:g}"
    bound = 64 * eps * rms + 8 * eps * np.abs(expected)
    worst = np.unravel_index(np.argmax(error - bound), error.shape)
    assert (error <= bound).all(), f"element {worst}: {actual[worst]:g} instead of {expected[worst]:g}"


def example_commands():
    """{name: [file, options...]} of every example: the arguments of the `tilecc run` commands in its first lines."""
    commands = {}
    for path in sorted((ROOT / "examples").glob("*.py")):
        lines = re.findall(r"^#   tilecc run (.*)$", path.read_text(), re.M)
        assert lines, f"{path.name} has no command in its head"
        commands.update({f"{path.stem}_{i}" if i else path.stem: shlex.split(line) for i, line in enumerate(lines)})
    return commands


# The two runs of a program, and the other chip.
RUNS = [["--via=ir"], ["--via=cpp"], ["--target=blackhole"]]
KERNEL_HEAD = "import tilelang.language as T\n@T.prim_func\ndef kernel({params}):\n"


def kernel_source(params, body):
    """The text of a kernel; params: (name, shape, dtype) of its tensors."""
    lines = ", ".join(f'{name}: T.Tensor({shape}, "{dtype}")' for name, shape, dtype in params)
    return KERNEL_HEAD.format(params=lines) + "\n".join("    " + line for line in body.splitlines()) + "\n"


def check_exact(tmp_path, text, inputs, expected, options=()):
    """Runs the kernel: the verdict passes, and the outputs are those expected in every bit."""
    run = run_kernel(tmp_path, text, inputs, list(expected), options)
    assert run.code == 0, run.stderr
    assert run.verdict == "pass", run.json
    for name, array in expected.items():
        np.testing.assert_array_equal(run.outputs[name], array)
    return run
