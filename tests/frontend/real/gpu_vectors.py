"""Functions of GPUs that give vectors, thread reductions, inline operators, schedulers in macros."""
import tilelang
import tilelang.language as T
from tvm import tirx
from tvm.tirx import op as tir_op


@T.macro
def advance(sched, times: int):
    for _ in T.unroll(times):
        sched.next_tile()


@T.macro
def flush(count):
    T.tma_store_arrive()
    T.tma_store_wait(count)


@T.prim_func
def main(A: T.Tensor((256,), "float32"), B: T.Tensor((256,), "float32"), H: T.Tensor((64, 8), "float16"), N: T.Tensor((8,), "int32"), out: T.Tensor((64,), "float32")):
    with T.Kernel(8, threads=128, cluster_dims=(1, 2)) as bx:
        tx = T.get_thread_binding(0)
        S = T.alloc_shared((8, 32), "float32")
        W = T.alloc_shared((3, 128), "uint32")
        scales = T.alloc_tmem((128, 32), "uint32")
        total = T.alloc_local((1,), "float32")
        reduced = T.alloc_local((1,), "float32")
        done = T.alloc_barrier(1)
        pair = T.ldg64(A[tx * 2 : tx * 2 + 2])
        T.stg64(B[tx * 2 : tx * 2 + 2], pair)
        four = T.ldg128(A[tx * 4], pred=tx < 32)
        T.stg128(B[tx * 4], four, pred=tx < 32)
        T.stg256(B[tx * 8], T.ldg256(A[tx * 8]))
        floats = T.reinterpret(T.ldg64(A[0:2]), "float32x2")
        both = T.add2(floats, T.mul2(floats, floats))
        T.sts64(S[0, 0], T.reinterpret(T.fma2(both, T.max2(both, floats), T.min2(both, floats)), "uint32x2"))
        T.sts64(S[1, 0], T.reinterpret(T.abs2(T.sub2(both, floats)), "uint32x2"))
        half = T.reinterpret(T.lds32(S[0, 1]), "float16x2")
        T.sts32(S[2, tx % 32], T.reinterpret(half, "uint32"))
        total[0] = A[tx]
        with T.attr(
            T.comm_reducer(lambda x, y: x + y, [T.float32(0)]),
            "reduce_scope",
            T.reinterpret(T.uint64(0), dtype="handle"),
        ):
            T.evaluate(T.tvm_thread_allreduce(T.uint32(1), total[0], True, reduced[0], tx, dtype="handle"))
        out[bx] = reduced[0]
        out[bx + 8] = T.tvm_warp_shuffle(0xFFFFFFFF, total[0], (tx + 1) % 32, 32, 32)
        before = T.atomic_add(A[0], 1.0, return_prev=True)
        out[1] = before
        A[0:2] = T.atomic_addx2(B[tx * 2], A[tx * 2], return_prev=True)
        A[4:8] = T.atomic_addx4(B[tx * 4 : tx * 4 + 4], A[tx * 4 : tx * 4 + 4], return_prev=True)
        out[2] = T.call_intrin("float32", tir_op.Op.get("tl.ieee_add"), out[0], out[1], "rz")
        T.call_intrin("handle", tirx.op.Op.get("tl.fence_proxy_async"))
        T.call_extern("float32", "device", S.access_ptr("rw"), dtype="handle")
        out[3] = T.call_pure_extern("float32", "sinpif", out[2])
        for part in T.serial(3):
            T.tcgen05_cp_warpx4(W[part, :], scales, part * 4)
            T.tcgen05_sf_warp_transpose(W[part, :])
        T.tcgen05_cp_warpx4(W, scales, tmem_col_offset=8, use_2cta=False)
        T.warpgroup_fence_operand(total, num_regs=1)
        T.warpgroup_fence_operand(S[tx % 8, 0:4])
        sched = T.PersistentTileScheduler(T.ceildiv(N.shape[0], 2), 5, num_workers=8, swizzle_size=2)
        sched.init(bx)
        while sched.valid():
            x, y = sched.m_idx, sched.n_idx
            N[x] = y
            T.mbarrier_wait_parity(done, sched.current_iter & 1)
            advance(sched, 2)
        flush(0)
        flush(count=bx)
        T.ptx_fence_barrier_init()
        T.ptx_init_barrier_thread_count(done[0], 128)
