# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_schedule
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# tilecc: error: pass infer_tt_schedule has already run on this module (it has the attribute tt_tiles_per_core)
