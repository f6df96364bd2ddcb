# run: opt --print-after=tensorize_tt
# Integer variables that are set in straight lines, ifs and short loops become lets.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 32), "float16"), B: T.Tensor((2,), "int32"), C: T.Tensor((128, 32), "float16")):
    with T.Kernel(4) as bx:
        S = T.alloc_shared((32, 32), "float16")
        place = T.alloc_var("int32")
        place = 0
        for i in range(2):
            here = bx >= B[i]
            if here:
                place = place + i
        T.copy(A[place * 32, 0], S)
        T.copy(S, C[bx * 32, 0])

# expect:
# # after tensorize_tt
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 4, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 4, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 1, "tt_buffer_B_num_tiles_width": 1, "tt_buffer_B_needs_padding": 1, "tt_buffer_B_padded_shape": [64], "tt_buffer_B_plane": [-1, 0], "tt_buffer_B_split": [0, 1], "tt_buffer_B_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 4, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {"B": {"needs_padding": 1, "original_shape": [2], "padded_shape": [64], "padding_amount": [62]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (128, 32), "float16", strides=(32, 1))
#     B = T.match_buffer(B_handle, (2,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (128, 32), "float16", strides=(32, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         S = T.sblock_alloc_buffer((32, 32), "float16", scope="shared.dyn")
#         B_at: T.int32 = T.tt_load(B[0])
#         here: T.bool = bx >= B_at
#         B_at_1: T.int32 = T.tt_load(B[1])
#         here_1: T.bool = bx >= B_at_1
#         place: T.int32 = T.Select(here_1, 1, 0)
#         T.tt_read(T.region(S[0, 0], 2, 32, 32), T.region(A[place * 32, 0], 1, 32, 32))
#         T.tt_write(T.region(C[bx * 32, 0], 2, 32, 32), T.region(S[0, 0], 1, 32, 32))
