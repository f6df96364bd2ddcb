"""Puts the toolchain of this folder into an installed ttnn: install.py DIR, run by setup.sh with DIR's Python.

ttnn compiles kernels and firmware with runtime/sfpi/compiler/bin/riscv-tt-elf-g++, which its wheel does not hold; ours goes there
(toolchain/compiler.py over Debian's GCC). Three objects of the wheel are bytecode of that other compiler and are made again from the
wheel's sources.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig

HERE = pathlib.Path(__file__).resolve().parent
LAUNCHER = """#!{python} -IS
import sys
sys.path.insert(0, {toolchain!r})
import compiler
sys.exit(compiler.main(sys.argv[1:], {prefix!r}))
"""
# The objects, by their sources within tt_metal/hw.
OBJECTS = {
    "noc": "firmware/src/tt-1xx/{chip}/noc.c",
    "substitutes": "toolchain/substitutes.cpp",
    "tdma_xmov": "firmware/src/tt-1xx/tdma_xmov.c",
}
INCLUDES = ["", "..", "hw/inc", "hostdevcommon/api", "hw/inc/internal/tt-1xx", "hw/inc/internal/tt-1xx/{chip}",
            "hw/inc/internal/tt-1xx/{chip}/noc", "hw/inc/internal/tt-1xx/wormhole/wormhole_b0_defines", "tt-llk/common",
            "hw/firmware/src/tt-1xx", "hw/ckernels/{chip}/metal/common"]
CHIPS = {"wormhole": "tt-wh", "blackhole": "tt-bh"}
ADAPTED = {chip: [f"tt-llk/tt_llk_{architecture}/common/inc", f"hw/ckernels/{architecture}/metal/llk_api/llk_sfpu"]
           for chip, architecture in (("wormhole", "wormhole_b0"), ("blackhole", "blackhole"))}


def install_compiler(prefix, runtime):
    toolchain = prefix / "toolchain"
    shutil.rmtree(toolchain, ignore_errors=True)
    shutil.copytree(HERE / "toolchain", toolchain, ignore=shutil.ignore_patterns("__pycache__"))
    python = prefix / "venv/bin/python"
    binary = runtime / "sfpi/compiler/bin/riscv-tt-elf-g++"
    binary.parent.mkdir(parents=True, exist_ok=True)
    binary.write_text(LAUNCHER.format(python=python, toolchain=str(toolchain), prefix=str(prefix)))
    binary.chmod(0o755)
    return binary


def install_headers(runtime):
    """Headers that come with the other compiler: its intrinsics and the SFPU's vectors."""
    include = runtime / "sfpi/include"
    shutil.rmtree(include, ignore_errors=True)
    shutil.copytree(HERE / "toolchain/include", include)


def adapt_headers(prefix, metal):
    """Copies of the kernel library's headers that GCC 12 does not read: it wants a number after #pragma GCC unroll, not a template's parameter.
    They stand before the originals in the include path."""
    for chip, folders in ADAPTED.items():
        target = prefix / "adapted" / chip
        shutil.rmtree(target, ignore_errors=True)
        for folder in folders:
            for header in sorted((metal / folder).rglob("*.h")):
                text = header.read_text()
                adapted = re.sub(r"(?m)^\s*#pragma GCC unroll [A-Za-z_]\w*.*$", "", text)
                if adapted != text:
                    copy = target / header.relative_to(metal / folder)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_text(adapted)


def build_objects(prefix, compiler, metal):
    for chip, cpu in CHIPS.items():
        folder = prefix / "objects" / chip
        folder.mkdir(parents=True, exist_ok=True)
        includes = [f"-I{metal / path.format(chip=chip)}" for path in INCLUDES]
        for name, source in OBJECTS.items():
            subprocess.run([compiler, "-Os", f"-mcpu={cpu}", "-std=c++17", "-flto=1", "-ffast-math", "-fno-exceptions", "-fno-rtti",
                            f"-DARCH_{chip.upper()}", "-DTENSIX_FIRMWARE", "-DLOCAL_MEM_EN=0", "-DCOMPILE_FOR_BRISC", "-DNUM_DRAM_BANKS=12",
                            "-DNUM_L1_BANKS=64", *includes, "-c", "-x", "c++", str(metal / "hw" / source.format(chip=chip)),
                            "-o", str(folder / f"{name}.o")], check=True)


def install_simulator(prefix):
    """What wolfpine starts in place of Python: its server with simulator.py in front."""
    shutil.copy(HERE / "simulator.py", prefix / "simulator.py")
    script = prefix / "simulator"
    script.write_text(f'#!/bin/sh\nexec "{prefix}/venv/bin/python" -u "{prefix}/simulator.py" "$@"\n')
    script.chmod(0o755)


def build_runtime(prefix):
    """libgcc and the few C functions that GCC calls without being asked to."""
    gcc = ["riscv64-unknown-elf-gcc", "-march=rv32im", "-mabi=ilp32"]
    library = subprocess.run([*gcc, "-print-libgcc-file-name"], check=True, capture_output=True, text=True).stdout.strip()
    shutil.copy(library, prefix / "objects/libgcc.a")
    memory, archive = prefix / "objects/memory.o", prefix / "objects/libmemory.a"
    subprocess.run([*gcc, "-Os", "-fno-builtin", "-c", str(prefix / "toolchain/memory.c"), "-o", str(memory)], check=True)
    archive.unlink(missing_ok=True)
    subprocess.run(["riscv64-unknown-elf-ar", "rc", str(archive), str(memory)], check=True)


def main():
    prefix = pathlib.Path(sys.argv[1])
    ttnn = pathlib.Path(sysconfig.get_path("purelib")) / "ttnn"
    compiler = install_compiler(prefix, ttnn / "runtime")
    install_headers(ttnn / "runtime")
    adapt_headers(prefix, ttnn / "tt_metal")
    build_objects(prefix, compiler, ttnn / "tt_metal")
    build_runtime(prefix)
    install_simulator(prefix)


if __name__ == "__main__":
    main()
