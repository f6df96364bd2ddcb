# run: explain --target=wormhole
# What was decided and why: two accumulators, one that fits DST and one that does not; a fused epilogue; a tree that is cut.
import tilelang.language as T


@T.prim_func
def two(A: T.Tensor((128, 64), "bfloat16"), B: T.Tensor((64, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(1, 1) as (bx, by):
        a = T.alloc_shared((128, 32), "bfloat16")
        b = T.alloc_shared((32, 128), "bfloat16")
        c = T.alloc_fragment((128, 128), "float32")
        T.clear(c)
        for k in T.Pipelined(2, num_stages=3):
            T.copy(A[0, k * 32], a)
            T.copy(B[k * 32, 0], b)
            T.gemm(a, b, c)
        for i, j in T.Parallel(128, 128):
            c[i, j] = T.max(c[i, j] * 2.0, 0.0)
        T.copy(c, C[0, 0])
# expect:
# two on wormhole_n150
#
# tensors, in DRAM as 32x32 tiles
#   A                bfloat16 (128, 64) as Float16_b: 4 x 2 tiles of dims 0 and 1, 2048 bytes a page, read
#   B                bfloat16 (64, 128) as Float16_b: 2 x 4 tiles of dims 0 and 1, 2048 bytes a page, read
#   C                bfloat16 (128, 128) as Float16_b: 4 x 4 tiles of dims 0 and 1, 2048 bytes a page, written
#
# cores: 1 of 64 run, 1 block each
#
# circular buffers: 147456 of 1395424 bytes of L1
#    0 a                Float16_b    12 x 2048 =    24576 bytes   reader to compute
#    1 b                Float16_b    12 x 2048 =    24576 bytes   reader to compute
#    2 c                Float32      16 x 4096 =    65536 bytes   compute to compute, unpacked to DST with all 32 bits
#    3 C_out            Float16_b    16 x 2048 =    32768 bytes   compute to writer
#
# reader
#   for tt_i: tt_count times
#     for k: 2 times
#       for row: 4 times
#         NoC      T.noc_async_read_page(row * 2 + k, A, a_ptr + T.Cast("uint32", row * 2048))   # line 14
#       for column: 4 times
#         NoC      T.noc_async_read_page(k * 4 + column, B, b_ptr + T.Cast("uint32", column * 2048))   # line 15
#
# compute: DST of 4 tiles with 32 bits, products at HiFi4
#   for tt_i: tt_count times
#     for k: 2 times
#       for sub_row: 4 times
#         for n: 4 times
#           FPU      T.matmul_tiles(cb_a, cb_b, sub_row, n, n)   # line 16
#         for n: 4 times
#           packer   T.pack_tile_at(n, cb_c, sub_row * 4 + n)   # line 16
#     for step: 4 times
#       for d: 4 times
#         FPU      T.copy_tile(cb_c, step * 4 + d, d)   # line 19
#       for d: 4 times
#         SFPU     T.mul_unary_tile(d, T.float32(2.0))   # line 19
#       for d: 4 times
#         SFPU     T.unary_max_tile(d, T.float32(0.0))   # line 19
#       for d: 4 times
#         packer   T.pack_tile_at(d, cb_C_out, step * 4 + d)   # line 19
#
# writer
#   for tt_i: tt_count times
#     for row: 4 times
#       for column: 4 times
#         NoC      T.noc_async_write_page(row * 4 + column, C, C_out_ptr + T.Cast("uint32", row * 8192 + column * 2048))   # line 19
#
# decisions
#   line 19: the new value of c is computed in the same pass over DST as what reads it (memory_space_lower_tt)
#   line 11: c accumulates in L1, added up by the packer in Float32: its 16 tiles and their uses do not fit one stretch of DST (memory_space_lower_tt)
