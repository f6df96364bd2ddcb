"""riscv-tt-elf-g++ as ttnn calls it -> Debian's riscv64-unknown-elf-g++.

The compiler that ttnn expects knows the chips' cores (-mcpu=tt-wh, tt-bh; -tensix for the compute threads) and their instructions;
Debian's GCC is a plain RISC-V compiler. What differs is bridged by flags, by an assembler macro (instructions.s) and by two headers
(include/). Keep link-time optimisation (the wheel's way of linking) and linker relaxation (simulators mis-execute a jalr ra, off(ra)).
"""
import os
import subprocess

GCC = "riscv64-unknown-elf-g++"
UNKNOWN = {"-ftt-nttp", "-ftt-constinit", "-ftt-consteval", "-ftt-no-dyninit", "-Werror"}
# SFPU vectors are floats in the registers ft0 to ft7, which stand for LREG0 to LREG7; all others are out of use.
RESERVED = [f"-ffixed-{name}{i}" for name, begin, end in (("ft", 8, 12), ("fa", 0, 8), ("fs", 0, 12)) for i in range(begin, end)]
HEADERS = ["usr/include/newlib/c++/{version}", "usr/include/newlib/c++/{version}/arm-none-eabi", "usr/include/newlib/c++/{version}/backward"]


def is_link(arguments):
    return not {"-c", "-E", "-S"} & set(arguments)


def is_blackhole(arguments):
    return any(argument.startswith("-mcpu=tt-bh") or "toolchain/blackhole" in argument for argument in arguments)


def has_vectors(arguments):
    """Compute threads may hold SFPU vectors; when linking, only the math thread does."""
    if is_link(arguments):
        return any("trisc1" in os.path.basename(argument) for argument in arguments)
    return any(argument.startswith("-mcpu=") and argument.endswith("-tensix") for argument in arguments)


def translate(arguments, prefix):
    """The caller's arguments without what Debian's GCC does not know."""
    for argument in arguments:
        if argument in UNKNOWN or argument.startswith("-march="):
            continue
        if argument.startswith("-mcpu="):
            if argument.endswith("-tensix"):
                yield "-D__riscv_xtttensix%s=1" % ("bh" if "tt-bh" in argument else "wh")
        elif argument == "-std=c++17":
            yield "-std=gnu++20"
        elif argument.endswith(".o") and "/runtime/hw/lib/" in argument:
            own = os.path.join(prefix, "objects", *argument.split("/")[-2:])
            yield own if os.path.exists(own) else argument
        else:
            yield argument


def machine(arguments):
    vectors = has_vectors(arguments)
    march = "rv32imf" if vectors else "rv32im"
    if is_blackhole(arguments):
        march += "_zicsr_zifencei_zba_zbb"
    isa = "20191213" if is_blackhole(arguments) else "2.2"
    return [f"-march={march}", "-mabi=ilp32", f"-misa-spec={isa}", "-fno-jump-tables", *(RESERVED if vectors else [])]


def compiling(prefix, chip):
    library = os.path.join(prefix, "headers/usr/include/newlib/c++")
    version = sorted(os.listdir(library))[-1]
    system = [os.path.join(prefix, "headers", path.format(version=version)) for path in HEADERS]
    system.append(os.path.join(prefix, "headers/usr/lib/picolibc/riscv64-unknown-elf/include"))
    return ["-iquote", os.path.join(prefix, "adapted", chip), "-nostdinc++", *(option for path in system for option in ("-isystem", path)), "-include",
            os.path.join(prefix, "toolchain/language.h"), "-Wno-error", "-w"]


def linking(prefix):
    libraries = [os.path.join(prefix, "objects", name) for name in ("libmemory.a", "libgcc.a")]
    return ["-nodefaultlibs", "-Wl,--start-group", *libraries, "-Wl,--end-group", "-Wl,--no-warn-rwx-segments", "-w"]


def main(arguments, prefix):
    if arguments == ["--version"]:
        print("riscv-tt-elf-g++ of tilecc over Debian's riscv64-unknown-elf-g++ 12.2")
        return 0
    if "c++-header" in arguments:  # no precompiled headers: ttnn goes on without
        return 1
    command = [GCC, *machine(arguments), *translate(arguments, prefix), *(linking(prefix) if is_link(arguments) else
                                                                         compiling(prefix, "blackhole" if is_blackhole(arguments) else "wormhole")),
               "-Wa," + os.path.join(prefix, "toolchain/instructions.s")]
    log = os.environ.get("TILECC_COMPILER_LOG")
    if log:
        with open(log, "a") as file:
            file.write(" ".join(command) + "\n")
    return subprocess.run(command).returncode
