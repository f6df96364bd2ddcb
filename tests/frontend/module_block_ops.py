# run: opt
# from tvm.script import ir as I, tirx as T
@I.ir_module
class Module:
    I.module_attrs({"tt_passes": ["a"], "n": 1, "nested": [{"x": [1, 2], "y": {}}, []]})

    @T.prim_func
    def main(A_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32):
        A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
        X = T.sblock_alloc_buffer((64, 64), "float16", scope="tt.cb")
        Y = T.sblock_alloc_buffer((64, 64), scope="tt.dst")
        for i in range(tt_count):
            t: T.int32 = tt_start_id + i
            T.tt_read(T.region(X[0, 0], 2, 64, 64), T.region(A[t * 64, 0], 1, 64, 64))
            T.tt_matmul(T.region(X[0, 0], 1, 64, 64), T.region(X[0, 0], 1, 64, 64), T.region(Y[0, 0], 3, 64, 64), T.bool(False), T.bool(True), i == 0)
            T.tt_eltwise(T.region(Y[0, 0], 2, 64, 64), T.max(T.region(Y[0, 0], 1, 64, 64), T.float32(0.0)) * T.float32(2.0) + T.exp(T.region(Y[0, 0], 1, 64, 64)))
            T.tt_transpose(T.region(X[0, 0], 2, 64, 64), T.region(X[0, 0], 1, 64, 64))
            T.tt_write(T.region(A[t * 64, 0], 2, 64, 64), T.region(X[0, 0], 1, 64, 64))
            T.evaluate(i + 0)
            if 1 < 2:
                T.evaluate(0)
            for k in range(2, 2 + (tt_count - 2)):
                Y[k, 0 + 0] = T.float32("inf") * T.float32(1.0) + T.infinity("float32") * T.float32(-1.0)

# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_passes": ["a"], "n": 1, "nested": [{"x": [1, 2], "y": {}}, []]})
#
#     @T.prim_func
#     def main(A_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32):
#         A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#         X = T.sblock_alloc_buffer((64, 64), "float16", scope="tt.cb")
#         Y = T.sblock_alloc_buffer((64, 64), scope="tt.dst")
#         for i in range(tt_count):
#             t: T.int32 = tt_start_id + i
#             T.tt_read(T.region(X[0, 0], 2, 64, 64), T.region(A[t * 64, 0], 1, 64, 64))
#             T.tt_matmul(T.region(X[0, 0], 1, 64, 64), T.region(X[0, 0], 1, 64, 64), T.region(Y[0, 0], 3, 64, 64), T.bool(False), T.bool(True), i == 0)
#             T.tt_eltwise(T.region(Y[0, 0], 2, 64, 64), T.max(T.region(Y[0, 0], 1, 64, 64), T.float32(0.0)) * T.float32(2.0) + T.exp(T.region(Y[0, 0], 1, 64, 64)))
#             T.tt_transpose(T.region(X[0, 0], 2, 64, 64), T.region(X[0, 0], 1, 64, 64))
#             T.tt_write(T.region(A[t * 64, 0], 2, 64, 64), T.region(X[0, 0], 1, 64, 64))
#             T.evaluate(i + 0)
#             if 1 < 2:
#                 T.evaluate(0)
#             for k in range(2, 2 + (tt_count - 2)):
#                 Y[k, 0 + 0] = T.float32("inf") * T.float32(1.0) + T.float32("-inf")
