// Configuration of the engines: start-up, data formats, inits, and the checks that an op finds what it needs. Each thread
// keeps its own copy: on the chip, unpacker, FPU and packer have registers of their own.
#include "emulator/machine.h"
#include "ir/ir.h"

static const char *op_name(const EmuThread *thread) { return op_info(thread->op)->text; }

bool emu_unpacks_to_dst(const EmuThread *thread, const CircularBuffer *buffer) {
  return emu_kernel(thread)->unpack_to_dest_fp32 >> buffer->id & 1;
}

static int source_format(const EmuThread *thread, const CircularBuffer *buffer) {
  return (int)buffer->format | (emu_unpacks_to_dst(thread, buffer) ? UNPACK_TO_DST : 0);
}

static const char *source_text(int format) {
  if (format == NO_FORMAT) return "nothing";
  return format & UNPACK_TO_DST ? "Float32 unpacked to DST" : format_text((DataFormat)format);
}

// ---- start-up and formats
static EmuStatus start_up(EmuThread *thread, const int64_t *args, bool reverse) {
  EngineConfig *config = &thread->config;
  if (config->started) return emu_failf(thread, "%s a second time: it must be called exactly once", op_name(thread));
  const CircularBuffer *in0 = emu_find_buffer(thread, args[0]), *in1 = in0 ? emu_find_buffer(thread, args[1]) : NULL;
  const CircularBuffer *out = in1 ? emu_find_buffer(thread, args[2]) : NULL;
  if (!out) return EMU_FAILED;
  config->started = true;
  config->src_a = source_format(thread, reverse ? in1 : in0);
  config->src_b = source_format(thread, reverse ? in0 : in1);
  config->pack = (int)out->format;
  config->keeps_zeros = false;
  return emu_done(thread, emu_costs(thread)->reconfig);
}

DEVICE_OP(COMPUTE_KERNEL_HW_STARTUP) { return start_up(thread, args, false); }
DEVICE_OP(COMPUTE_KERNEL_HW_STARTUP_REVERSE) { return start_up(thread, args, true); }

static bool check_started(EmuThread *thread) {
  if (thread->config.started) return true;
  emu_failf(thread, "%s before compute_kernel_hw_startup", op_name(thread));
  return false;
}

static EmuStatus reconfigure_sources(EmuThread *thread, int64_t src_a, int64_t src_b) {
  if (!check_started(thread)) return EMU_FAILED;
  const CircularBuffer *a = emu_find_buffer(thread, src_a), *b = a ? emu_find_buffer(thread, src_b) : NULL;
  if (!b) return EMU_FAILED;
  thread->config.src_a = source_format(thread, a);
  thread->config.src_b = source_format(thread, b);
  thread->config.keeps_zeros = false;
  return emu_done(thread, emu_costs(thread)->reconfig);
}

DEVICE_OP(RECONFIG_DATA_FORMAT) { return reconfigure_sources(thread, args[0], args[1]); }
DEVICE_OP(RECONFIG_DATA_FORMAT_REVERSE) { return reconfigure_sources(thread, args[1], args[0]); }

static EmuStatus reconfigure_source(EmuThread *thread, int64_t id, int *source) {
  const CircularBuffer *buffer = check_started(thread) ? emu_find_buffer(thread, id) : NULL;
  if (!buffer) return EMU_FAILED;
  *source = source_format(thread, buffer);
  thread->config.keeps_zeros = false;
  return emu_done(thread, emu_costs(thread)->reconfig);
}

DEVICE_OP(RECONFIG_DATA_FORMAT_SRCA) { return reconfigure_source(thread, args[0], &thread->config.src_a); }
DEVICE_OP(RECONFIG_DATA_FORMAT_SRCB) { return reconfigure_source(thread, args[0], &thread->config.src_b); }

DEVICE_OP(PACK_RECONFIG_DATA_FORMAT) {
  const CircularBuffer *buffer = check_started(thread) ? emu_find_buffer(thread, args[0]) : NULL;
  if (!buffer) return EMU_FAILED;
  thread->config.pack = (int)buffer->format;
  return emu_done(thread, emu_costs(thread)->reconfig);
}

