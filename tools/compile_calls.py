"""Compiles every call that a dialect can emit against Metalium's headers, as the runtime would: for the three compute threads and the two
data-movement cores of a chip. Declarations alone do not show which overload a call takes, whether its template can be made and whether its
instructions can be encoded. Used by check_identifiers.py --compile.

In: a Table and Headers of check_identifiers. Out: lines that say which call does not compile and why. The compiler is the one of
tools/metalium_sim. The vector unit's calls need sfpi.h with vFloat, which is in no registry: TILECC_SFPI_INCLUDE names a folder that has it;
without it they are left out.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools/metalium_sim/toolchain"))
import compiler  # noqa: E402

COUNT = 32
# thread: (source of its main program, defines, name in the older way of writing kernels)
COMPUTE = {
    "unpack": ("trisck.cc", ["UCK_CHLKC_UNPACK", "TRISC_UNPACK", "COMPILE_FOR_TRISC=0", "PROCESSOR_INDEX=2"], "chlkc_unpack"),
    "math": ("trisck.cc", ["UCK_CHLKC_MATH", "TRISC_MATH", "COMPILE_FOR_TRISC=1", "PROCESSOR_INDEX=3"], "chlkc_math"),
    "pack": ("trisck.cc", ["UCK_CHLKC_PACK", "TRISC_PACK", "COMPILE_FOR_TRISC=2", "PROCESSOR_INDEX=4"], "chlkc_pack"),
}
DATAFLOW = {
    "reader": ("ncrisck.cc", ["COMPILE_FOR_NCRISC", "PROCESSOR_INDEX=1", "NOC_INDEX=0"], None),
    "writer": ("brisck.cc", ["COMPILE_FOR_BRISC", "PROCESSOR_INDEX=0", "NOC_INDEX=1"], None),
}
DEFINES = ["IS_NOT_POW2_NUM_DRAM_BANKS=1", "IS_NOT_POW2_NUM_L1_BANKS=1", "NUM_DRAM_BANKS=12", "NUM_L1_BANKS=64", "PCIE_NOC_X=0", "PCIE_NOC_Y=3",
           "TENSIX_FIRMWARE", "LOCAL_MEM_EN=0", "DISABLE_SFPLOADMACRO", "PROGRAMMABLE_CORE_TYPE=0", "DISPATCH_MESSAGE_ADDR=4290183304",
           "KERNEL_BUILD", "NOC_MODE=0", "KERNEL_COMPILE_TIME_ARGS=2,2048"]
# ttnn 0.66 counts on the types of Tenstorrent's compiler.
TYPES = ["-U__UINT32_TYPE__", "-D__UINT32_TYPE__=unsigned int", "-U__INT32_TYPE__", "-D__INT32_TYPE__=int"]
LLK = {"wormhole": "wormhole_b0", "blackhole": "blackhole"}
# Operands by their letter in ops.def; n: the how-manieth of the letter in the call.
OPERANDS = {"c": "{n}", "n": "1", "t": "index", "d": "{n}", "k": "0", "e": "1.5f", "i": "index", "l": "address", "o": "uint64_t{{address}}", "a": "A"}


def has_vectors(release):
    """sfpi.h with vFloat: given by name, or beside the compiler that the package has."""
    named = os.environ.get("TILECC_SFPI_INCLUDE")
    if named:
        return pathlib.Path(named)
    own = release.metal.parent / "runtime/sfpi/include"
    return own if (own / "sfpi.h").exists() and "vFloat" in (own / "sfpi.h").read_text(errors="replace") else None


def toolchain():
    """The folder of tools/metalium_sim that holds the compiler's headers, or None."""
    home = pathlib.Path(os.environ.get("TILECC_METALIUM_SIM") or pathlib.Path.home() / ".cache/tilecc/metalium_sim")
    return home if (home / "toolchain/compiler.py").exists() else None


def includes(release, chip, vectors, prefix):
    metal, arch = release.metal, LLK[chip]
    llk = next(path for path in (metal / "tt-llk", metal / "third_party/tt_llk") if path.is_dir())
    inc = metal / "hw/inc"
    return [metal.parent, metal, metal / "include", inc, llk / "common", llk / "tools/include", metal / "hostdevcommon/api", metal / "api",
            *([vectors] if vectors else []), prefix / "toolchain/include", metal / f"hw/ckernels/{arch}/metal/common",
            metal / f"hw/ckernels/{arch}/metal/llk_io", inc / "internal/tt-1xx", inc / "internal/tt-1xx" / chip,
            inc / "internal/tt-1xx" / chip / f"{arch}_defines", inc / "internal/tt-1xx" / chip / "noc", llk / f"tt_llk_{arch}/common/inc",
            llk / f"tt_llk_{arch}/llk_lib", metal / f"hw/ckernels/{arch}/metal/llk_api", metal / f"hw/ckernels/{arch}/metal/llk_api/llk_sfpu",
            metal / "hw/firmware/src/tt-1xx"]


