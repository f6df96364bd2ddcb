"""Small programs of kernel IR for one core: A and B come in by tiles, a compute body makes C."""
TILE_BYTES = {"Float32": 4096, "Float16_b": 2048, "Bfp8_b": 1088, "Int32": 4096}
CORES = {"wormhole_n150": 64, "blackhole_p150": 130}
DTYPE = {"Float32": "float32", "Float16_b": "bfloat16", "Int32": "int32"}


def indent(lines):
    return "\n".join("        " + line for line in lines)


def reader(tiles, formats):
    lines = []
    for slot, name in enumerate("AB"):
        lines += [f"cb_{name}: T.int32 = {slot}", f"{name}: T.handle = T.tensor_accessor({slot}, {name}_addr, {TILE_BYTES[formats[name]]})"]
    lines.append(f"for i in range({max(tiles['A'], tiles['B'])}):")
    for name in "AB":
        lines += [f"    if i < {tiles[name]}:",
                  f"        T.cb_reserve_back(cb_{name}, 1)",
                  f"        {name}_ptr: T.uint32 = T.get_write_ptr(cb_{name})",
                  f"        T.noc_async_read_page(i, {name}, {name}_ptr)",
                  "        T.noc_async_read_barrier()",
                  f"        T.cb_push_back(cb_{name}, 1)"]
    return lines


def writer(tiles, formats):
    return ["cb_C: T.int32 = 2", f"C: T.handle = T.tensor_accessor(0, C_addr, {TILE_BYTES[formats['C']]})",
            f"for i in range({tiles['C']}):",
            "    T.cb_wait_front(cb_C, 1)",
            "    C_ptr: T.uint32 = T.get_read_ptr(cb_C)",
            "    T.noc_async_write_page(i, C, C_ptr)",
            "    T.noc_async_write_barrier()",
            "    T.cb_pop_front(cb_C, 1)"]


def program(compute, formats="Float32", tiles=1, dest32=1, to_dst=(), extra=(), reader_lines=None, writer_lines=None, fidelity="HiFi4",
            pages=None, target="wormhole_n150"):
    """Kernel IR text. `formats` and `tiles` of A, B and C, or one for all; `extra`: further circular buffers [(id, name, pages, format)];
    `pages`: of each buffer, if not one for each tile."""
    if isinstance(formats, str):
        formats = dict.fromkeys("ABC", formats)
    if isinstance(tiles, int):
        tiles = dict.fromkeys("ABC", tiles)
    buffers = [(i, name, pages or tiles[name], formats[name]) for i, name in enumerate("ABC")] + list(extra)
    circular = ", ".join(f'{{"cb_id": {i}, "name": "{name}", "num_pages": {count}, "tile_size": {TILE_BYTES[form]}, "data_format": "{form}"}}'
                         for i, name, count, form in buffers)
    planes = ", ".join(f'"tt_buffer_{name}_plane": [0, 1], "tt_buffer_{name}_format": "{formats[name]}"' for name in "ABC")
    args = ", ".join(["[0, 1]"] + ["[0, 0]"] * (CORES[target] - 1))
    matches = "\n".join(f'        {name} = T.match_buffer({name}_handle, ({32 * tiles[name]}, 32), "{DTYPE[formats[name]]}", strides=(32, 1))'
                        for name in "ABC")
    return f'''# from tvm.script import ir as I, tirx as T
@I.ir_module
class Module:
    I.module_attrs({{"tt_target": "{target}"}})

    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        T.func_attr({{{planes}, "tt_circular_buffers": [{circular}], "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [{args}]}})
{matches}
        T.launch_kernels("reader", "compute", "writer")

    @T.prim_func
    def reader(A_addr: T.uint32, B_addr: T.uint32):
        T.func_attr({{"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B"], "tt_accessors": ["A", "B"]}})
{indent(reader_lines or reader(tiles, formats))}

    @T.prim_func
    def compute():
        T.func_attr({{"tt_kernel_role": "compute", "tt_kernel_args": [], "tt_math_fidelity": "{fidelity}", "tt_fp32_dest_acc": {dest32}, "tt_unpack_to_dest_fp32": {list(to_dst)}}})
{indent(compute)}

    @T.prim_func
    def writer(C_addr: T.uint32):
        T.func_attr({{"tt_kernel_role": "writer", "tt_kernel_args": ["address:C"], "tt_accessors": ["C"]}})
{indent(writer_lines or writer(tiles, formats))}
'''


def rows_of(tiles):
    """The block of 32 rows whose bytes, row by row, are those of these tiles (stacked) in their faces."""
    faces = tiles.reshape(-1, 2, 16, 2, 16).swapaxes(2, 3)
    return faces.reshape(32, -1)


def tiles_of(rows):
    """The tiles of a block of 32 rows, stacked."""
    return rows.reshape(32, -1, 32).swapaxes(0, 1).reshape(-1, 32)


def through_rows(width, to_dst=False):
    """The pages of A, taken for rows, become tiles in buffer 3, which C gets; rows of them again; and A's first tile as it was."""
    srca = lambda buffer: [f"T.reconfig_data_format_srca({buffer})"] if to_dst else []
    return ["T.compute_kernel_hw_startup(0, 1, 2)", *wait(0, pages=width), *wait(1),
            f"T.tilize_init(0, {width}, 3)", f"T.cb_reserve_back(3, {width})", f"T.tilize_block(0, {width}, 3)", f"T.cb_push_back(3, {width})", "T.tilize_uninit(0, 3)",
            *srca(3), *wait(3, pages=width), "T.copy_init(3)", f"for i in range({width}):", *("    " + line for line in to_output(["T.copy_tile(3, i, 0)"])),
            "T.untilize_init(3)", f"T.cb_reserve_back(2, {width})", f"T.untilize_block(3, {width}, 2)", f"T.cb_push_back(2, {width})", "T.untilize_uninit(3)",
            *srca(0), "T.copy_init(0)", *to_output(["T.copy_tile(0, 0, 0)"]), *pop(0, 3, pages=width), *pop(1)]


def wait(*buffers, pages=1):
    return [f"T.cb_wait_front({buffer}, {pages})" for buffer in buffers]


def pop(*buffers, pages=1):
    return [f"T.cb_pop_front({buffer}, {pages})" for buffer in buffers]


def in_registers(math, pack):
    """One use of DST: math lines, then pack lines."""
    return ["T.tile_regs_acquire()", *math, "T.tile_regs_commit()", "T.tile_regs_wait()", *pack, "T.tile_regs_release()"]


def to_output(math, destination=0):
    """DST[destination] becomes the next page of C."""
    return ["T.cb_reserve_back(2, 1)", *in_registers(math, [f"T.pack_tile({destination}, 2)"]), "T.cb_push_back(2, 1)"]