DEVICE_OP(PACK_RECONFIG_L1_ACC) {
  if (!check_started(thread)) return EMU_FAILED;
  if (args[0] != 0 && args[0] != 1) return emu_failf(thread, "pack_reconfig_l1_acc(%lld): 0 or 1", (long long)args[0]);
  thread->config.l1_accumulate = args[0] == 1;
  return emu_done(thread, emu_costs(thread)->call);
}

// ---- inits
// The other moves leave the setting of the last init.
static bool keeps_zeros_after(Op init, bool before) {
  bool moves = init == OP_TRANSPOSE_INIT || init == OP_TILIZE_INIT || init == OP_UNTILIZE_INIT ||
               init == OP_UNARY_BCAST_ROWS_INIT || init == OP_UNARY_BCAST_COLS_INIT || init == OP_UNARY_BCAST_SCALAR_INIT;
  return init == OP_COPY_INIT || (moves && before);
}

// Row-major blocks change how the engine takes and stores any tile, until their uninit.
static bool check_undone(EmuThread *thread) {
  Op undo = thread->config.undo;
  if (undo == OP_COUNT) return true;
  emu_failf(thread, "%s before %s: the engine still works on row-major blocks", op_name(thread), op_info(undo)->text);
  return false;
}

static EmuStatus init_tiles(EmuThread *thread, const int64_t *args, unsigned buffers) {
  if (!check_started(thread) || !check_undone(thread)) return EMU_FAILED;
  const CircularBuffer *first = NULL;
  for (unsigned i = 0; i < buffers; i++) {
    const CircularBuffer *buffer = emu_find_buffer(thread, args[i]);
    if (!buffer) return EMU_FAILED;
    if (!first) first = buffer;
  }
  thread->config.tile_init = thread->op;
  thread->config.to_dst = emu_unpacks_to_dst(thread, first);
  thread->config.transpose = thread->op == OP_MATMUL_INIT && args[2];
  thread->config.keeps_zeros = keeps_zeros_after(thread->op, thread->config.keeps_zeros);
  return emu_done(thread, emu_costs(thread)->call);
}

