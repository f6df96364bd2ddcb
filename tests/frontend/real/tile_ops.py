"""Reductions, scans, reducers of both versions, atomics, copies."""
import tilelang.language as T


@T.prim_func
def main(
    A: T.Tensor((256, 64), "float16"),
    B: T.Tensor((64, 64), "float32"),
    N: T.Tensor((64,), "int32"),
    X: T.Tensor((2, 8, 8, 64), "float16"),
):
    with T.Kernel(4, threads=128) as bx:
        a = T.alloc_shared((64, 64), "float16")
        s = T.alloc_shared((64, 64), "float32")
        f = T.alloc_fragment((64, 64), "float32")
        n = T.alloc_fragment((64, 64), "int32")
        r = T.alloc_fragment((64,), "float32")
        nr = T.alloc_fragment((64,), "int32")
        one = T.alloc_fragment((1,), "float32")
        rs = T.alloc_shared((64,), "float32")
        old = T.alloc_reducer((64,), "float32", op="sum", replication="all")
        new = T.alloc_reducer((64,), "float32", op="max")
        T.annotate_safe_value({A: 1.0})
        T.copy(A[bx * 64, 0], a)
        T.async_copy(A[bx * 64 : bx * 64 + 64, :], a)
        T.reduce_sum(f, r, dim=1)
        T.reduce_sum(s, rs, dim=1)
        T.reduce_max(f, r, dim=-1, clear=False)
        T.reduce_max(f, rs, dim=0, clear=False, batch=2)
        T.reduce_min(s, r, dim=0, nan_propagate=True)
        T.reduce_abssum(f, r, dim=1)
        T.reduce_absmax(f, r, dim=1)
        T.reduce_bitand(n, nr, dim=1)
        T.reduce_bitor(n, nr, dim=0, clear=False)
        T.reduce(n, nr, "bitxor", 1, True)
        T.reduce_sum(r, one)
        T.cumsum(s, dim=1)
        T.cumsum(s, f, dim=0, reverse=True)
        T.cumsum(f, dim=1)
        T.cummax(f, s, dim=-1)
        T.cummax(rs)
        T.clear(old)
        T.reducer_init(new, 0.5)
        for i, j in T.Parallel(64, 64):
            old[j] += f[i, j]
            T.reducer_update(new[j], f[i, j] * 2)
            T.atomic_add(B[i, j], f[i, j])
            T.atomic_max(B[i, j], f[i, j])
            T.atomic_min(B[i, j], f[i, j], memory_order="relaxed")
            T.atomic_add(B[j, i], 1.0, memory_order="release")
        T.finalize_reducer(old)
        T.finalize_reducer(new, r, batch=2)
        T.atomic_add(B, f)
        T.atomic_max(B[0:32, 0:64], f[32:64, :])
        T.atomic_min(B[bx * 16, 0], s[0:16, 0:64])
        T.atomic_add(B, s, use_tma=True)
        before = T.atomic_add(N[0], 1, return_prev=True)
        highest = T.atomic_max(N[1], before, return_prev=True)
        lowest = T.atomic_min(N[1], highest, return_prev=True)
        T.atomic_store(N[2], lowest, memory_order="release")
        seen = T.atomic_load(N[2])
        T.atomic_or(N[3], seen)
        T.atomic_addx2(A[0, 0], a[0, 2])
        T.atomic_addx4(B[0, 0:4], s[1, 4:8])
        if T.any_of(N):
            T.fill(f, -1)
        if T.all_of(B[0, 4:8]):
            T.fill(f[0:32, :], T.infinity("float32"))
        T.im2col(X, a, bx, 0, 3, 1, 1, 1)
        T.transpose(s, f)
        T.copy(f, B)
