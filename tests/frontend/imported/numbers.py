"""Constants and functions that imports.py takes."""
import tilelang.language as T

BLOCK = 16 * 2
SCALE = BLOCK // 4


def doubled(x):
    return x * 2 + OFFSET


OFFSET = 1


@T.macro
def scale(tile, factor):
    for i, j in T.Parallel(BLOCK, BLOCK):
        tile[i, j] = tile[i, j] * factor + helper(i)
    return tile[0, 0]


def helper(i):
    return T.if_then_else(i > SCALE, 1.0, 0.0)
