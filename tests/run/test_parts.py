"""Copies and fills of parts of blocks: planes, rows, columns, boxes."""
import numpy as np
import pytest
from helpers import check_exact as check, kernel_source as source
from test_layouts import tensor

CASES = {
    # body, expected C of A (128, 64)
    "rows_of_a_block_out": ("""with T.Kernel(2) as x:
    S = T.alloc_shared((64, 64), "{0}")
    T.copy(A[x * 64, 0], S)
    T.copy(S[32:64, 0:64], C[x * 64, 0])
    T.copy(S[0:32, 0:64], C[x * 64 + 32, 0])
""", lambda a: np.concatenate([a[32:64], a[:32], a[96:], a[64:96]])),
    "planes_in": ("""with T.Kernel(1) as x:
    S = T.alloc_shared((2, 64, 64), "{0}")
    for k in T.serial(2):
        T.copy(A[k * 64, 0], S[1 - k, 0:64, 0:64])
    for k in T.serial(2):
        T.copy(S[k, 0:64, 0:64], C[k * 64, 0])
""", lambda a: np.concatenate([a[64:], a[:64]])),
    "boxes_in": ("""with T.Kernel(1) as x:
    S = T.alloc_shared((128, 64), "{0}")
    T.copy(A[0:100, 0:64], S[0:100, 0:64])
    T.copy(A[0:28, 0:64], S[100:128, 0:64])
    T.copy(S, C)
""", lambda a: np.concatenate([a[:100], a[:28]])),
    "rows_in": ("""with T.Kernel(1) as x:
    S = T.alloc_shared((128, 64), "{0}")
    v = T.alloc_shared((64,), "{0}")
    T.copy(A, S)
    for k in T.serial(3):
        T.copy(A[k, 0:64], S[k * 40 + 7, 0:64])
    T.copy(A[5, 0:64], v)
    T.copy(v, S[9, 0:64])
    T.copy(S, C)
""", lambda a: np.array([a[{7: 0, 47: 1, 87: 2, 9: 5}.get(i, i)] for i in range(128)])),
    "fill": ("""with T.Kernel(1) as x:
    S = T.alloc_shared((128, 64), "{0}")
    T.copy(A, S)
    T.fill(S[3:50, 10:20], 7.0)
    T.clear(S[60, 0:64])
    T.copy(S, C)
""", lambda a: np.where((np.arange(128)[:, None] == 60), 0, np.where(np.add.outer(np.isin(np.arange(128), range(3, 50)) * 1, np.isin(np.arange(64), range(10, 20)) * 1) == 2, 7, a))),
    "gemm_of_parts": ("""with T.Kernel(2) as x:
    S = T.alloc_shared((128, 64), "bfloat16")
    O = T.alloc_fragment((64, 64), "float32")
    T.copy(A, S)
    T.gemm(S[64:128, 0:64], S[0:64, 0:64], O, clear_accum=True)
    T.copy(O, C[x * 64, 0])
""", lambda a: np.tile((a[64:] @ a[:64]), (2, 1))),
}


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", CASES)
def test_parts(tmp_path, name, dtype):
    body, expected = CASES[name]
    a = tensor((128, 64))
    if name == "gemm_of_parts":
        if dtype == "bfloat16":
            pytest.skip("sums are not exact")
        a = np.round(a / 20)
    kinds = ("bfloat16" if name == "gemm_of_parts" else dtype, dtype)
    check(tmp_path, source([("A", a.shape, kinds[0]), ("C", a.shape, kinds[1])], body.format(dtype)), {"A": a}, {"C": expected(a).astype(np.float32)})
