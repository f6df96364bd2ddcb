"""Printed IR reads back to the same IR: the text of a second reading is the same, and the program computes the same. Random
programs with clashing names, deep expressions, every statement and literal."""
import random
import subprocess

import numpy as np
import pytest
from helpers import ROOT, build_dir, environment, example_commands, run_tilecc

SEEDS = range(12)
SIZE = 24


def opt(tmp_path, text, name):
    path = tmp_path / name
    path.write_text(text)
    done = run_tilecc("opt", path)
    assert done.returncode == 0, done.stderr + text
    return done.stdout


def evaluate(tmp_path, text, arrays):
    (tmp_path / "kernel.py").write_text(text)
    command = [str(build_dir() / "tests/unit/evaluate"), "kernel.py", str(tmp_path)]
    for key, array in arrays.items():
        np.save(tmp_path / f"in_{key}.npy", array)
        command.append(f"{key}={tmp_path}/in_{key}.npy")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, env=environment())
    assert done.returncode == 0, done.stderr + text
    return np.load(tmp_path / "C.npy"), np.load(tmp_path / "F.npy")


class Generator:
    """Writes a random function over A (int32), C (int32) and F (float32), all of SIZE elements."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.depth = 1

    def pick(self, *choices):
        return self.random.choice(choices)

    def integer(self, names, depth):
        r = self.random
        if depth == 0 or r.random() < 0.15:
            return self.pick(str(r.randint(0, 40)), str(-r.randint(1, 9)), f"A[{self.pick(*names)} % {SIZE}]", *names, *names)
        a, b = self.integer(names, depth - 1), self.integer(names, depth - 1)
        kind = r.randrange(12)
        if kind < 3:
            return f"({a}) {self.pick('+', '-')} ({b})"
        if kind == 3:
            return f"({a}) % 16 * (({b}) % 8)"
        if kind == 4:
            return f"({a}) {self.pick('//', '%')} {r.randint(1, 9)}"
        if kind == 5:
            return f"({a}) {self.pick('//', '%')} (({b}) % 7 + 1)"
        if kind == 6:
            return f"T.{self.pick('min', 'max')}({a}, {b})"
        if kind == 7:
            return f"T.{self.pick('Select', 'if_then_else')}({self.boolean(names, depth - 1)}, {a}, {b})"
        if kind == 8:
            return f"T.{self.pick('bitwise_and', 'bitwise_or', 'bitwise_xor')}({a}, {b})"
        if kind == 9:
            return f"T.shift_right({a}, ({b}) % 8)"
        if kind == 10:
            return f'T.Cast("int32", T.Cast("{self.pick("int8", "uint8", "int64", "uint16", "float16")}", ({a}) % 100))'
        return f"T.{self.pick('Div', 'truncmod')}({a}, ({b}) % 5 + 1)"

    def boolean(self, names, depth):
        r = self.random
        if depth == 0 or r.random() < 0.5:
            return f"({self.integer(names, depth and 1)}) {self.pick('<', '<=', '>', '>=', '==', '!=')} ({self.integer(names, depth and 1)})"
        a, b = self.boolean(names, depth - 1), self.boolean(names, depth - 1)
        return self.pick(f"({a}) and ({b})", f"({a}) or ({b})", f"not ({a})", f"(({a}) or ({b})) and not ({b})")

    def real(self, names, depth):
        r = self.random
        if depth == 0 or r.random() < 0.2:
            return self.pick(f"T.float32({r.uniform(-3, 3)!r})", f"T.float32({r.randint(-3, 3)}.0)", 'T.float32("inf")', "T.float32(1e-30)",
                             f"F[{self.pick(*names)} % {SIZE}]", f'T.Cast("float32", {self.integer(names, 1)})')
        a, b = self.real(names, depth - 1), self.real(names, depth - 1)
        return self.pick(f"({a}) + ({b})", f"({a}) - ({b})", f"({a}) * ({b})", f"T.max({a}, {b})", f"T.min(({a}) * T.float32(-1.0), {b})",
                         f'T.Cast("float32", T.Cast("float16", {a}) + T.float16(0.1))',
                         f'T.Cast("float32", T.Cast("bfloat16", {a}) * T.bfloat16(1.5))')

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def block(self, names, left):
        """Names repeat on purpose in sibling blocks, and within a block; what an outer block has bound is not bound again, for
        in Python the outer value would be lost."""
        outer = set(names)
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.randrange(8) if left else 7
            if kind == 0:
                name = self.fresh(outer | set(names), "i", "k", "x")
                self.line(self.pick(f"for {name} in range({self.random.randint(1, 9)}):", f"for {name} in T.unroll(3):",
                                    f'for {name} in T.serial(4, annotations={{"num_stages": 2}}):', f"for {name} in range(2, 7):"))
                self.nested([*names, name], left)
            elif kind == 1:
                name = self.fresh(outer | set(names), "j", "i")
                self.line(f"for {name} in T.parallel({SIZE}):")
                self.nested([*names, name], left, f"C[{name}] = {self.integer([*names, name], 3)}")
            elif kind == 2:
                self.line(f"if {self.boolean(names, 2)}:")
                self.nested(names, left)
                if self.random.random() < 0.5:
                    self.line("else:")
                    self.nested(names, left)
            elif kind == 3:
                name = self.fresh(outer, "x", "y", "i_1")
                self.line(f"{name}: T.int32 = {self.integer(names, 2)}")
                names = [*names, name]
            elif kind == 4:
                name = self.pick("s", "t")
                self.line(f'{name} = T.sblock_alloc_buffer(({SIZE},), "int32", scope="{self.pick("shared.dyn", "local.fragment")}")')
                self.line(f"T.copy(T.region(A[0], 1, {SIZE}), T.region({name}[0], 2, {SIZE}))")
                self.line(f"C[3] = {name}[{self.pick(*names)} % {SIZE}]")
            elif kind == 5:
                self.line(f"F[{self.pick(*names)} % {SIZE}] = {self.real(names, 3)}")
            else:
                self.line(f"C[({self.integer(names, 1)}) % {SIZE}] = {self.integer(names, 3)}")

    def fresh(self, taken, *hints):
        name = self.pick(*hints)
        while name in taken:
            name += "_1"
        return name

    def nested(self, names, left, statement=None):
        self.depth += 1
        if statement:
            self.line(statement)
        else:
            self.block(names, left - 1)
        self.depth -= 1

    def text(self):
        self.line("n: T.int32 = A[0] % 11")
        self.block(["n"], 4)
        head = "# from tvm.script import tirx as T\n\n@T.prim_func\ndef main(A_handle: T.handle, C_handle: T.handle, F_handle: T.handle):\n"
        for name, dtype in (("A", ', "int32"'), ("C", ', "int32"'), ("F", "")):
            head += f"    {name} = T.match_buffer({name}_handle, ({SIZE},){dtype}, strides=(1,))\n"
        return head + "\n".join(self.lines) + "\n"


@pytest.mark.parametrize("seed", SEEDS)
def test_random_programs(tmp_path, seed):
    rng = np.random.default_rng(seed)
    for number in range(8):
        source = Generator(seed * 1000 + number).text()
        arrays = {"A": rng.integers(-50, 50, SIZE).astype(np.int32), "F": rng.standard_normal(SIZE).astype(np.float32)}
        printed = opt(tmp_path, source, "source.py")
        assert opt(tmp_path, printed, "printed.py") == printed, source
        for before, after in zip(evaluate(tmp_path, source, arrays), evaluate(tmp_path, printed, arrays)):
            np.testing.assert_array_equal(before, after, err_msg=source + printed)


def int32(value):
    return (value + 2**31) % 2**32 - 2**31


@pytest.mark.parametrize("seed", SEEDS)
def test_random_expressions_against_python(tmp_path, seed):
    """What is read, printed and computed is what Python computes from the same text."""
    class T:
        min, max = staticmethod(min), staticmethod(max)
        Select = if_then_else = staticmethod(lambda c, a, b: a if c else b)
        bitwise_and = staticmethod(lambda a, b: a & b)
        bitwise_or = staticmethod(lambda a, b: a | b)
        bitwise_xor = staticmethod(lambda a, b: a ^ b)
        shift_right = staticmethod(lambda a, b: a >> b)
        Div = staticmethod(lambda a, b: int(a / b))
        truncmod = staticmethod(lambda a, b: a - b * int(a / b))
        Cast = staticmethod(lambda dtype, a: int(a))

    generator = Generator(seed)
    a = np.random.default_rng(seed).integers(-50, 50, SIZE).astype(np.int32)
    expressions = [generator.integer(["j"], 5) for _ in range(20)]
    for number, text in enumerate(expressions):
        source = Generator(0)
        source.block = lambda names, left: (source.line(f"for j in T.parallel({SIZE}):"), source.nested([], 0, f"C[j] = {text}"))
        whole = source.text()
        printed = opt(tmp_path, whole, f"{number}.py")
        expected = [int32(eval(text, {"T": T, "A": a.tolist(), "j": j})) for j in range(SIZE)]
        found, _ = evaluate(tmp_path, printed, {"A": a, "F": np.zeros(SIZE, np.float32)})
        assert found.tolist() == expected, text + "\n" + printed


EXAMPLES = example_commands()


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(tmp_path, name):
    file, *options = EXAMPLES[name]
    defines = [word for i, word in enumerate(options) if word == "-D" or i and options[i - 1] == "-D"]
    done = run_tilecc("opt", ROOT / file, *defines)
    assert done.returncode == 0, done.stderr
    assert opt(tmp_path, done.stdout, "printed.py") == done.stdout
