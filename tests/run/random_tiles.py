"""Random element-wise, broadcast, reduction, scan, pick and gemm programs over blocks of any shape; a seed gives always the same program.

    python tests/run/random_tiles.py --tilecc build-release/src/cli/tilecc --count 10000 [--first 0]

runs many, reduces every failure to the fewest statements and simplest expressions that still fail, and prints it; `--print SEED` prints one
program. A program is a list of statements; each renders to lines and names what it needs, so that reduction can drop or simplify it.

Values stay between about -4 and 4 and away from poles, and comparisons look at inputs or indices, which both sides know exactly: so a verdict
that fails means a wrong program and not an ill-conditioned one.
"""
import argparse
import collections
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

UNARY = ["T.exp(-T.abs({0}))", "T.tanh({0})", "T.sigmoid({0})", "T.sqrt(T.abs({0}) + 0.5)", "T.rsqrt(T.abs({0}) + 0.5)", "T.log(T.abs({0}) + 0.5)",
         "T.abs({0})", "-{0}", "T.exp2(T.min({0}, 1.0))", "T.max({0}, 0.0)", "T.min(T.max({0}, -2.0), 2.0)", "T.atan({0})", "T.sinh(T.clamp({0}, -1.0, 1.0))",
         "T.log1p(T.abs({0}))", "T.erf({0})", 'T.cast(T.cast({0}, "bfloat16"), "float32")']
BINARY = ["({0} + {1}) * 0.5", "({0} - {1}) * 0.5", "{0} * T.tanh({1})", "T.max({0}, {1})", "T.min({0}, {1})", "{0} / (T.abs({1}) + 1.0)"]
INTEGER = ["({0} + {1})", "({0} - {1})", "T.max({0}, {1})", "T.min({0}, {1})", "({0} & {1})", "({0} | {1})", "({0} ^ {1})", "({0} << 2)", "({0} >> 1)"]


class Expression:
    """A template with operands, or a leaf (no operands)."""

    def __init__(self, template, *operands):
        self.template, self.operands = template, operands

    def __str__(self):
        return self.template.format(*self.operands)

    def simpler(self):
        """Each operand in place of the whole, then the same with one operand simpler."""
        yield from self.operands
        for i, operand in enumerate(self.operands):
            for smaller in operand.simpler():
                yield Expression(self.template, *self.operands[:i], smaller, *self.operands[i + 1:])


class Statement:
    """One statement of the kernel's body. `head` is text with {0} where the expression goes; `body` are statements inside."""

    def __init__(self, lines, expression=None, body=()):
        self.lines, self.expression, self.body = lines, expression, list(body)

    def render(self, level):
        pad = "    " * level
        for line in self.lines:
            yield pad + line.replace("$", str(self.expression))
        for inner in self.body:
            yield from inner.render(level + 1)

    def simpler(self):
        if self.body:
            for i in range(len(self.body)):
                if len(self.body) > 1:
                    yield Statement(self.lines, self.expression, self.body[:i] + self.body[i + 1:])
                for smaller in self.body[i].simpler():
                    yield Statement(self.lines, self.expression, self.body[:i] + [smaller] + self.body[i + 1:])
        if self.expression:
            for smaller in self.expression.simpler():
                yield Statement(self.lines, smaller)


class Program:
    def __init__(self, header, statements):
        self.header, self.statements = header, statements

    def text(self):
        lines = list(self.header)
        for statement in self.statements:
            lines += statement.render(2)
        return "\n".join(lines) + "\n"

    def simpler(self):
        for i in range(len(self.statements)):
            yield Program(self.header, self.statements[:i] + self.statements[i + 1:])
        for i, statement in enumerate(self.statements):
            for smaller in statement.simpler():
                yield Program(self.header, self.statements[:i] + [smaller] + self.statements[i + 1:])


