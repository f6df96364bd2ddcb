# run: opt
import tilelang
import tilelang.language as T


import math
from tilelang.math import next_power_of_2


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        K = [1, 2, 3]
        D = {"a": 1, "b": 2}
        X[D["a"], K[-1]] = len(K) + sum(K) + max(K)
        for q, r in zip(K, [4, 5, 6]):
            X[q, r] = q * r
        for q, r in enumerate(K):
            X[q, r] = q
        X[[t * 2 for t in K if t > 1][1], 0] = 1
        (e, f), *g = (1, 2), 3, 4
        X[e, f] = g[1]
        X[0, K[0:2][1]] = D.get("c", 7) + [k for k in D.items()][1][1]
        if isinstance(K, list) and "a" in D and 4 not in K and D is not None:
            X[1, 0] = {v: k for k, v in D.items()}[2] == "b"
        if (m := 3) > 2:
            X[m, 0] = any(k > 2 for k in K) + all(K)
        dtype = A.dtype
        if dtype == "float16" and dtype == T.float16 and "float" in dtype:
            X[2, 0] = dtype.bits + int("".join(c for c in "float16" if c.isdigit()))
        X[3, 0] = int(3.7) + float("1e3") + abs(-3) + round(2.6) + next_power_of_2(5)
        X[4, 0] = math.ceil(2.1) + math.sqrt(16) + math.gcd(12, 18) + math.log2(8) + math.floor(2.9) + math.pi
        X[5, 0] = f"{K[0]} {dtype}" == "1 float16"
        X[6, 0] = list(reversed(K))[0] + tuple(K)[0] + list(range(1, 10, 3))[2] + bool(K) + len(str(12))
        X[7, 0] = "a,b".split(",")[1].upper() == "B" and "ab".startswith("a") and "ab".endswith("b") and "ab".replace("a", "c") == "cb"

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, J_handle: T.handle, C_handle: T.handle, n: T.int32):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
#     J = T.match_buffer(J_handle, (64,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (4, 64, 64), "float16", strides=(4096, 64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding(n, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                 X = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                 S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#                 X[1, 3] = T.float32(12.0)
#                 X[1, 4] = T.float32(4.0)
#                 X[2, 5] = T.float32(1e+01)
#                 X[3, 6] = T.float32(18.0)
#                 X[0, 1] = T.float32(0.0)
#                 X[1, 2] = T.float32(1.0)
#                 X[2, 3] = T.float32(2.0)
#                 X[6, 0] = T.float32(1.0)
#                 X[1, 2] = T.float32(4.0)
#                 X[0, 2] = T.float32(9.0)
#                 X[1, 0] = T.float32(1.0)
#                 X[3, 0] = T.float32(2.0)
#                 X[2, 0] = T.float32(32.0)
#                 X[3, 0] = T.float32(1017.0)
#                 X[4, 0] = T.float32(21.141592)
#                 X[5, 0] = T.float32(1.0)
#                 X[6, 0] = T.float32(14.0)
#                 X[7, 0] = T.float32(1.0)
