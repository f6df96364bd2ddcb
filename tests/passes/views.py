# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard
# A view of a block that splits a dim: its accesses are those of the block, in loops over its parts.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 128), "float32"), W: T.Tensor((4, 32), "float32"), C: T.Tensor((64, 128), "float32"), D: T.Tensor((64, 4), "float32")):
    with T.Kernel(1) as b:
        s = T.alloc_fragment((64, 128), "float32")
        v = T.reshape(s, (64, 4, 32))
        w = T.alloc_fragment((4, 32), "float32")
        m = T.alloc_fragment((64, 4), "float32")
        T.copy(A, s)
        T.copy(W, w)
        for i, q, h in T.Parallel(64, 4, 32):
            v[i, q, h] = v[i, q, h] * w[q, h]
        T.reduce_max(v, m, dim=2)
        T.copy(s, C)
        T.copy(m, D)
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, W_handle: T.handle, C_handle: T.handle, D_handle: T.handle):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 4, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_W_layout": "dram_interleaved", "tt_buffer_W_tile_shape": [32, 32], "tt_buffer_W_num_tiles_height": 1, "tt_buffer_W_num_tiles_width": 1, "tt_buffer_W_needs_padding": 1, "tt_buffer_W_padded_shape": [32, 32], "tt_buffer_W_plane": [0, 1], "tt_buffer_W_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 4, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_buffer_D_layout": "dram_interleaved", "tt_buffer_D_tile_shape": [32, 32], "tt_buffer_D_num_tiles_height": 2, "tt_buffer_D_num_tiles_width": 1, "tt_buffer_D_needs_padding": 1, "tt_buffer_D_padded_shape": [64, 32], "tt_buffer_D_plane": [0, 1], "tt_buffer_D_format": "Float32"})
#     A = T.match_buffer(A_handle, (64, 128), strides=(128, 1))
#     W = T.match_buffer(W_handle, (4, 32), strides=(32, 1))
#     C = T.match_buffer(C_handle, (64, 128), strides=(128, 1))
#     D = T.match_buffer(D_handle, (64, 4), strides=(4, 1))
#     for b in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             s = T.sblock_alloc_buffer((64, 128), scope="local.fragment")
#             w = T.sblock_alloc_buffer((4, 32), scope="local.fragment")
#             m = T.sblock_alloc_buffer((64, 4), scope="local.fragment")
#             v = T.Buffer((64, 4, 32), data=s.data, strides=(128, 32, 1), scope="local.fragment")
#             T.copy(T.region(A[0, 0], 1, 64, 128), T.region(s[0, 0], 2, 64, 128))
#             T.copy(T.region(W[0, 0], 1, 4, 32), T.region(w[0, 0], 2, 4, 32))
#             for q in T.serial(4, annotations={"tt_loop_of_blocks": 1}):
#                 for i in T.parallel(64):
#                     for h in T.parallel(32):
#                         s[i, q * 32 + h] = s[i, q * 32 + h] * w[q, h]
#             for part in T.serial(4, annotations={"tt_loop_of_blocks": 1}):
#                 T.reduce(T.region(s[0, part * 32], 1, 64, 32), T.region(m[0, part], 2, 64, 1), "max", 1, T.bool(True))
#             T.copy(T.region(s[0, 0], 1, 64, 128), T.region(C[0, 0], 2, 64, 128))
#             T.copy(T.region(m[0, 0], 1, 64, 4), T.region(D[0, 0], 2, 64, 4))
