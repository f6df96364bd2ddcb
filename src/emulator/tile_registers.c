// DST: two halves that pass from math to pack and back.
#include "emulator/machine.h"
#include "ir/ir.h"

static const char *op_name(const EmuThread *thread) { return op_info(thread->op)->text; }

DEVICE_OP(TILE_REGS_ACQUIRE) {
  Core *core = thread->core;
  DstHalf *half = &core->halves[core->math_half];
  if (half->state == HALF_ACQUIRED) return emu_failf(thread, "tile_regs_acquire twice without tile_regs_commit");
  if (half->state != HALF_FREE) return emu_wait(thread, WAIT_DST_FREE, NULL, 0);
  half->state = HALF_ACQUIRED;
  half->written = 0;
  return emu_done(thread, emu_costs(thread)->call);
}

DEVICE_OP(TILE_REGS_COMMIT) {
  Core *core = thread->core;
  DstHalf *half = &core->halves[core->math_half];
  if (half->state != HALF_ACQUIRED) return emu_failf(thread, "tile_regs_commit without tile_regs_acquire");
  half->state = HALF_COMMITTED;
  core->math_half ^= 1;
  emu_wake(core, WAIT_DST_COMMITTED, NULL, thread->time);
  return emu_done(thread, emu_costs(thread)->call);
}

DEVICE_OP(TILE_REGS_WAIT) {
  Core *core = thread->core;
  DstHalf *half = &core->halves[core->pack_half];
  if (half->state == HALF_PACKING) return emu_failf(thread, "tile_regs_wait twice without tile_regs_release");
  if (half->state != HALF_COMMITTED) return emu_wait(thread, WAIT_DST_COMMITTED, NULL, 0);
  half->state = HALF_PACKING;
  return emu_done(thread, emu_costs(thread)->call);
}

DEVICE_OP(TILE_REGS_RELEASE) {
  Core *core = thread->core;
  DstHalf *half = &core->halves[core->pack_half];
  if (half->state != HALF_PACKING) return emu_failf(thread, "tile_regs_release without tile_regs_wait");
  half->state = HALF_FREE;
  core->pack_half ^= 1;
  emu_wake(core, WAIT_DST_FREE, NULL, thread->time);
  return emu_done(thread, emu_costs(thread)->call);
}

static bool check_index(EmuThread *thread, const DstHalf *half, HalfState needed, int64_t index) {
  const Device *device = thread->core->emulator->device;
  bool wide = emu_kernel(thread)->fp32_dest_acc;
  unsigned tiles = wide ? device->dst_tiles_fp32 : device->dst_tiles;
  if (half->state != needed) {
    emu_failf(thread, "%s outside %s", op_name(thread),
              needed == HALF_ACQUIRED ? "tile_regs_acquire .. tile_regs_commit" : "tile_regs_wait .. tile_regs_release");
    return false;
  }
  if (index >= 0 && index < tiles) return true;
  emu_failf(thread, "%s with DST index %lld, but half of the %s DST has %u tiles", op_name(thread), (long long)index,
            wide ? "32-bit" : "16-bit", tiles);
  return false;
}

float *emu_dst_target(EmuThread *thread, int64_t index, bool *fresh) {
  DstHalf *half = &thread->core->halves[thread->core->math_half];
  if (!check_index(thread, half, HALF_ACQUIRED, index)) return NULL;
  *fresh = !(half->written >> index & 1);
  if (*fresh) half->reduced[index] = OP_COUNT;
  half->written |= 1u << index;
  return half->tiles[index];
}

Op *emu_dst_reduced(EmuThread *thread, int64_t index) {
  Core *core = thread->core;
  return &core->halves[thread->role == EMU_MATH ? core->math_half : core->pack_half].reduced[index];
}

float *emu_dst_values(EmuThread *thread, int64_t index) {
  bool fresh = false;
  float *values = emu_dst_target(thread, index, &fresh);
  if (values && fresh) memset(values, 0, sizeof(float) * TILE_VALUES);
  return values;
}

const float *emu_packed_values(EmuThread *thread, int64_t index) {
  DstHalf *half = &thread->core->halves[thread->core->pack_half];
  if (!check_index(thread, half, HALF_PACKING, index)) return NULL;
  if (!(half->written >> index & 1)) {
    memset(half->tiles[index], 0, sizeof half->tiles[index]);
    half->reduced[index] = OP_COUNT;
  }
  half->written |= 1u << index;
  return half->tiles[index];
}
