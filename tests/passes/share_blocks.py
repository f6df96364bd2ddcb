# run: explain
# Blocks of 128 KB each that follow each other: they live in two.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((256, 256), "float32"), C: T.Tensor((256, 256), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((256, 256), "float32")
        b = T.alloc_fragment((256, 256), "float32")
        c = T.alloc_fragment((256, 256), "float32")
        d = T.alloc_fragment((256, 256), "float32")
        e = T.alloc_fragment((256, 256), "float32")
        T.copy(A, a)
        T.transpose(a, b)
        for i, j in T.Parallel(256, 256):
            c[i, j] = b[i, j] * b[j, i]
        T.transpose(c, d)
        for i, j in T.Parallel(256, 256):
            e[i, j] = d[i, j] * d[j, i]
        T.copy(e, C)

# expect:
# kernel on wormhole_n150
#
# tensors, in DRAM as 32x32 tiles
#   A                float32 (256, 256) as Float32: 8 x 8 tiles of dims 0 and 1, 4096 bytes a page, read
#   C                float32 (256, 256) as Float32: 8 x 8 tiles of dims 0 and 1, 4096 bytes a page, written
#
# cores: 1 of 64 run, 1 block each
#
# circular buffers: 1310720 of 1395424 bytes of L1
#    0 b                Float32      64 x 4096 =   262144 bytes   compute to compute, unpacked to DST with all 32 bits
#    1 c                Float32      64 x 4096 =   262144 bytes   compute to compute, unpacked to DST with all 32 bits
#    2 a                Float32      64 x 4096 =   262144 bytes   reader to compute, unpacked to DST with all 32 bits
#    3 e                Float32      64 x 4096 =   262144 bytes   compute to writer
#    4 b_t              Float32      64 x 4096 =   262144 bytes   compute to compute, unpacked to DST with all 32 bits
#
# reader
#   for tt_i: tt_count times
#     for row: 8 times
#       for column: 8 times
#         NoC      T.noc_async_read_page(row * 8 + column, A, a_ptr + T.Cast("uint32", row * 32768 + column * 4096))   # line 14
#
# compute: DST of 4 tiles with 32 bits, products at HiFi4
#   for tt_i: tt_count times
#     for row: 8 times
#       for step: 2 times
#         for d: 4 times
#           FPU      T.transpose_tile(cb_a, step * 32 + d * 8 + row, d)   # line 15
#         for d: 4 times
#           packer   T.pack_tile_at(d, cb_b, row * 8 + step * 4 + d)   # line 15
#     for row: 8 times
#       for step: 2 times
#         for d: 4 times
#           FPU      T.transpose_tile(cb_b, step * 32 + d * 8 + row, d)   # line 17
#         for d: 4 times
#           packer   T.pack_tile_at(d, cb_b_t, row * 8 + step * 4 + d)   # line 17
#     for step: 32 times
#       for d: 2 times
#         FPU      T.copy_tile(cb_b, step * 2 + d, d)   # line 17
#       for d: 2 times
#         FPU      T.copy_tile(cb_b_t, step * 2 + d, d + 2)   # line 17
#       for d: 2 times
#         SFPU     T.mul_binary_tile(d, d + 2, d)   # line 17
#       for d: 2 times
#         packer   T.pack_tile_at(d, cb_c, step * 2 + d)   # line 17
#     for row: 8 times
#       for step: 2 times
#         for d: 4 times
#           FPU      T.transpose_tile(cb_c, step * 32 + d * 8 + row, d)   # line 18
#         for d: 4 times
#           packer   T.pack_tile_at(d, cb_b, row * 8 + step * 4 + d)   # line 18
#     for row: 8 times
#       for step: 2 times
#         for d: 4 times
#           FPU      T.transpose_tile(cb_b, step * 32 + d * 8 + row, d)   # line 20
#         for d: 4 times
#           packer   T.pack_tile_at(d, cb_c, row * 8 + step * 4 + d)   # line 20
#     for step: 32 times
#       for d: 2 times
#         FPU      T.copy_tile(cb_b, step * 2 + d, d)   # line 20
#       for d: 2 times
#         FPU      T.copy_tile(cb_c, step * 2 + d, d + 2)   # line 20
#       for d: 2 times
#         SFPU     T.mul_binary_tile(d, d + 2, d)   # line 20
#       for d: 2 times
#         packer   T.pack_tile_at(d, cb_e, step * 2 + d)   # line 20
#
# writer
#   for tt_i: tt_count times
#     for row: 8 times
#       for column: 8 times
#         NoC      T.noc_async_write_page(row * 8 + column, C, e_ptr + T.Cast("uint32", row * 32768 + column * 4096))   # line 21
#
# decisions
#   line 12: d lives in the circular buffer of b: a core has too little for one of its own (memory_space_lower_tt)
#   line 20: d_t lives in the circular buffer of c: a core has too little for one of its own (memory_space_lower_tt)