# ---- the kernel


def write_out(call, letters, fp32):
    """The call with operands of the right kinds."""
    seen, operands = {}, []
    for letter in re.sub(r"[?*]", "", letters):
        operands.append(OPERANDS[letter].format(n=seen.get(letter, 0)))
        seen[letter] = seen.get(letter, 0) + 1
    text = re.sub(r"\$(\d)", lambda match: operands[int(match.group(1))], call)
    return text.replace("@0", "A_args").replace("@D", "Float32" if fp32 else "Float16_b")


def body(calls, fp32):
    """One function a call, each with the op's name for a file name, so that messages name it."""
    lines, names = [], []
    for number, (op, call, letters) in enumerate(calls):
        text = write_out(call, letters, fp32)
        if "(" not in text and "{" not in text:
            text = f"sink = static_cast<uint32_t>({text})" if "::" not in text else f"(void){text}"
        lines += [f"__attribute__((noinline)) void call_{number}(uint32_t index, uint32_t address) {{", f'#line 1 "op:{op}"', f"    {text};", "}"]
        names.append(f"call_{number}(index, address);")
    return "\n".join(lines), "\n    ".join(["const uint32_t index = get_arg_val<uint32_t>(0), address = get_arg_val<uint32_t>(1);", *names])


def kernel(table, calls, kind, fp32, namespace):
    headers = [table.includes[kind], *sorted({header for _, header, _, _ in calls if header})]
    functions, main = body([(op, call, letters) for op, _, call, letters in calls], fp32)
    data = "constexpr auto A_args = TensorAccessorArgs<0>();\nconst auto A = TensorAccessor(A_args, 0, 2048);\n" if kind == "dataflow" else ""
    text = f"static volatile uint32_t sink;\n{data}{functions}\n"
    entry = f"void kernel_main() {{\n    {main}\n}}\n"
    if namespace:
        text, entry = f"namespace {namespace} {{\n{text}", f"void {namespace[len('chlkc_'):]}_main() {{\n    {main}\n}}\n}}\n"
    return "#include <cstdint>\n" + "".join(sorted(table.macros)) + "".join(f'#include "{header}"\n' for header in headers) + text + entry


def descriptors(fp32):
    """What the runtime writes beside a kernel: formats and shapes of tiles. All buffers hold bfloat16."""
    def array(name, value, kind="uint8_t"):
        return f"constexpr {kind} {name}[{COUNT}] = {{{','.join([str(value)] * COUNT)}}};\n"
    formats = {side: "".join(array(f"{side}_{end}_format", 5, "unsigned char" if side == "pack" else "uint8_t") for end in ("src", "dst"))
               for side in ("unpack", "pack")}
    dims = {side: array(f"{side}_tile_num_faces", 4) + array(f"{side}_partial_face", 0) + array(f"{side}_tile_face_r_dim", 16)
            + array(f"{side}_narrow_tile", 0) + array(f"{side}_tile_r_dim", 32) + array(f"{side}_tile_c_dim", 32)
            + array(f"{side}_tile_size", 2048, "uint16_t") + array(f"{side}_num_faces_r_dim", 2) + array(f"{side}_num_faces_c_dim", 2)
            for side in ("unpack", "pack")}
    mode = f"constexpr bool DST_ACCUM_MODE = {'true' if fp32 else 'false'};\n"
    fidelity = "#include \"llk_defs.h\"\nconstexpr ckernel::MathFidelity MATH_FIDELITY = static_cast<ckernel::MathFidelity>(4);\nconstexpr bool APPROX = false;\n"
    new = ("#pragma once\n#if !defined(UCK_CHLKC_UNPACK)\n" + fidelity + "#endif\n" + formats["unpack"] + "#if !defined(UCK_CHLKC_PACK)\n"
           + dims["unpack"] + "#endif\n#if defined(UCK_CHLKC_PACK)\n" + formats["pack"] + dims["pack"] + "#endif\n" + mode
           + "#define DST_SYNC_MODE DstSync::SyncHalf\n")
    old = {"chlkc_unpack_data_format.h": formats["unpack"], "chlkc_pack_data_format.h": formats["pack"], "chlkc_unpack_tile_dims.h": dims["unpack"],
           "chlkc_pack_tile_dims.h": dims["pack"], "chlkc_math_fidelity.h": "constexpr std::int32_t MATH_FIDELITY = 4;\n",
           "chlkc_math_approx_mode.h": "constexpr bool APPROX = false;\n", "chlkc_dst_accum_mode.h": mode,
           "chlkc_dst_sync_mode.h": "#define DST_SYNC_MODE DstSync::SyncHalf\n"}
    return {"chlkc_descriptors.h": new, "defines_generated.h": "", **{name: "#pragma once\n" + text for name, text in old.items()}}