DEVICE_OP(MATMUL_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(COPY_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(TRANSPOSE_INIT) { return init_tiles(thread, args, 1); }

// The packer of Blackhole is set up as well, so tiles are not packed in between on either chip.
DEVICE_OP(TILIZE_INIT) {
  const CircularBuffer *out = emu_find_buffer(thread, args[2]);
  EmuStatus status = out ? init_tiles(thread, args, 1) : EMU_FAILED;
  if (status != EMU_DONE) return status;
  thread->config.block_tiles = (unsigned)args[1];
  if (thread->role != EMU_MATH) thread->config.undo = OP_TILIZE_UNINIT;
  return EMU_DONE;
}

DEVICE_OP(UNTILIZE_INIT) {
  EmuStatus status = init_tiles(thread, args, 1);
  if (status == EMU_DONE && thread->role == EMU_UNPACK) thread->config.undo = OP_UNTILIZE_UNINIT;
  return status;
}

static EmuStatus undo_init(EmuThread *thread, Op init) {
  if (!check_started(thread)) return EMU_FAILED;
  if (thread->role != EMU_MATH && thread->config.undo != thread->op)
    return emu_failf(thread, "%s without %s", op_name(thread), op_info(init)->text);
  thread->config.undo = thread->config.tile_init = OP_COUNT;
  return emu_done(thread, emu_costs(thread)->call);
}

DEVICE_OP(TILIZE_UNINIT) { return undo_init(thread, OP_TILIZE_INIT); }
DEVICE_OP(UNTILIZE_UNINIT) { return undo_init(thread, OP_UNTILIZE_INIT); }

DEVICE_OP(ADD_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(SUB_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(MUL_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(ADD_BCAST_ROWS_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(SUB_BCAST_ROWS_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(MUL_BCAST_ROWS_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(ADD_BCAST_COLS_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(SUB_BCAST_COLS_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(MUL_BCAST_COLS_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(ADD_BCAST_SCALAR_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(SUB_BCAST_SCALAR_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(MUL_BCAST_SCALAR_INIT) { return init_tiles(thread, args, 2); }
DEVICE_OP(UNARY_BCAST_ROWS_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(UNARY_BCAST_COLS_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(UNARY_BCAST_SCALAR_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(ADD_REUSE_DEST_SRCA_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(ADD_REUSE_DEST_SRCB_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(SUB_REUSE_DEST_SRCA_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(SUB_REUSE_DEST_SRCB_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(MUL_REUSE_DEST_SRCA_INIT) { return init_tiles(thread, args, 1); }
DEVICE_OP(MUL_REUSE_DEST_SRCB_INIT) { return init_tiles(thread, args, 1); }

// The packer keeps the result only, whatever it packs.
static EmuStatus init_reduction(EmuThread *thread, const int64_t *args, PackMask mask) {
  EmuStatus status = init_tiles(thread, args, 3);
  if (status == EMU_DONE) thread->config.mask = mask;
  return status;
}

DEVICE_OP(REDUCE_INIT_SUM_ROW) { return init_reduction(thread, args, MASK_COLUMN); }
DEVICE_OP(REDUCE_INIT_SUM_COL) { return init_reduction(thread, args, MASK_ROW); }
DEVICE_OP(REDUCE_INIT_SUM_SCALAR) { return init_reduction(thread, args, MASK_ELEMENT); }
DEVICE_OP(REDUCE_INIT_MAX_ROW) { return init_reduction(thread, args, MASK_COLUMN); }
DEVICE_OP(REDUCE_INIT_MAX_COL) { return init_reduction(thread, args, MASK_ROW); }
DEVICE_OP(REDUCE_INIT_MAX_SCALAR) { return init_reduction(thread, args, MASK_ELEMENT); }

DEVICE_OP(REDUCE_UNINIT) {
  thread->config.mask = MASK_NONE;
  return emu_done(thread, emu_costs(thread)->call);
}

EmuStatus emu_init_sfpu(EmuThread *thread) {
  if (!check_started(thread)) return EMU_FAILED;
  thread->config.sfpu_init = thread->op;
  return emu_done(thread, emu_costs(thread)->call);
}

// ---- checks
static bool check_init(EmuThread *thread, Op needed, Op last) {
  if (!check_started(thread)) return false;
  if (last == needed) return true;
  if (last == OP_COUNT) emu_failf(thread, "%s without %s", op_name(thread), op_info(needed)->text);
  else emu_failf(thread, "%s after %s: it needs %s", op_name(thread), op_info(last)->text, op_info(needed)->text);
  return false;
}

static bool is_integer(DataFormat format) { return format >= FORMAT_INT32; }

// What the unpacker can do with the buffer in this op.
static bool check_kind(EmuThread *thread, const CircularBuffer *buffer, bool copies) {
  bool to_dst = emu_unpacks_to_dst(thread, buffer), wide = emu_kernel(thread)->fp32_dest_acc;
  if (buffer->page_bytes != format_tile_bytes(buffer->format)) {
    emu_failf(thread, "%s of circular buffer %u (%s), whose pages of %u bytes are not tiles of %s", op_name(thread), buffer->id,
              buffer->name, buffer->page_bytes, format_text(buffer->format));
    return false;
  }
  if (to_dst && (!copies || buffer->format != FORMAT_FLOAT32 || !wide)) {
    emu_failf(thread, "%s of circular buffer %u (%s), which is unpacked to DST: that is for copy_tile, transpose_tile and "
              "unary_bcast of Float32 with 32-bit DST only", op_name(thread), buffer->id, buffer->name);
    return false;
  }
  bool raw = copies && wide && (buffer->format == FORMAT_INT32 || buffer->format == FORMAT_UINT32);
  if (is_integer(buffer->format) && !raw) {
    emu_failf(thread, "%s of circular buffer %u (%s): tiles of %s do not go through the FPU%s", op_name(thread), buffer->id,
              buffer->name, format_text(buffer->format), copies ? " with this DST" : "");
    return false;
  }
  return true;
}

static bool check_format(EmuThread *thread, const char *source, int configured, const CircularBuffer *buffer) {
  int needed = source_format(thread, buffer);
  if (configured == needed) return true;
  emu_failf(thread, "%s of circular buffer %u (%s): %s is configured for %s, the buffer holds %s (reconfig_data_format is "
            "missing)", op_name(thread), buffer->id, buffer->name, source, source_text(configured), source_text(needed));
  return false;
}

static const char *order_advice(Op init) {
  if (init == OP_MATMUL_INIT)
    return "matmul takes in1 through SrcA, so use compute_kernel_hw_startup_reverse or reconfig_data_format_reverse";
  if (init == OP_REDUCE_INIT_SUM_ROW) return "a sum over rows takes the scaler through SrcA, so name the scaler first: reconfig_data_format(scaler, data)";
  return "use compute_kernel_hw_startup or reconfig_data_format, not their reverse forms";
}

bool emu_check_sources(EmuThread *thread, Op init, const CircularBuffer *src_a, const CircularBuffer *src_b) {
  const EngineConfig *config = &thread->config;
  if (!check_init(thread, init, config->tile_init)) return false;
  bool copies = !src_a || !src_b;
  if ((src_a && !check_kind(thread, src_a, copies)) || (src_b && !check_kind(thread, src_b, copies))) return false;
  const CircularBuffer *moved = src_a ? src_a : src_b;
  if (copies && config->to_dst != emu_unpacks_to_dst(thread, moved)) {
    emu_failf(thread, "%s of circular buffer %u (%s): the last %s was for a buffer that is %sunpacked to DST", op_name(thread),
              moved->id, moved->name, op_info(init)->text, config->to_dst ? "" : "not ");
    return false;
  }
  if (!copies && config->src_a == source_format(thread, src_b) && config->src_b == source_format(thread, src_a) &&
      config->src_a != config->src_b) {
    emu_failf(thread, "%s with SrcA and SrcB the wrong way round: %s", op_name(thread), order_advice(init));
    return false;
  }
  return (!src_a || check_format(thread, "SrcA", config->src_a, src_a)) &&
         (!src_b || check_format(thread, "SrcB", config->src_b, src_b));
}

bool emu_check_packer(EmuThread *thread, const CircularBuffer *out) {
  if (!check_started(thread) || (thread->op != OP_TILIZE_BLOCK && !check_undone(thread))) return false;
  const char *name = op_name(thread);
  if (thread->config.pack != (int)out->format) {
    emu_failf(thread, "%s to circular buffer %u (%s): the packer is configured for %s, the buffer holds %s "
              "(pack_reconfig_data_format is missing)", name, out->id, out->name, source_text(thread->config.pack),
              format_text(out->format));
    return false;
  }
  if (out->page_bytes != format_tile_bytes(out->format)) {
    emu_failf(thread, "%s to circular buffer %u (%s), whose pages of %u bytes are not tiles of %s", name, out->id, out->name,
              out->page_bytes, format_text(out->format));
    return false;
  }
  bool raw = out->format == FORMAT_INT32 || out->format == FORMAT_UINT32;
  if (is_integer(out->format) && !(raw && emu_kernel(thread)->fp32_dest_acc)) {
    emu_failf(thread, "%s to circular buffer %u (%s): packing tiles of %s with this DST is not emulated", name, out->id,
              out->name, format_text(out->format));
    return false;
  }
  if (!thread->config.l1_accumulate || out->format == FORMAT_FLOAT32 || out->format == FORMAT_FLOAT16_B) return true;
  emu_failf(thread, "%s to circular buffer %u (%s): the packer cannot accumulate in %s", name, out->id, out->name,
            format_text(out->format));
  return false;
}

bool emu_check_sfpu(EmuThread *thread) {
  Op init = OP_COUNT;
  op_sfpu_init(thread->op, &init);
  return check_init(thread, init, thread->config.sfpu_init);
}
