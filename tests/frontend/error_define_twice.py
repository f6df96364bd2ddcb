# run: opt -D M=3 -D M=4
# exit: 1
@T.prim_func
def matmul(A: T.Buffer[(256, 256), "float16"],
           B: T.Buffer[(256, 256), "float16"],
           C: T.Buffer[(256, 256), "float16"]):
    with T.Kernel(8, 8) as (bx, by):
        A_shared = T.alloc_shared((32, 32), "float16")
        B_shared = T.alloc_shared((32, 32), "float16")
        C_local = T.alloc_fragment((32, 32), "float32")
        T.clear(C_local)
        for k in T.Pipelined(8, num_stages=2):
            T.copy(A[by*32:(by+1)*32, k*32:(k+1)*32], A_shared)
            T.copy(B[k*32:(k+1)*32, bx*32:(bx+1)*32], B_shared)
            T.gemm(A_shared, B_shared, C_local)
        T.copy(C_local, C[by*32, bx*32])

# expect:
# tilecc: error: -D M is given twice