# ---- one compilation


def compile_kernel(release, chip, kind, thread, text, fp32, vectors, prefix):
    """None, or the compiler's messages."""
    source, defines, namespace = (COMPUTE if kind == "compute" else DATAFLOW)[thread]
    flags = [f"-mcpu=tt-{'wh' if chip == 'wormhole' else 'bh'}" + ("-tensix" if kind == "compute" else ""), "-O2", "-std=c++17", "-S", "-o", os.devnull,
             "-ffast-math", "-fno-finite-math-only", "-fsigned-zeros", "-fno-associative-math", "-fno-exceptions", "-fno-rtti", "-fno-use-cxa-atexit",
             *(TYPES if release.is_old else []),
             *(f"-D{define}" for define in [*DEFINES, *defines, f"ARCH_{chip.upper()}"]), *([f"-DNAMESPACE={namespace}"] if release.is_old else [])]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, content in descriptors(fp32).items():
            (folder / name).write_text(content)
        (folder / f"{namespace}.cpp" if namespace else folder / "kernel_includes.hpp").write_text(text)
        arguments = ["-I" + str(path) for path in [folder, *includes(release, chip, vectors, prefix)]]
        command = [compiler.GCC, *compiler.machine(flags), *compiler.translate([*flags, *arguments], str(prefix)), *compiler.compiling(str(prefix), chip),
                   str(release.metal / "hw/firmware/src/tt-1xx" / source)]
        done = subprocess.run([word for word in command if word != "-w"], capture_output=True, text=True)
    return done.stderr if done.returncode else None


def first_error(messages):
    return next((line for line in messages.splitlines() if "error:" in line), messages.splitlines()[0] if messages else "no message")


def wrong_calls(compile_some, calls):
    """The calls that the compiler's messages name, each with the first of its errors; None names them all."""
    messages = compile_some(calls) if calls else None
    if messages is None:
        return []
    found, op = {}, None
    for line in messages.splitlines():
        named = re.search(r"op:(\w+)", line)
        op = named.group(1) if named else op
        if "error:" in line:
            found.setdefault(op or "all", line)
    return list(found.items()) or [("all", first_error(messages))]


def check(table, release, chip):
    """Lines that say what does not compile."""
    prefix = toolchain()
    if not prefix:
        return [f"{table.version} {chip}: there is no compiler; please run:  tools/metalium_sim/setup.sh"]
    vectors, problems = has_vectors(release), []
    for kind, threads in (("dataflow", DATAFLOW), ("compute", COMPUTE)):
        calls = [(op, header, call, table.operands.get(op, "")) for op, of, header, call in table.calls if of == kind]
        for thread, (_, _, namespace) in threads.items():
            groups = batches(table, calls, vectors and thread == "math")
            if thread == "math" and release.is_old and not vectors:
                continue  # its headers of the matrix unit include those of the vector unit
            for fp32 in (False, True) if thread == "math" else (True,):
                def compile_some(some):
                    text = kernel(table, some, kind, fp32, namespace if release.is_old else None)
                    return compile_kernel(release, chip, kind, thread, text, fp32, vectors, prefix)
                problems += [f"{table.version} {chip} {thread}{' with float32 DST' if fp32 else ''}: {op}: {error}"
                             for group in groups for op, error in wrong_calls(compile_some, group)]
    return problems


def batches(table, calls, with_vectors):
    """The calls that are compiled together: all of the matrix unit and the cores, and those of the vector unit by header, since one that does
    not compile takes all with it."""
    groups = {None: [one for one in calls if not is_vector(table, one)]}
    for one in calls:
        if with_vectors and is_vector(table, one):
            groups.setdefault(one[1], []).append(one)
    return list(groups.values())


def is_vector(table, call):
    """An op of the vector unit: the math thread's alone, with a header of its own."""
    return table.engines.get(call[0]) == "MATH" and call[1] is not None
