"""Functions of GPUs with other operands: parts of tensors, strides, policies, transposes, expressions of several dtypes."""
import tilelang
import tilelang.language as T

BARRIERS = 3


@T.macro
def wait(barrier, stage, phase):
    T.mbarrier_wait_parity(barrier[stage], phase)


@T.macro
def elect(count):
    return T.shuffle_elect(count)


@T.prim_func
def main(
    A: T.Tensor((4, 128, 64), "float16"),
    B: T.StridedTensor((64, 64), (128, 1), "float32"),
    C: T.Tensor((T.dynamic("n"), 64), "bfloat16"),
    D: T.Tensor((128,), "int64"),
):
    with T.Kernel(T.ceildiv(C.shape[0], 64), 4, 2, threads=(64, 4), cluster_dims=(2, 1)) as (bx, by, bz):
        tx, ty, tz = T.get_thread_bindings()
        bars = T.alloc_barrier([128, 64] + [1] * BARRIERS)
        one = T.alloc_barrier(arrive_count=32)
        S = T.alloc_shared((2, 128, 64), "float16")
        E = T.alloc_shared((64, 8), "uint8")
        F = T.alloc_fragment((128, 128), "float32")
        memory = T.alloc_tmem([2, 128, 128], "float32")
        h = T.alloc_local((8,), "float16")
        v = T.alloc_var("int32", 0)
        big = T.alloc_local((2,), "uint64")
        for k in T.Pipelined(8, num_stages=2):
            stage = k % 2
            wait(bars, stage, (k // 2) & 1)
            wait(bars, 2 + stage, ((k // 2) & 1) ^ 1)
            T.mbarrier_arrive(mbarrier=bars[stage + 1])
            T.barrier_wait(one, parity=k & 1)
            T.mbarrier_expect_tx(bars[stage], 64 * 64 * 2 * (2 if BARRIERS > 2 else 1))
            if elect(64):
                T.tma_copy(A[by, bx * 64 : bx * 64 + 128, :], S[stage, :, :], barrier=bars[stage])
                T.tma_copy(S[stage, 0:64, 0:32], A[0, k * 16 : k * 16 + 64, 32:64], eviction_policy="evict_normal")
            T.tcgen05_gemm(S[stage, :, :], S[1 - stage, :, :], memory[0, :, :], transpose_B=True, clear_accum=k == 0, mbar=bars[4], policy=T.GemmWarpPolicy.FullRow)
            T.wgmma_gemm(S[0, 0:64, 0:32], S[1, 0:32, 0:64], F[0:64, 64:128], policy=T.GemmWarpPolicy.FullCol, clear_accum=v == 1)
            T.gemm_sp(S[0, 0:64, :], E, S[1, :, 0:64], F[0:64, 0:64], transpose_E=False, policy=T.GemmWarpPolicy.FullCol, wg_wait=-1)
            T.gemm_sp(S[0, 0:32, 0:64], E, S[1, 0:64, 0:64], F[0:64, 0:64], transpose_A=True, transpose_B=True, clear_accum=True)
            T.tcgen05_mma_arrive(bars[stage])
            T.tcgen05_mma_arrive(bars)
        lane = T.get_lane_idx()
        warp = T.get_warp_idx_sync(32)
        h[0] = T.shfl_down(h[0], 1, width=16, mask=0xFF)
        h[1] = T.shfl_xor(h[1] * h[2], lane ^ 1) + T.shfl_sync(h[0], 0)
        h[2] = T.warp_reduce_max(h[0] + h[1]) * 2.0
        v = T.any_sync(h[0] > h[1], mask=T.activemask()) + T.all_sync(lane < 16) + T.syncthreads_count(warp == 0)
        big[0] = T.ballot_sync(h[0] > 0.5)
        big[1] = big[0] & T.ballot(lane)
        v = T.__ffs(big[0]) - 1
        D[tx] = T.__ldg(D[tx + 1]) + T.__ldg(D, tx)
        D[ty] = T.match_any_sync(v) + T.shfl_up(D[ty], 1)
        if T.syncthreads_or(v > 3) != 0:
            T.named_barrier_arrive(bx % 4, 64)
        T.stg32(B[tx, 0], T.ldg32(B[bx, ty]), pred=tx < 4)
        T.stg128(C[bx * 64 + tx, 0:8], T.ldg128(A[by, tx, 8:16]))
        T.stg64(A[by, tx, 0:4], T.lds64(S[1, tx, ty * 4 : ty * 4 + 4]))
        T.ptx_cp_async(T.access_ptr(S[0, tx, 0:8], "w"), T.access_ptr(A[by, tx, 0:8], "r"), 8)
        T.ptx_cp_async(T.access_ptr(S, "w", 64), T.access_ptr(A, "r", 4, 16), 8, predicate=tx < 8)
        T.ptx_cp_async(T.access_ptr(S[0, 1, 2], "rw", 2, 2, 2, ignore_last_ndim=1), T.access_ptr(A[0, 0, 0], 1, extent=bx), 8)
        T.call_extern("handle", "f", S.data, A[0, 0, 0], T.address_of(S[1, 2, 3]), 1.5, True, "text", B)
        T.rng_init(tx, seq=bx * 64, off=1)
        T.rng_init(1)
        with T.ws(1, 0, 3):
            T.clear(F)
        with T.ws(0):
            with T.ws_op("inner"):
                T.fill(F, 2)
        T.tma_store_arrive()
        T.tma_store_wait(2)
        T.sync_threads()
        T.sync_threads(1, 64)
        T.sync_warp()
        T.set_max_nreg(240, 1)
        T.inc_max_nreg(240)
        T.dec_max_nreg(24)
        T.annotate_producer_reg_dealloc(24)
        T.no_set_max_nreg()
        T.pdl_trigger()
        T.pdl_sync()
