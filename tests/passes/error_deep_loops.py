# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.clear(C_block)
        for k0 in T.serial(2):
            for k1 in T.serial(2):
                for k2 in T.serial(2):
                    for k3 in T.serial(2):
                        for k4 in T.serial(2):
                            for k5 in T.serial(2):
                                for k6 in T.serial(2):
                                    for k7 in T.serial(2):
                                        for k8 in T.serial(2):
                                            for k9 in T.serial(2):
                                                for k10 in T.serial(2):
                                                    for k11 in T.serial(2):
                                                        for k12 in T.serial(2):
                                                            for k13 in T.serial(2):
                                                                for k14 in T.serial(2):
                                                                    for k15 in T.serial(2):
                                                                        for k16 in T.serial(2):
                                                                            for k17 in T.serial(2):
                                                                                for k18 in T.serial(2):
                                                                                    for k19 in T.serial(2):
                                                                                        for k20 in T.serial(2):
                                                                                            for k21 in T.serial(2):
                                                                                                for k22 in T.serial(2):
                                                                                                    for k23 in T.serial(2):
                                                                                                        for k24 in T.serial(2):
                                                                                                            for k25 in T.serial(2):
                                                                                                                for k26 in T.serial(2):
                                                                                                                    for k27 in T.serial(2):
                                                                                                                        for k28 in T.serial(2):
                                                                                                                            for k29 in T.serial(2):
                                                                                                                                for k30 in T.serial(2):
                                                                                                                                    for k31 in T.serial(2):
                                                                                                                                        for k32 in T.serial(2):
                                                                                                                                            for k33 in T.serial(2):
                                                                                                                                                T.gemm(A_block, A_block, C_block)
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_deep_loops.py:44:133: unsupported: loops nested deeper than 32: merge loops
#                                                                                     for k31 in T.serial(2):
#                                                                                     ^~~~~~~~~~~~~~~~~~~~~~
