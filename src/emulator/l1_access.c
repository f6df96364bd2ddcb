// Loads and stores of the data-movement RISC cores in L1. Values are little-endian and aligned to their size. The bitmaps of L1 have
// granules of 16 bytes, so a store makes its whole granule count as written.
#include "emulator/machine.h"
#include "ir/ir.h"

static bool find_value(EmuThread *thread, int64_t address, uint32_t bytes, uint32_t *offset) {
  if (!emu_find_l1(thread, address, bytes, offset)) return false;
  if (*offset % bytes == 0) return true;
  emu_failf(thread, "%s at L1 offset %u, which is no multiple of %u", op_info(thread->op)->text, *offset, bytes);
  return false;
}

static EmuStatus store(EmuThread *thread, const int64_t *args, uint32_t bytes) {
  Core *core = thread->core;
  uint32_t offset;
  if (!find_value(thread, args[0], bytes, &offset) || !emu_check_l1_target(thread, offset, bytes)) return EMU_FAILED;
  for (uint32_t i = 0; i < bytes; i++) core->l1[offset + i] = (uint8_t)((uint64_t)args[1] >> 8 * i);
  emu_bits_set(core->written, offset, bytes);
  return emu_done(thread, emu_costs(thread)->risc_store);
}

static EmuStatus load(EmuThread *thread, const int64_t *args, uint32_t bytes, int64_t *result) {
  const Core *core = thread->core;
  uint32_t offset;
  if (!find_value(thread, args[0], bytes, &offset) || !emu_check_l1_source(thread, offset, bytes)) return EMU_FAILED;
  *result = 0;
  for (uint32_t i = 0; i < bytes; i++) *result |= (int64_t)core->l1[offset + i] << 8 * i;
  return emu_done(thread, emu_costs(thread)->risc_load);
}

DEVICE_OP(L1_STORE_UINT32) { return store(thread, args, 4); }
DEVICE_OP(L1_STORE_UINT16) { return store(thread, args, 2); }
DEVICE_OP(L1_STORE_UINT8) { return store(thread, args, 1); }
DEVICE_OP(L1_LOAD_UINT32) { return load(thread, args, 4, result); }
DEVICE_OP(L1_LOAD_UINT16) { return load(thread, args, 2, result); }
DEVICE_OP(L1_LOAD_UINT8) { return load(thread, args, 1, result); }
