"""The simulator server of wolfpine 2.2 with the packer's L1 accumulation, which that version lacks: simulator.py [-u] -m MODULE ...

wolfpine starts its server as $WOLFPINE_PYTHON -u -m framework.sim.<chip>; run.py sets that variable to a script that runs this file. What
is added: while pack_reconfig_l1_acc(1) is in force, a datum that is packed is added to what stands in L1. Float32: one IEEE addition;
bfloat16: the exact sum, to nearest even; denormals count as zero on both sides (tenstorrent/ttsim, src/tensix.cpp).
"""
import runpy
import sys

import numpy as np

ENABLE = "THCON_SEC0_REG1_Pack_L1_Acc"  # one of four registers, which are always written together
BFLOAT16, FLOAT32 = 5, 0
SMALLEST = np.float32(2.0**-126)


def flush(value):
    return np.float32(0) if abs(value) < SMALLEST else value


def add(old, new, code):
    """Two little-endian datums of a format -> their sum."""
    kind = "<u4" if code == FLOAT32 else "<u2"
    shift = 0 if code == FLOAT32 else 16
    terms = [(np.frombuffer(data, kind).astype(np.uint32) << shift).view(np.float32)[0] for data in (old, new)]
    with np.errstate(all="ignore"):
        if code == FLOAT32:
            total = np.float32(flush(flush(terms[0]) + flush(terms[1])))
            return total.tobytes()
        exact = np.float64(flush(terms[0])) + np.float64(flush(terms[1]))
    bits = int(np.float64(exact).view(np.uint64))
    bits = (bits + (1 << 44) - 1 + (bits >> 45 & 1)) & ~((1 << 45) - 1)  # 8 significant bits of 53
    return int(flush(np.uint64(bits).view(np.float64).astype(np.float32)).view(np.uint32) >> 16).to_bytes(2, "little")


class Accumulating:
    """L1 as the packer sees it: a write adds."""

    def __init__(self, memory, code):
        self.memory, self.code = memory, code

    def read(self, address, size):
        return self.memory.read(address, size)

    def write(self, address, data, *rest):
        return self.memory.write(address, add(bytes(self.memory.read(address, len(data))), bytes(data), self.code), *rest)


def extend_packer():
    from framework.pe.tensix.backends.packer import PackerUnit

    pack = PackerUnit.handle_pacr

    def handle_pacr(self, info, thread, arguments):
        state = self.backend.getThreadConfigValue(thread, "CFG_STATE_ID_StateID")
        if not self.getConfigValue(state, ENABLE):
            return pack(self, info, thread, arguments)
        code = self.getConfigValue(state, "THCON_SEC0_REG1_Out_data_format")
        if code not in (FLOAT32, BFLOAT16):
            raise NotImplementedError(f"L1 accumulation of data format {code}")
        memory = self.backend.addressable_memory
        self.backend.addressable_memory = Accumulating(memory, code)
        try:
            return pack(self, info, thread, arguments)
        finally:
            self.backend.addressable_memory = memory

    PackerUnit.handle_pacr = handle_pacr


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-u"]
    extend_packer()
    sys.argv = arguments[1:]
    runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