class Generator:
    """Blocks: D, E (loaded), X, Y (computed), (M, N); Z (3, M, N); P, Q (M, M); vectors r, s (M,) and c (N,); all of int32 where the seed wants it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.M, self.N = self.pick_dim(), self.pick_dim()
        self.grid = self.random.choice([(1, 1), (2, 1), (1, 2), (2, 3)])
        self.exact = self.random.random() < 0.6  # the tensor is a whole number of blocks
        shrink = (lambda block, count: block * count) if self.exact else (lambda block, count: max(1, block * count - self.random.randint(1, block)))
        self.rows, self.columns = shrink(self.M, self.grid[1]), shrink(self.N, self.grid[0])
        self.dtype = self.random.choice(["bfloat16", "float32", "float16"])
        self.integers = self.random.random() < 0.15
        self.ready = {"D", "E"}
        self.vectors = set()
        self.flags = self.random.random() < 0.3 and not self.integers  # a tensor of flags, one for each block of the grid
        self.safe = self.random.choice([0, 0, 0.5]) if not self.integers else 0

    def pick_dim(self):
        return self.random.choice([32, 64, 64, 96, 16, 8, 1, 20, 50]) if self.random.random() < 0.5 else self.random.choice([32, 64, 128])

    def chance(self, probability):
        return self.random.random() < probability

    def header(self):
        M, N, kind = self.M, self.N, "int32" if self.integers else self.dtype
        work = "int32" if self.integers else "float32"
        shape = f"({self.rows}, {self.columns})"
        lines = ["import tilelang.language as T", "", "", "@T.prim_func",
                 f'def kernel(A: T.Tensor({shape}, "{kind}"), B: T.Tensor({shape}, "{kind}"), V: T.Tensor(({self.columns},), "{kind}"), '
                 f'C: T.Tensor({shape}, "{kind}"), R: T.Tensor(({self.rows},), "{work}")' + (', F: T.Tensor((3, 2), "int32")' if self.flags else "") + "):",
                 f"    with T.Kernel({self.grid[0]}, {self.grid[1]}) as (bx, by):"]
        for name, scope, size, dtype in (("D", "shared", f"({M}, {N})", kind), ("E", "shared", f"({M}, {N})", kind), ("v", "shared", f"({N},)", kind),
                                         ("P", "fragment", f"({M}, {M})", kind), ("Q", "fragment", f"({M}, {M})", work),
                                         ("Z", "fragment", f"(3, {M}, {N})", work), ("X", "fragment", f"({M}, {N})", work), ("Y", "fragment", f"({M}, {N})", work),
                                         ("r", "fragment", f"({M},)", work), ("s", "fragment", f"({M},)", work), ("c", "fragment", f"({N},)", work)):
            lines.append(f'        {name} = T.alloc_{scope}({size}, "{dtype}")')
        return lines

    def leaf(self, vector=False):
        if vector:
            return Expression(self.random.choice([f"{name}[i]" for name in sorted(self.vectors & {"r", "s"})] or ["3" if self.integers else "0.5"]))
        kind = self.random.random()
        if kind < 0.05:
            return self.pick()
        if self.integers:
            vectors = [f"{name}[{'j' if name == 'c' else 'i'}]" for name in sorted(self.vectors)]
            return Expression(self.random.choice([f"{name}[i, j]" for name in sorted(self.ready)] + vectors + ["v[j]", "3", "17"]))
        if kind < 0.55:
            return Expression(self.random.choice([f"{name}[i, j]" for name in sorted(self.ready)]))
        if kind < 0.7:
            return Expression("v[j]")
        if kind < 0.85 and self.vectors:
            name = self.random.choice(sorted(self.vectors))
            return Expression(f"{name}[{'j' if name == 'c' else 'i'}]")
        if kind < 0.92:
            return Expression(self.random.choice(["0.5", "-1.25", "2.0", "T.float32(0.75)"]))
        M, N = self.M, self.N
        return Expression(self.random.choice([
            "D[i, j // 2]", "E[i // 2, j]", f"D[{M} - 1 - i, j]", "D[i, 0]", "E[0, j]", f"T.if_then_else(i + 1 < {M}, D[i + 1, j], 0.25)",
            f"A[by * {M} + i, bx * {N} + j]", f"B[by * {M} + i, bx * {N} + j]", f"V[bx * {N} + j]", "T.floor(D[i, j] * 4.0) * 0.25", "T.round(E[i, j] * 4.0) * 0.25",
            'T.cast(i - j, "float32") * 0.01', *(["D[j, i]"] if M == N else [])]))

    def pick(self):
        """An element of another place of its row or column, or of both."""
        row = self.random.choice(["i", "i", f"{self.M - 1} - i", "i // 2", f"(i + 5) % {self.M}"])
        column = self.random.choice(["j", f"{self.N - 1} - j", "j // 3", f"(j + 1) % {self.N}"])
        return Expression(f"{self.random.choice('DE')}[{row}, {column}]")

    def tree(self, depth, vector=False):
        if depth == 0 or self.chance(0.15):
            return self.leaf(vector)
        if self.integers:
            return Expression(self.random.choice(INTEGER), self.tree(depth - 1, vector), self.tree(depth - 1, vector))
        kind = self.random.random()
        if kind < 0.35:
            return Expression(self.random.choice(UNARY), self.tree(depth - 1, vector))
        if kind < 0.45 and not vector:
            condition = self.random.choice(["D[i, j] > 0.25", "E[i, j] <= 0.0", "i >= j", "j < 5", f"by * {self.M} + i < 40", "(i + j) % 2 == 0"])
            return Expression("T.if_then_else(" + condition + ", {0}, {1})", self.tree(depth - 1), self.tree(depth - 1))
        return Expression(self.random.choice(BINARY), self.tree(depth - 1, vector), self.tree(depth - 1, vector))

    def elementwise(self):
        target = self.random.choice(["X", "Y"])
        tree = self.tree(self.random.randint(1, 4))
        self.ready.add(target)
        return Statement([f"for i, j in T.Parallel({self.M}, {self.N}):", f"    {target}[i, j] = $"], tree)

    def vector_statement(self):
        target = self.random.choice(["r", "s"])
        tree = self.tree(self.random.randint(1, 3), vector=True)
        self.vectors.add(target)
        return Statement([f"for i in T.Parallel({self.M}):", f"    {target}[i] = $"], tree)

    def reduction(self):
        source = self.random.choice(sorted(self.ready & {"X", "Y"}))
        down = self.chance(0.3)
        target = "c" if down else self.random.choice(["r", "s"])
        kind = self.random.choice(["max", "sum", "min", "absmax"] + (["abssum", "bitand", "bitor", "bitxor"] if self.integers else []))
        extent, count = (self.N, self.M) if down else (self.M, self.N)
        call = f"T.reduce_{kind}({source}, {target}, dim={0 if down else 1}"
        keep = target in self.vectors and kind != "sum" and self.chance(0.3)
        self.vectors.add(target)
        lines = [call + (", clear=False)" if keep else ")")]
        if kind == "sum" and not self.integers:
            lines += [f"for q in T.Parallel({extent}):", f"    {target}[q] = {target}[q] * {1.0 / count!r}"]
        return Statement(lines)

    def scan(self):
        target, kind, dim = self.random.choice(["X", "Y"]), self.random.choice(["cumsum", "cummax"]), self.random.randint(0, 1)
        self.ready.add(target)
        lines = [f"T.{kind}({self.random.choice([target, 'D'])}, {target}, dim={dim}, reverse={self.chance(0.5)})"]
        if self.integers or self.dtype == "float32":  # a scan is into its own dtype
            lines[0] = lines[0].replace("(D", f"({self.random.choice('DE')}")
        else:
            lines[0] = lines[0].replace("(D", f"({target}")
        if kind == "cumsum" and not self.integers:
            lines += [f"for i, j in T.Parallel({self.M}, {self.N}):", f"    {target}[i, j] = {target}[i, j] * {1.0 / (self.N if dim else self.M)!r}"]
        return Statement(lines)

    def largest(self):
        """Where the largest of loaded values stand: they are exact, so both sides find the same."""
        target, source = self.random.choice([("X", "Y"), ("Y", "X")])
        self.ready |= {"X", "Y"}
        self.vectors.add("r")
        yes, no = ("1", "-7") if self.integers else ("1.0", "-0.5")
        kind = self.random.choice(["max", "min"])
        return Statement([f"T.copy({self.random.choice('DE')}, {source})", f"T.reduce_{kind}({source}, r, dim=1)",
                          f"for i, j in T.Parallel({self.M}, {self.N}):", f"    {target}[i, j] = T.if_then_else({source}[i, j] == r[i], {yes}, {no})"])

    def planes(self):
        """A reduction over planes that element-wise statements fill."""
        target, kind = self.random.choice(["X", "Y"]), self.random.choice(["sum", "max", "min", "absmax"])
        lines = []
        for plane in range(3):
            lines += [f"for i, j in T.Parallel({self.M}, {self.N}):", f"    Z[{plane}, i, j] = {self.leaf() if plane else '$'}"]
        self.ready.add(target)
        lines.append(f"T.reduce_{kind}(Z, {target}, dim=0)")
        if kind == "sum" and not self.integers:
            lines += [f"for i, j in T.Parallel({self.M}, {self.N}):", f"    {target}[i, j] = {target}[i, j] * {1 / 3!r}"]
        return Statement(lines, self.tree(2))

    def gemm(self):
        """Q = D E^T, a function of it, and its product with E: two matrix products whose inner dims may be no multiple of 32."""
        target, name = self.random.choice(["X", "Y"]), self.random.choice(["tanh", "sigmoid", "abs"])
        keep = self.chance(0.3)
        return Statement(["T.clear(Q)", "T.gemm(D, E, Q, transpose_B=True)", f"for i, j in T.Parallel({self.M}, {self.M}):",
                          f"    P[i, j] = T.{name}(Q[i, j] * {self.N ** -0.5!r})", *([] if keep else [f"T.clear({target})"]), f"T.gemm(P, E, {target})",
                          f"for i, j in T.Parallel({self.M}, {self.N}):", f"    {target}[i, j] = {target}[i, j] * {self.M ** -0.5!r}"])

    def condition(self):
        return self.random.choice(["D[i, j] > 0.25", "E[i, j] <= 0.0", "i >= j", "j < 5", f"by * {self.M} + i < 40", "(i + j) % 2 == 0", "D[i, j] < E[i, j] and i > 2"])

    def branches(self):
        """An if in an element loop: two branches, or one that leaves the rest as it is."""
        target, other = self.random.choice(["X", "Y"]), self.tree(2)
        lines = [f"for i, j in T.Parallel({self.M}, {self.N}):", f"    if {self.condition()}:", f"        {target}[i, j] = $"]
        if self.chance(0.3):
            lines = lines[:2] + [f"        if {self.condition()}:", f"            {target}[i, j] = $"]
        elif self.chance(0.6):
            lines += ["    else:", f"        {target}[i, j] = {other}"]
        return Statement(lines, self.tree(3))

    def several(self):
        """A loop of a let and two stores, the second of which reads what the first stored."""
        first, second = self.random.choice([("X", "Y"), ("Y", "X"), ("X", "X")])
        return Statement([f"for i, j in T.Parallel({self.M}, {self.N}):", "    t = $", f"    {first}[i, j] = ({self.tree(2)} + t) * 0.5",
                          f"    {second}[i, j] = {first}[i, j] * T.tanh(t)"], self.tree(2))

    def part(self):
        """A box of a block: copied, filled, or computed by a loop over a part of it."""
        rows, columns = sorted(self.random.sample(range(self.M + 1), 2)), sorted(self.random.sample(range(self.N + 1), 2))
        box = f"{rows[0]}:{rows[1]}, {columns[0]}:{columns[1]}"
        target, source = self.random.choice(["X", "Y"]), self.random.choice(["D", "E"])
        kind = self.random.random()
        if kind < 0.4:
            return Statement([f"T.copy({source}[{box}], {target}[{box}])"])
        if kind < 0.7:
            return Statement([f"T.fill({target}[{box}], {self.random.choice([0.5, -1, 2])})"])
        return Statement([f"for i, j in T.Parallel({rows[1] - rows[0]}, {columns[1] - columns[0]}):",
                          f"    {target}[i + {rows[0]}, j + {columns[0]}] = {source}[i + {rows[0]}, j + {columns[0]}] * 0.5 + 0.25"])

    def running(self):
        """Running sums, or an average over a part of the rows."""
        name, dim = self.random.choice(["X", "Y"]), self.random.randint(0, 1)
        extent = (self.M, self.N)[dim]
        return Statement([f"T.cumsum({name}, dim={dim}, reverse={self.chance(0.5)})", f"for i, j in T.Parallel({self.M}, {self.N}):",
                          f"    {name}[i, j] = {name}[i, j] * {1.0 / extent!r}"])

    def flat(self):
        """Loops that stand together in one index of a vector."""
        inner = next(d for d in (8, 4, 5, 2, 1) if self.M % d == 0)
        target, source = self.random.choice([("r", "s"), ("s", "r")])
        return Statement([f"for i, k in T.Parallel({self.M // inner}, {inner}):", f"    {target}[i * {inner} + k] = T.tanh({source}[i * {inner} + k]) + 0.5"])

    def loads(self):
        """A loop that loads other blocks of the tensors and adds them up."""
        target, source, block = self.random.choice([("X", "A", "D"), ("Y", "B", "E")])
        at = self.random.choice([f"t * {self.M}, bx * {self.N}", f"by * {self.M}, t * {self.N}", *(["t, t"] if self.M * self.N <= 2048 else [])])
        return Statement(["for t in T.Pipelined(3, num_stages=2):" if self.chance(0.5) else "for t in T.serial(2):", f"    T.copy({source}[{at}], {block})",
                          f"    for i, j in T.Parallel({self.M}, {self.N}):", f"        {target}[i, j] = ({target}[i, j] + {block}[i, j]) * 0.5"])

    def uniform(self):
        return self.random.choice(["bx == 0", "by == 0", "bx + by > 0", *(["F[by, bx] > 0"] * 3 if self.flags else [])])

    def kept(self):
        """A block that one way of an if loads, and that is read behind it."""
        otherwise = self.random.choice([[], ["else:", "    T.fill(D, 0.5)"], ["else:", f"    T.copy(B[by * {self.M}, bx * {self.N}], D)"]])
        return Statement([f"if {self.uniform()}:", f"    T.copy(A[by * {self.M}, 0], D)", *otherwise])

    def data_if(self):
        """An if that a loaded value decides, around stores and copies."""
        target, other = self.random.choice([("X", "Y"), ("Y", "X")])
        condition = self.random.choice(["D[0, 0] > 0.25", "v[0] < 0.0", "E[0, 0] <= D[0, 0]", "E[0, 0] > 0.0 and bx == 0"])
        lines = [f"if {condition}:", f"    for i, j in T.Parallel({self.M}, {self.N}):", f"        {target}[i, j] = $"]
        if self.chance(0.4):
            lines += [f"    T.copy({self.random.choice('DE')}, {other})"]
        if self.chance(0.4):
            lines += ["else:", f"    T.fill({other}, 0.25)"]
        return Statement(lines, self.tree(2))

    def limits(self):
        """What leaves a box of a store: rows and columns from and to numbers."""
        parts = [f"i < {self.random.randint(0, self.M)}", f"j >= {self.random.randint(0, self.N)}", f"by * {self.M} + i < {self.random.randint(1, self.rows)}",
                 f"not (j > {self.random.randint(0, self.N)} or i < by)", f"{self.random.randint(0, self.N)} >= j - bx", f"i == {self.random.randint(0, self.M)}"]
        if self.flags:
            parts += [f"i - 3 < F[by, bx] * {self.random.randint(0, self.M)}", f"F[by, bx] > 0 and j < {self.N}"] * 2
        return " and ".join(self.random.sample(parts, self.random.randint(1, 2)))

    def other(self):
        """What came later than the statements below; none of it touches integers."""
        kinds = [self.branches, self.branches, self.several, self.running, self.loads, self.kept, self.data_if]
        if self.M > 1 and self.N > 1:
            kinds.append(self.part)
        if self.M > 1:
            kinds.append(self.flat)
        return self.random.choice(kinds)()

    def statement(self, depth=0):
        if not self.integers and self.chance(0.35):
            return self.other()
        kind = self.random.random()
        if kind > 0.95 and not self.integers:
            return self.gemm()
        if kind > 0.86 and self.chance(0.5):
            return self.random.choice([self.scan, self.largest, self.planes])()
        if kind < 0.45:
            return self.elementwise()
        if kind < 0.65 and self.ready & {"X", "Y"}:
            return self.reduction()
        if kind < 0.75 and self.vectors & {"r", "s"}:
            return self.vector_statement()
        if kind < 0.83 and depth == 0 and self.ready & {"X", "Y"}:
            condition = self.uniform()
            before = set(self.ready), set(self.vectors)
            inner = self.statement(1)
            self.ready, self.vectors = before  # what only some blocks compute is not ready for all
            return Statement([f"if {condition}:"], body=[inner])
        if kind < 0.9 and depth == 0 and self.ready & {"X", "Y"}:
            return Statement([f"for t in T.serial({self.random.randint(1, 3)}):"], body=[self.statement(1) for _ in range(self.random.randint(1, 2))])
        target, source = self.random.choice([("X", "D"), ("Y", "E")])
        self.ready.add(target)
        return Statement([f"T.copy({source}, {target})"])

    def program(self):
        M, N = self.M, self.N
        header = self.header()
        statements = [Statement([f"T.annotate_safe_value({{A: {self.safe}}})"])] if self.safe else []
        statements += [Statement([f"T.copy(A[by * {M}, bx * {N}], D)"]), Statement([f"T.copy(B[by * {M}, bx * {N}], E)"]),
                      Statement([f"T.copy(V[bx * {N}], v)"])]
        for name in ("X", "Y"):
            statements.append(Statement([f"T.copy(D, {name})"]))
        self.ready |= {"X", "Y"}
        for name in ("r", "s", "c"):
            statements.append(Statement([f"T.fill({name}, {self.random.choice([0, 1, 2])})"]))
        self.vectors |= {"r", "s", "c"}
        statements += [self.statement() for _ in range(self.random.randint(1, 5))]
        result = self.random.choice(["X", "Y"])
        kind = self.random.random()
        if kind < 0.2:
            statements.append(Statement([f"for i, j in T.Parallel({M}, {N}):", f"    C[by * {M} + i, bx * {N} + j] = $"], Expression(f"{result}[i, j]")))
        elif kind < 0.4:
            statements.append(Statement([f"for i, j in T.Parallel({M}, {N}):", f"    if {self.limits()}:", f"        C[by * {M} + i, bx * {N} + j] = $"], Expression(f"{result}[i, j]")))
        else:
            statements.append(Statement([f"T.copy({result}, C[by * {M}, bx * {N}])"]))
        if self.grid[0] == 1:
            statements.append(Statement([f"T.copy({self.random.choice(['r', 's'])}, R[by * {M}])"]))
        elif self.chance(0.3) and not self.integers:
            statements.append(Statement([f"for i in T.Parallel({M}):", f"    T.atomic_{self.random.choice(['add', 'max'])}(R[by * {M} + i], {self.random.choice('rs')}[i])"]))
        return Program(header, statements)


def program(seed):
    return Generator(seed).program()


def options(text, seed):
    """The command line beside the file: the chip, and integers small enough that nothing overflows."""
    small = [f"--init={name}=randint:-50:50" for name in "ABV"] if '"int32"), B' in text else []
    flags = ["--init=F=randint:0:2"] if 'F: T.Tensor((3, 2), "int32")' in text else []
    return ["--target", ["wormhole_n150", "blackhole_p150"][seed % 2], *small, *flags]


def run(tilecc, path, text, seed):
    path.write_text(text)
    return subprocess.run([tilecc, "run", str(path), *options(text, seed)], capture_output=True, text=True)


def refused(done):
    """What the compiler says that it, or a core, cannot hold: all else must be right."""
    return done.returncode == 3 or (done.returncode == 1 and re.search(r"but a core of \w+ has \d+", done.stderr))


def signature(done):
    """What a failure is, without names and numbers: a reduction must keep it."""
    errors = [line.split("error: ")[1] for line in done.stderr.splitlines() if "error: " in line]
    return done.returncode, "WRONG" in done.stdout, re.sub(r"[A-Za-z]*_?[0-9]+|\b[A-Za-z]\b", "", errors[0])[:60] if errors else ""


def reduced(tilecc, path, start, seed, failure, limit=300):
    """The simplest program that fails in the same way, by greedy steps."""
    current, tries = start, 0
    progress = True
    while progress and tries < limit:
        progress = False
        for candidate in current.simpler():
            tries += 1
            if tries > limit:
                break
            if signature(run(tilecc, path, candidate.text(), seed)) == failure:
                current, progress = candidate, True
                break
    return current


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tilecc", default="build-release/src/cli/tilecc")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--print", type=int)
    arguments = parser.parse_args()
    if arguments.print is not None:
        print(program(arguments.print).text(), end="")
        return 0
    codes, reasons = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.py"
        for seed in range(arguments.first, arguments.first + arguments.count):
            whole = program(seed)
            done = run(arguments.tilecc, path, whole.text(), seed)
            codes[3 if refused(done) else done.returncode] += 1
            if refused(done):
                reasons[next((re.split("unsupported: |error: ", line)[1] for line in done.stderr.splitlines() if re.search("unsupported: |error: ", line)), "?")[:100]] += 1
            elif done.returncode != 0:
                small = reduced(arguments.tilecc, path, whole, seed, signature(done))
                last = run(arguments.tilecc, path, small.text(), seed)
                print(f"seed {seed}: exit {done.returncode}, reduced:\n{small.text()}{last.stdout}{last.stderr}", flush=True)
    for reason, count in reasons.most_common(20):
        print(f"{count:6} unsupported: {reason}")
    print(f"{arguments.count} programs from seed {arguments.first}: {codes[0]} pass, {codes[3]} unsupported, "
          f"{arguments.count - codes[0] - codes[3]} wrong")
    return 0 if codes[0] + codes[3] == arguments.count else 1


if __name__ == "__main__":
    sys.exit(main())
