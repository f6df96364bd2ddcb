// tilize_block and untilize_block: rows of a block of tiles to tiles and back. In: pages at the front of a circular buffer; out: pages at the
// back of another. The unpacker gathers the bytes of each tile of the result; math moves it to DST[0] of a half of its own; the packer stores
// it. Each engine goes through the block by itself and may wait at any step, so a thread keeps how far it is.
#include "emulator/fpu.h"

#include "ir/ir.h"

enum { FACE = 16, SIDE = 32, MAX_TILE_BYTES = 4096 };

typedef struct RowBlock {
  CircularBuffer *in;
  unsigned tiles, width;   // width: bytes of an element
  const uint8_t *bytes;    // of the front page
} RowBlock;

// Where an element of the tile stands among the 1024 of its page.
static unsigned in_faces(unsigned row, unsigned column) {
  unsigned face = row / FACE * 2 + column / FACE;
  return (face * FACE + row % FACE) * FACE + column % FACE;
}

// The k-th page of the result, as bytes of a tile.
static void gather(const RowBlock *block, bool tilize, unsigned k, uint8_t *page) {
  unsigned line = block->tiles * SIDE, width = block->width;
  for (unsigned row = 0; row < SIDE; row++)
    for (unsigned half = 0; half < SIDE; half += FACE) {
      // Sixteen elements lie side by side in either order. `flat`: where the element stands in the whole block, if the page is one of rows.
      unsigned to = tilize ? in_faces(row, half) : row * SIDE + half, flat = k * TILE_VALUES + to, column = flat % line;
      unsigned from = tilize ? row * line + k * SIDE + half : column / SIDE * TILE_VALUES + in_faces(flat / line, column % SIDE);
      memcpy(page + to * width, block->bytes + from * width, FACE * width);
    }
}

static bool check_block(EmuThread *thread, RowBlock *block, const int64_t *args, bool tilize) {
  const char *name = op_info(thread->op)->text;
  const CircularBuffer *in = block->in, *out = emu_find_buffer(thread, args[2]);
  if (!out) return false;
  bool floats = in->format == FORMAT_FLOAT32 || in->format == FORMAT_FLOAT16_B;
  if (!floats || out->format != in->format) {
    emu_failf(thread, "%s of circular buffer %u (%s, %s) to circular buffer %u (%s, %s): emulated from Float32 to Float32 and from Float16_b to "
              "Float16_b", name, in->id, in->name, format_text(in->format), out->id, out->name, format_text(out->format));
    return false;
  }
  if (!tilize && emu_unpacks_to_dst(thread, in)) {
    emu_failf(thread, "%s of circular buffer %u (%s), which is unpacked to DST: it goes through SrcA only", name, in->id, in->name);
    return false;
  }
  if (!tilize || thread->config.tile_init != OP_TILIZE_INIT || thread->config.block_tiles == block->tiles) return true;
  emu_failf(thread, "%s of %u tiles, but tilize_init was for blocks of %u", name, block->tiles, thread->config.block_tiles);
  return false;
}

// ---- the engines: one step each; EMU_DONE: go on with the next
static EmuStatus unpack_step(EmuThread *thread, RowBlock *block, bool tilize, Op init) {
  EmuStatus status;
  SourceBank *bank = fpu_free_bank(thread, &status);
  if (!bank) return status;
  uint32_t offset = 0;
  if (!emu_check_sources(thread, init, block->in, NULL)) return EMU_FAILED;
  for (unsigned i = block->tiles; i-- > 0;)  // the last one is the first
    if (!emu_front_tile(thread, block->in, i, &offset)) return EMU_FAILED;
  const Emulator *emulator = thread->core->emulator;
  uint8_t page[MAX_TILE_BYTES];
  block->bytes = thread->core->l1 + offset;
  gather(block, tilize, thread->step, page);
  tile_unpack(emulator->simd, block->in->format, fpu_unpack_mode(thread, block->in), page, bank->a);
  const TickCosts *costs = emu_costs(thread);
  Ticks cost = emu_ticks(block->in->page_bytes * costs->unpack_per_byte * (tilize ? 1 : costs->untilize_unpack_factor));
  return fpu_fill_bank(thread, bank, cost > costs->call ? cost : costs->call);
}

static EmuStatus math_step(EmuThread *thread, const RowBlock *block, Op init) {
  int64_t unused;
  switch (thread->step % 3) {
  case 0: return emu_op_TILE_REGS_ACQUIRE(thread, NULL, &unused);
  case 1: return fpu_move_to_dst(thread, init, (TileOperand){block->in, 0, ARRANGE_WHOLE}, 0);
  }
  return emu_op_TILE_REGS_COMMIT(thread, NULL, &unused);
}

static EmuStatus pack_step(EmuThread *thread, const int64_t *args, bool tilize) {
  int64_t unused, page[] = {0, args[2], thread->step / 3};
  switch (thread->step % 3) {
  case 0: return emu_op_TILE_REGS_WAIT(thread, NULL, &unused);
  case 1: return tilize ? emu_op_PACK_TILE_AT(thread, page, &unused) : emu_op_PACK_TILE(thread, page, &unused);
  }
  return emu_op_TILE_REGS_RELEASE(thread, NULL, &unused);
}

static EmuStatus run_block(EmuThread *thread, const int64_t *args, bool tilize) {
  Op init = tilize ? OP_TILIZE_INIT : OP_UNTILIZE_INIT;
  RowBlock block = {.in = emu_find_buffer(thread, args[0]), .tiles = (unsigned)args[1]};
  if (!block.in) return EMU_FAILED;
  block.width = format_tile_bytes(block.in->format) / TILE_VALUES;
  if (thread->role != EMU_PACK && !check_block(thread, &block, args, tilize)) return EMU_FAILED;
  for (unsigned steps = block.tiles * (thread->role == EMU_UNPACK ? 1 : 3); thread->step < steps; thread->step++) {
    if (thread->step && emu_key(thread->time, thread->core->index, 1 + thread->role) >= thread->core->horizon) return EMU_BLOCKED;
    EmuStatus status = thread->role == EMU_UNPACK ? unpack_step(thread, &block, tilize, init)
                       : thread->role == EMU_MATH ? math_step(thread, &block, init) : pack_step(thread, args, tilize);
    if (status != EMU_DONE) return status;
  }
  thread->step = 0;
  return EMU_DONE;
}

DEVICE_OP(TILIZE_BLOCK) { return run_block(thread, args, true); }
DEVICE_OP(UNTILIZE_BLOCK) { return run_block(thread, args, false); }
