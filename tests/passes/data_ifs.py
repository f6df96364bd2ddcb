# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# An if that a value decides: both ways are taken, each element that is stored chooses; a count of blocks in an if that an integer of a tensor decides.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), M: T.Tensor((2,), "int32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2) as b:
        S = T.alloc_shared((32, 64), "float32")
        best = T.alloc_var("float32")
        at = T.alloc_var("int32")
        best = 0.0
        for k in T.serial(2):
            if M[b] > k:
                x = A[b * 32, k]
                if x > best:
                    best = x
                    at = k
        T.copy(A[b * 32, 0], S)
        if at == 1:
            T.fill(S, best)
        T.copy(S, C[b * 32, 0])
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, M_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_M_layout": "dram_interleaved", "tt_buffer_M_tile_shape": [32, 32], "tt_buffer_M_num_tiles_height": 1, "tt_buffer_M_num_tiles_width": 1, "tt_buffer_M_needs_padding": 1, "tt_buffer_M_padded_shape": [64], "tt_buffer_M_plane": [-1, 0], "tt_buffer_M_split": [0, 1], "tt_buffer_M_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"M": {"needs_padding": 1, "original_shape": [2], "padded_shape": [64], "padding_amount": [62]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     M = T.match_buffer(M_handle, (2,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (64, 64), strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         b: T.int32 = tile_id % grid_x
#         S = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         best = T.sblock_alloc_buffer((1, 1), scope="local.var")
#         at = T.sblock_alloc_buffer((1, 1), "int32", scope="local.var")
#         T.tt_eltwise(T.region(at[0, 0], 2, 1, 1), 0)
#         T.tt_eltwise(T.region(best[0, 0], 2, 1, 1), T.float32(0.0))
#         for k in range(2):
#             M_at: T.int32 = T.tt_load(M[b])
#             if M_at > k:
#                 A_in = T.sblock_alloc_buffer((1, 1), scope="shared.dyn")
#                 T.tt_read(T.region(A_in[0, 0], 2, 1, 1), T.region(A[b * 32, k], 1, 1, 1))
#                 x = T.sblock_alloc_buffer((1, 1), scope="shared.dyn")
#                 T.tt_eltwise(T.region(x[0, 0], 2, 1, 1), T.region(A_in[0, 0], 1, 1, 1))
#                 taken = T.sblock_alloc_buffer((1, 1), "bool", scope="local.var")
#                 T.tt_eltwise(T.region(taken[0, 0], 2, 1, 1), T.region(x[0, 0], 1, 1, 1) > T.region(best[0, 0], 1, 1, 1))
#                 T.tt_eltwise(T.region(best[0, 0], 2, 1, 1), T.Select(T.reinterpret("int8", T.region(taken[0, 0], 1, 1, 1)) != T.int8(0), T.region(x[0, 0], 1, 1, 1), T.region(best[0, 0], 1, 1, 1)))
#                 place = T.sblock_alloc_buffer((1, 1), "int32", scope="shared.dyn")
#                 T.tt_generate(T.region(place[0, 0], 2, 1, 1), k)
#                 T.tt_eltwise(T.region(at[0, 0], 2, 1, 1), T.Select(T.reinterpret("int8", T.region(taken[0, 0], 1, 1, 1)) != T.int8(0), T.region(place[0, 0], 1, 1, 1), T.region(at[0, 0], 1, 1, 1)))
#         T.tt_read(T.region(S[0, 0], 2, 32, 64), T.region(A[b * 32, 0], 1, 32, 64))
#         taken = T.sblock_alloc_buffer((1, 1), "bool", scope="local.var")
#         T.tt_eltwise(T.region(taken[0, 0], 2, 1, 1), T.region(at[0, 0], 1, 1, 1) == 1)
#         T.tt_eltwise(T.region(S[0, 0], 2, 32, 64), T.Select(T.reinterpret("int8", T.region(taken[0, 0], 1, 1, 1)) != T.int8(0), T.region(best[0, 0], 1, 1, 1), T.region(S[0, 0], 1, 32, 64)))
#         T.tt_write(T.region(C[b * 32, 0], 2, 32, 64), T.region(S[0, 0], 1, 32, 64))
