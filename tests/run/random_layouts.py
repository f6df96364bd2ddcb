"""Random copies between tensors of 1 to 4 dims and blocks of any extent, at any start; a seed gives always the same program.

    python tests/run/random_layouts.py --print SEED
"""
import argparse
import math
import random

EXTENTS = [1, 1, 2, 3, 8, 16, 17, 31, 32, 33, 40, 48, 64, 65, 70, 96, 100]
DTYPES = ["float16", "bfloat16", "float32"]
LOOPS, BLOCKS = ["i", "j"], ["bx", "by", "bz"]


class Program:
    """C = 2 A + B where B's window is shifted, maybe over its edges; through blocks, or in a loop over elements of the tensors."""

    def __init__(self, seed):
        self.random = pick = random.Random(seed)
        rank = pick.randint(1, 4)
        self.shape = [pick.choice(EXTENTS) for _ in range(rank)]
        self.plane = sorted(pick.sample(range(rank), min(rank, pick.choice([1, 2, 2]))))
        self.extents, self.starts, self.grid = [1] * rank, ["0"] * rank, []
        for dim in range(rank):
            self.cut(dim)
        self.shift = [pick.choice([0, 0, -1, 1, 2, -3, 16, 32, -32]) if dim in self.plane else 0 for dim in range(rank)]
        self.shift = [max(shift, 0) if start == "0" else shift for shift, start in zip(self.shift, self.starts)]  # no index that is negative at sight
        self.types = [pick.choice(DTYPES) for _ in range(4)]

    def cut(self, dim):
        """The grid walks the blocks of the dim; a fourth grid dim does not exist, nor does a long one."""
        if dim in self.plane:
            self.extents[dim] = self.random.choice([1, 8, 16, 32, 32, 48, 64, self.shape[dim], self.shape[dim]])
        count = math.ceil(self.shape[dim] / self.extents[dim])
        if len(self.grid) == 3 or count * math.prod(self.grid) > 400:
            self.shape[dim] = self.extents[dim] = count = 1
        if count > 1 or (self.random.random() < 0.2 and len(self.grid) < 3):
            block = BLOCKS[len(self.grid)]
            self.grid.append(count)
            self.starts[dim] = block if self.extents[dim] == 1 else f"{block} * {self.extents[dim]}"

    def index(self, shift, element):
        out = []
        for dim, start in enumerate(self.starts):
            text = start if not shift[dim] else f"{start} {'+-'[shift[dim] < 0]} {abs(shift[dim])}"
            if dim in self.plane:
                text = f"{text} + {LOOPS[self.plane.index(dim)]}" if element else f"{text}:{text} + {self.extents[dim]}"
            out.append(text)
        return out

    def source(self):
        a, b, c, staged = self.types
        none = [0] * len(self.shape)
        box = [self.extents[dim] for dim in self.plane]
        loops = ", ".join(LOOPS[: len(box)])
        grid = self.grid or [1]
        tensors = ", ".join(f'{name}: T.Tensor({tuple(self.shape)}, "{dtype}")' for name, dtype in zip("ABC", (a, b, c)))
        lines = ["import tilelang.language as T", "", "", "@T.prim_func", f"def kernel({tensors}):",
                 f"    with T.Kernel({', '.join(map(str, grid))}) as ({', '.join(BLOCKS[: len(grid)])}{',' * (len(grid) == 1)}):"]
        loop = f"        for {loops} in T.Parallel({', '.join(map(str, box))}):"
        if self.random.random() < 0.3:
            here, there = self.index(none, True), self.index(self.shift, True)
            edge = " and ".join(f"{here[dim]} < {self.shape[dim]}" for dim in self.plane)
            inside = " and ".join(f"{there[dim]} >= 0 and {there[dim]} < {self.shape[dim]}" for dim in self.plane)
            here, there = ", ".join(here), ", ".join(there)
            lines += [loop, f"            if {edge}:",
                      f'                C[{here}] = T.cast(A[{here}], "float32") * 2 + T.cast(T.if_then_else({inside}, B[{there}], 0), "float32")']
        else:
            here, there = ", ".join(self.index(none, False)), ", ".join(self.index(self.shift, False))
            shape = f"({', '.join(map(str, box))},)"
            scope = self.random.choice(["shared", "fragment"])
            lines += [f'        S = T.alloc_shared({shape}, "{a}")', f'        R = T.alloc_{scope}({shape}, "{staged}")',
                      f'        O = T.alloc_fragment({shape}, "{c}")', f"        T.copy(A[{here}], S)", f"        T.copy(B[{there}], R)", loop,
                      f'            O[{loops}] = T.cast(S[{loops}], "float32") * 2 + T.cast(R[{loops}], "float32")', f"        T.copy(O, C[{here}])"]
        return "\n".join(lines) + "\n"


def source(seed):
    return Program(seed).source()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--print", type=int, required=True, metavar="SEED")
    print(source(parser.parse_args().print), end="")
