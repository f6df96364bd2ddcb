"""Random tile programs over the language that the passes lower; a seed gives always the same program.

    python tests/run/random_programs.py --tilecc build-release/src/cli/tilecc --count 10000 [--first 0]

runs many and prints those whose verdict is not pass; `--print SEED` prints one. Programs stay well-conditioned: a product has a factor that
is an input or a constant, and a difference has a term that is one, so that the verdict's bound, which knows nothing of cancellation, holds.
"""
import argparse
import collections
import random
import subprocess
import sys
import tempfile
from pathlib import Path

CONSTANTS = ["0.5", "-1.5", "2.0", "0.25", "1.0", "0.125"]
DIVISORS = ["2.0", "4.0", "3.0"]


class Program:
    """One kernel: loads, gemms, element-wise statements, repeats and copies over blocks X, Y (fragments) and D_block (an input)."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.stored = {"D_block"}

    def choice(self, *options):
        return self.random.choice(options)

    def chance(self, probability):
        return self.random.random() < probability

    def emit(self, text, level=2):
        self.lines.append("    " * level + text)

    def extent(self, block):
        return self.choice(block * self.random.randint(1, 3), self.random.randint(1, 200))

    def head(self):
        pick = lambda: self.random.choice([32, 64, 96])
        self.block = M, N, K = pick(), pick(), pick()
        self.size = [self.extent(block) for block in self.block]
        self.dtype = self.choice("bfloat16", "float16", "float32")
        self.out = self.choice(self.dtype, "float32")
        self.trans_A, self.trans_B = self.chance(0.2), self.chance(0.2)
        m, n, k = self.size
        a, b = ((k, m) if self.trans_A else (m, k)), ((n, k) if self.trans_B else (k, n))
        tensors = [f'A: T.Tensor({a}, "{self.dtype}")', f'B: T.Tensor({b}, "{self.dtype}")', f'D: T.Tensor(({m}, {n}), "{self.dtype}")',
                   f'C: T.Tensor(({m}, {n}), "{self.out}")']
        self.lines += ["import tilelang.language as T", "", "", "@T.prim_func", f"def kernel({', '.join(tensors)}):"]
        self.emit(f"with T.Kernel(T.ceildiv({n}, {N}), T.ceildiv({m}, {M})) as (bx, by):", 1)
        self.emit(f'A_block = T.alloc_shared({(K, M) if self.trans_A else (M, K)}, "{self.dtype}")')
        self.emit(f'B_block = T.alloc_shared({(N, K) if self.trans_B else (K, N)}, "{self.dtype}")')
        self.emit(f'D_block = T.alloc_shared(({M}, {N}), "{self.dtype}")')
        self.emit(f'X = T.alloc_fragment(({M}, {N}), "{self.choice("float32", "float32", self.dtype)}")')
        self.emit(f'Y = T.alloc_fragment(({M}, {N}), "float32")')
        self.emit(f'C_block = T.alloc_shared(({M}, {N}), "{self.out}")')
        self.load()

    def load(self):
        self.emit(f"T.copy(D[by * {self.block[0]}, bx * {self.block[1]}], D_block)")

    def simple(self):
        return self.choice("D_block[i, j]", *CONSTANTS[:3])

    def tree(self, depth):
        if depth == 0 or self.chance(0.2):
            return self.choice(*[f"{name}[i, j]" for name in sorted(self.stored)], self.simple())
        op = self.choice("+", "-", "*", "max", "min", "/")
        left = self.tree(depth - 1)
        if op == "/":
            return f"({left} / {self.choice(*DIVISORS)})"
        if op in ("max", "min"):
            return f"T.{op}({left}, {self.tree(depth - 1)})"
        right = self.simple()
        if self.chance(0.5):
            left, right = right, left
        return f"({left} {op} {right})"

    def elementwise(self, target, level=2):
        self.emit(f"for i, j in T.Parallel({self.block[0]}, {self.block[1]}):", level)
        self.emit(f"{target}[i, j] = {self.tree(self.random.randint(1, 4))}", level + 1)
        self.stored.add(target)

    def first_value(self, target):
        kind = self.random.random()
        if kind < 0.7:
            self.emit(f"T.clear({target})")
        elif kind < 0.85:
            self.emit(f"T.copy(D_block, {target})")
        else:
            self.elementwise(target)

    def gemm(self, target):
        if target not in self.stored or self.chance(0.6):
            self.first_value(target)
        M, N, K = self.block
        trips = f"T.ceildiv({self.size[2]}, {K})"
        self.emit(self.choice(f"for k in T.Pipelined({trips}, num_stages={self.random.randint(0, 3)}):", f"for k in T.serial({trips}):"))
        self.emit(f"T.copy(A[{f'k * {K}, by * {M}' if self.trans_A else f'by * {M}, k * {K}'}], A_block)", 3)
        self.emit(f"T.copy(B[{f'bx * {N}, k * {K}' if self.trans_B else f'k * {K}, bx * {N}'}], B_block)", 3)
        for _ in range(self.choice(1, 1, 1, 2)):
            self.emit(f"T.gemm(A_block, B_block, {target}, transpose_A={self.trans_A}, transpose_B={self.trans_B})", 3)
        self.stored.add(target)

    def statement(self):
        kind, target = self.random.random(), self.choice("X", "Y")
        if kind < 0.35:
            self.gemm(target)
        elif kind < 0.75:
            self.elementwise(target)
        elif kind < 0.85 and target in self.stored:
            self.emit(f"for t in T.serial({self.random.randint(1, 3)}):")
            self.elementwise(target, 3)
        elif kind < 0.92 and target in self.stored:
            other = "Y" if target == "X" else "X"
            self.emit(f"T.copy({target}, {other})")
            self.stored.add(other)
        else:
            self.load()

    def text(self):
        self.head()
        for _ in range(self.random.randint(1, 5)):
            self.statement()
        result = self.choice(*sorted(self.stored))
        if self.chance(0.4):
            self.emit(f"T.copy({result}, C_block)")
            result = "C_block"
        self.emit(f"T.copy({result}, C[by * {self.block[0]}, bx * {self.block[1]}])")
        return "\n".join(self.lines) + "\n"


def source(seed):
    return Program(seed).text()


def target_of(seed):
    return ["wormhole_n150", "blackhole_p150"][seed % 2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tilecc", default="build-release/src/cli/tilecc")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--print", type=int)
    options = parser.parse_args()
    if options.print is not None:
        print(source(options.print), end="")
        return 0
    codes = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.py"
        for seed in range(options.first, options.first + options.count):
            path.write_text(source(seed))
            done = subprocess.run([options.tilecc, "run", str(path), "--target", target_of(seed)], capture_output=True, text=True)
            codes[done.returncode] += 1
            if done.returncode not in (0, 3):
                print(f"seed {seed}: exit {done.returncode}\n{done.stdout}{done.stderr}", flush=True)
    print(f"{options.count} programs from seed {options.first}: {codes[0]} pass, {codes[3]} unsupported, "
          f"{options.count - codes[0] - codes[3]} wrong")
    return 0 if codes[0] + codes[3] == options.count else 1


if __name__ == "__main__":
    sys.exit(main())
