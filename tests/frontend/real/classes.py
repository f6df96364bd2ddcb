# options: --kernel tuned -D config="Config(block=16, stages=3)"
# Classes around kernels: a dataclass of tuning parameters, one base class, super(), methods, properties, static and class methods, attributes that
# change, __call__, macros in classes.
from dataclasses import dataclass, field

import tilelang
import tilelang.language as T


@dataclass
class Base:
    block: int
    threads: int = 128
    names: list = field(default_factory=list)

    def __post_init__(self):
        self.names.append("base")
        self.rows = self.block * 2


@dataclass
class Config(Base):
    stages: int = 2
    SCALE = 3

    @property
    def area(self):
        return self.rows * self.block

    @staticmethod
    def twice(x):
        return x * 2

    @classmethod
    def small(cls):
        return cls(block=8, stages=1)


class Tiles:
    count = 0

    def __init__(self, rows):
        self.rows = rows
        self.taken = 0

    def take(self, size):
        self.taken += size
        return self.taken


class NamedTiles(Tiles):
    def __init__(self, rows, name):
        super().__init__(rows)
        self.name = name

    def take(self, size):
        return super().take(size) + 1

    def __call__(self, x):
        return x * self.rows

    @T.macro
    def clear(buffer, i, j):
        buffer[i, j] = 0

    def scale(self, *place):
        @T.macro
        def scaled(buffer, i, j):
            buffer[i, j] = buffer[i, j] * self.rows

        return scaled(*place)


def tuned(config):
    small = Config.small()
    tiles = NamedTiles(config.rows, name="n")
    first, second = tiles.take(4), tiles.take(8)

    @T.prim_func
    def main(A: T.Tensor((config.rows, 64), "float32"), n: T.int32):
        with T.Kernel(n, threads=config.threads) as bx:
            X = T.alloc_fragment((config.rows, 64), "float32")
            for k in T.Pipelined(4, num_stages=config.stages):
                T.copy(A, X)
            for i, j in T.Parallel(config.rows, 64):
                X[i, j] = X[i, j] * config.area + Config.twice(first) + second * Config.SCALE + tiles(bx) + small.block
                tiles.scale(X, i, j)
                tiles.clear(X, j, i)
                X[i, j] = X[i, j] + len(config.names)
            if isinstance(tiles, Tiles) and not isinstance(tiles, Config):
                T.copy(X, A)

    return main
