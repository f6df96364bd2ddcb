# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# A loop nest is a matmul when it is exactly one; here B comes transposed and first.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(4, 4) as (bx, by):
        A_block = T.alloc_shared((32, 32), "bfloat16")
        B_block = T.alloc_shared((32, 32), "bfloat16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.clear(C_block)
        for ko in T.serial(4):
            T.copy(A[by * 32, ko * 32], A_block)
            T.copy(B[bx * 32, ko * 32], B_block)
            for i, j, k in T.grid(32, 32, 32):
                C_block[i, j] += B_block[j, k] * A_block[i, k]
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
