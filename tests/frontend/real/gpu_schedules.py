"""Warp specialisation, tile schedulers, clusters: what surrounds the functions of GPUs."""
import tilelang.language as T

COUNTS = [384, 4, 4]
WHOLE = slice(None)


@T.prim_func
def main(A: T.Tensor((256, 64), "float16"), B: T.Tensor((256, 64), "float16"), N: T.Tensor((8,), "int32")):
    with T.ClusterKernel(4, threads=256, cluster_dims=(2, 1, 1)) as bx:
        S = T.alloc_shared((64, 64), "float16")
        S2 = T.alloc_shared((2, 64, 64), "float16")
        F = T.alloc_fragment((64, 64), "float32")
        R = T.alloc_fragment((64,), "float32")
        memories = [T.alloc_tmem([128, count], "uint32") for count in COUNTS]
        rank = T.block_rank_in_cluster()
        sched = T.PersistentTileScheduler(4, T.ceildiv(256, 64), num_workers=2, swizzle_size=2, cluster_size=2, name="sched")
        rows = T.PersistentTileScheduler(4, 3, 2, column_major=False, stateful=False)
        with T.ws_op("sched_init"):
            sched.init(bx // 2)
        while sched.valid():
            m = sched.m_idx * sched.cluster_size + rank
            T.copy(A[m * 64, 0], S, disable_tma=True, annotations={T.WSID: "load"}, coalesced_width=4)
            T.copy(A[m * 64 : m * 64 + 64, :], S2[(sched.current_iter % 2, WHOLE, WHOLE)], prefer_instruction="cp_async", eviction_policy="evict_first")
            T.fill(F, 1, annotations={T.WSID: "ones"})
            T.clear(F, annotations={T.WSID: "zeros"})
            T.atomic_max(N[0], sched.n_idx, annotations={T.WSID: "highest"})
            T.atomic_add(N[1], sched.linear_idx)
            T.gemm(S, S, F, transpose_B=True, annotations={T.WSID: "product"})
            T.reduce_max(F, R, dim=1, clear=False, nan_propagate=True, batch=2, annotations={T.WSID: "row_max"})
            T.transpose(S, S2[0, :, :], annotations={T.WSID: "turned"})
            T.cumsum(S, annotations={T.WSID: "sums"})
            T.copy(F, B[m * 64, 0])
            sched.next_tile()
        for w in range(6):
            x, y = rows.coord(w * 2 + bx)
            if x < 3:
                N[x] = y + rows.num_workers + rows.swizzle_size
        T.copy(S, B[0, 0])
        T.annotate_ws_pipeline_depth({S: 2})
        N[2] = T.get_cluster_id() + T.get_cluster_size() * T.get_cluster_extent(0) + T.get_cluster_dims()[0]
        N[3] = T.get_cluster_ids()[0] + T.get_cluster_extents()[0] + T.get_thread_extents()[0] + T.get_thread_extent(1)
        R[0] = T.fmul(R[0], R[1])
        with T.sblock():
            T.reads()
            T.writes()
            late = T.alloc_shared((64, 64), "float16")
            T.copy(S, late)
        T.deallocate_tmem(memories[1])
        T.thread_return()
