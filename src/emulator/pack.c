// The packer: tiles of DST to pages at the back of a circular buffer.
#include "emulator/machine.h"
#include "emulator/tile_math.h"
#include "ir/ir.h"

static bool is_kept(PackMask mask, unsigned row, unsigned column) {
  switch (mask) {
  case MASK_NONE: return true;
  case MASK_COLUMN: return column == 0;
  case MASK_ROW: return row == 0;
  case MASK_ELEMENT: return row == 0 && column == 0;
  }
  return true;
}

// A copy of the tile without what reduce_init masks. False after a failure: the mask would lose data of a tile that no reduction has written
// (NaNs are what a reduction leaves outside of its result).
static bool mask_tile(EmuThread *thread, int64_t index, const float *values, float *kept) {
  PackMask mask = thread->config.mask;
  bool reduced = *emu_dst_reduced(thread, index) != OP_COUNT, loses = false;
  for (unsigned i = 0; i < TILE_VALUES; i++) {
    bool keep = is_kept(mask, i / 32, i % 32);
    kept[i] = keep ? values[i] : 0;
    loses = loses || (!keep && values[i] == values[i] && values[i] != 0);
  }
  if (reduced || !loses) return true;
  emu_failf(thread, "%s of a tile that no reduction has written, of which the packer keeps %s only: reduce_uninit is missing",
            op_info(thread->op)->text, mask == MASK_COLUMN ? "column 0" : mask == MASK_ROW ? "row 0" : "element [0, 0]");
  return false;
}

static EmuStatus pack(EmuThread *thread, int64_t index, CircularBuffer *buffer, int64_t page) {
  Core *core = thread->core;
  const float *values = emu_packed_values(thread, index);
  uint32_t offset, bytes = buffer->page_bytes;
  if (!values || !emu_check_packer(thread, buffer) || !emu_back_page(thread, buffer, page, &offset)) return EMU_FAILED;
  float kept[TILE_VALUES], narrow[TILE_VALUES];
  if (!emu_kernel(thread)->fp32_dest_acc && buffer->format == FORMAT_FLOAT32) {
    tile_pack_narrow(values, narrow);
    values = narrow;
  }
  if (thread->config.mask != MASK_NONE) {
    if (!mask_tile(thread, index, values, kept)) return EMU_FAILED;
    values = kept;
  }
  bool accumulate = thread->config.l1_accumulate;
  if (accumulate && !emu_bits_all(core->written, offset, bytes))
    return emu_failf(thread, "%s accumulates onto page %lld of circular buffer %u (%s), which nothing has written: the first "
                     "pass needs pack_reconfig_l1_acc(0)", op_info(thread->op)->text, (long long)page, buffer->id, buffer->name);
  tile_pack(core->emulator->simd, buffer->format, accumulate, values, core->l1 + offset);
  emu_bits_set(core->written, offset, bytes);
  const TickCosts *costs = emu_costs(thread);
  Ticks cost = emu_ticks(bytes * costs->pack_per_byte * (accumulate ? costs->pack_l1_accumulate_factor : 1));
  return emu_done(thread, cost > costs->call ? cost : costs->call);
}

// Pages in order; starts again behind each push.
DEVICE_OP(PACK_TILE) {
  CircularBuffer *buffer = emu_find_buffer(thread, args[1]);
  if (!buffer) return EMU_FAILED;
  EmuStatus status = pack(thread, args[0], buffer, buffer->pack_page);
  if (status == EMU_DONE) buffer->pack_page++;
  return status;
}

DEVICE_OP(PACK_TILE_AT) {
  CircularBuffer *buffer = emu_find_buffer(thread, args[1]);
  return buffer ? pack(thread, args[0], buffer, args[2]) : EMU_FAILED;
}

DEVICE_OP(LAUNCH_KERNELS) { return emu_failf(thread, "launch_kernels belongs to the host"); }
