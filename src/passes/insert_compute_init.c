// insert_compute_init: start-up of the engines, the inits of the operations and the data formats of unpackers and packer.
//   before: for k in range(8): matmul_tiles(cb_A, cb_B, 0, 0, 0)                  pack_tile_at(0, cb_C, 0)
//   after:  compute_kernel_hw_startup_reverse(cb_A, cb_B, cb_C); matmul_init(cb_A, cb_B, 0)
//           for k in range(8): matmul_tiles(cb_A, cb_B, 0, 0, 0)                  pack_tile_at(0, cb_C, 0)
// The configuration has five independent parts. A part that all operations of a loop need alike is set once before the loop;
// otherwise it is set at each change, and unknown at the head of the loop. An init serves every circular buffer of the same format.
#include "passes/emit.h"

typedef enum Part { PART_SRCA, PART_SRCB, PART_FPU, PART_PACK, PART_SFPU, PART_COUNT } Part;
enum { UNKNOWN = -1, NOT_NEEDED = -2 };

// Values of the parts: for SrcA and SrcB the source format (a Float32 buffer that is unpacked to DST counts as one of its own, since the
// unpacker's output format differs), for the packer the format, for FPU the init op and its variant, for SFPU the init op.
typedef struct Config {
  int64_t part[PART_COUNT];
} Config;

typedef struct Inits {
  Compilation *c;
  const Expr *circular_buffers, *unpack_to_dest;
} Inits;

static int64_t buffer_id(const Inits *x, const Expr *cb) {
  int64_t id;
  if (!ir_is_int(cb, &id)) internal_error(x->c, "a circular buffer that is not a constant");
  return id;
}

static int64_t buffer_format(const Inits *x, const Expr *cb) {
  int64_t id = buffer_id(x, cb);
  for (unsigned i = 0; i < x->circular_buffers->item_count; i++) {
    const KeywordList *entry = &x->circular_buffers->items[i]->entries;
    DataFormat format;
    const char *text = ir_attribute_string(entry, "data_format");
    if (ir_attribute_int(entry, "cb_id", -1) == id && text && format_from_text(text, &format)) return format;
  }
  internal_error(x->c, "no circular buffer %lld", (long long)id);
}

static bool unpacks_to_dest(const Inits *x, const Expr *cb) {
  int64_t id = buffer_id(x, cb), item;
  for (unsigned i = 0; i < x->unpack_to_dest->item_count; i++)
    if (ir_is_int(x->unpack_to_dest->items[i], &item) && item == id) return true;
  return false;
}

static int64_t source_format(const Inits *x, const Expr *cb) { return buffer_format(x, cb) * 2 + unpacks_to_dest(x, cb); }

typedef struct InitOf {
  Op op, init;
} InitOf;

static const InitOf FPU_INITS[] = {
    {OP_MATMUL_TILES, OP_MATMUL_INIT},
    {OP_COPY_TILE, OP_COPY_INIT},
    {OP_TRANSPOSE_TILE, OP_TRANSPOSE_INIT},
    {OP_ADD_TILES, OP_ADD_INIT},
    {OP_SUB_TILES, OP_SUB_INIT},
    {OP_MUL_TILES, OP_MUL_INIT},
    {OP_ADD_TILES_BCAST_ROWS, OP_ADD_BCAST_ROWS_INIT},
    {OP_SUB_TILES_BCAST_ROWS, OP_SUB_BCAST_ROWS_INIT},
    {OP_MUL_TILES_BCAST_ROWS, OP_MUL_BCAST_ROWS_INIT},
    {OP_ADD_TILES_BCAST_COLS, OP_ADD_BCAST_COLS_INIT},
    {OP_SUB_TILES_BCAST_COLS, OP_SUB_BCAST_COLS_INIT},
    {OP_MUL_TILES_BCAST_COLS, OP_MUL_BCAST_COLS_INIT},
    {OP_ADD_TILES_BCAST_SCALAR, OP_ADD_BCAST_SCALAR_INIT},
    {OP_SUB_TILES_BCAST_SCALAR, OP_SUB_BCAST_SCALAR_INIT},
    {OP_MUL_TILES_BCAST_SCALAR, OP_MUL_BCAST_SCALAR_INIT},
    {OP_UNARY_BCAST_ROWS, OP_UNARY_BCAST_ROWS_INIT},
    {OP_UNARY_BCAST_COLS, OP_UNARY_BCAST_COLS_INIT},
    {OP_UNARY_BCAST_SCALAR, OP_UNARY_BCAST_SCALAR_INIT},
    {OP_REDUCE_TILE_SUM_ROW, OP_REDUCE_INIT_SUM_ROW},
    {OP_REDUCE_TILE_SUM_COL, OP_REDUCE_INIT_SUM_COL},
    {OP_REDUCE_TILE_SUM_SCALAR, OP_REDUCE_INIT_SUM_SCALAR},
    {OP_REDUCE_TILE_MAX_ROW, OP_REDUCE_INIT_MAX_ROW},
    {OP_REDUCE_TILE_MAX_COL, OP_REDUCE_INIT_MAX_COL},
    {OP_REDUCE_TILE_MAX_SCALAR, OP_REDUCE_INIT_MAX_SCALAR},
};

static bool fpu_init(Op op, Op *init) {
  for (size_t i = 0; i < sizeof FPU_INITS / sizeof *FPU_INITS; i++)
    if (FPU_INITS[i].op == op) {
      *init = FPU_INITS[i].init;
      return true;
    }
  return false;
}

static bool is_broadcast(Op op) { return op == OP_UNARY_BCAST_ROWS || op == OP_UNARY_BCAST_COLS || op == OP_UNARY_BCAST_SCALAR; }
static bool is_unary_fpu(Op op) { return op == OP_COPY_TILE || op == OP_TRANSPOSE_TILE || is_broadcast(op); }

static bool is_reduction(Op op) {
  return op == OP_REDUCE_TILE_SUM_ROW || op == OP_REDUCE_TILE_SUM_COL || op == OP_REDUCE_TILE_SUM_SCALAR || op == OP_REDUCE_TILE_MAX_ROW ||
         op == OP_REDUCE_TILE_MAX_COL || op == OP_REDUCE_TILE_MAX_SCALAR;
}

// Where the operands of a binary operation go: matmul and sums over rows take the first through SrcB.
static bool first_to_srcb(Op op) { return op == OP_MATMUL_TILES || op == OP_REDUCE_TILE_SUM_ROW; }
// A broadcast tile goes through SrcB unless it is unpacked to DST.
static bool only_srcb(const Inits *x, const Expr *call) { return is_broadcast(call->op) && !unpacks_to_dest(x, call->args[0]); }
static int64_t transpose_flag(const Expr *call) { return ir_attribute_int(&call->keywords, "transpose", 0); }

// What a call needs of the configuration.
static Config needs_of(const Inits *x, const Expr *call) {
  Config needs = {{NOT_NEEDED, NOT_NEEDED, NOT_NEEDED, NOT_NEEDED, NOT_NEEDED}};
  Op init;
  if (call->op == OP_PACK_TILE || call->op == OP_PACK_TILE_AT) needs.part[PART_PACK] = buffer_format(x, call->args[1]);
  if (op_sfpu_init(call->op, &init)) needs.part[PART_SFPU] = init;
  if (!fpu_init(call->op, &init)) return needs;
  if (is_unary_fpu(call->op)) {
    needs.part[only_srcb(x, call) ? PART_SRCB : PART_SRCA] = source_format(x, call->args[0]);
    needs.part[PART_FPU] = init * 2 + unpacks_to_dest(x, call->args[0]);
  } else {
    bool reverse = first_to_srcb(call->op);
    needs.part[PART_SRCA] = source_format(x, call->args[reverse]);
    needs.part[PART_SRCB] = source_format(x, call->args[!reverse]);
    needs.part[PART_FPU] = init * 2 + transpose_flag(call);
  }
  return needs;
}

static void set_formats(const Expr *call, Emitter *e, bool a_differs, bool b_differs) {
  if (!a_differs && !b_differs) return;
  if (is_unary_fpu(call->op))
    emit_op(e, b_differs ? OP_RECONFIG_DATA_FORMAT_SRCB : OP_RECONFIG_DATA_FORMAT_SRCA, call->args[0]);
  else if (call->op == OP_REDUCE_TILE_SUM_ROW)
    emit_op(e, OP_RECONFIG_DATA_FORMAT, call->args[1], call->args[0]);
  else
    emit_op(e, call->op == OP_MATMUL_TILES ? OP_RECONFIG_DATA_FORMAT_REVERSE : OP_RECONFIG_DATA_FORMAT, call->args[0], call->args[1]);
}

static void emit_fpu_init(const Inits *x, const Expr *call, Emitter *e) {
  Op init;
  if (!fpu_init(call->op, &init)) return;
  if (call->op == OP_MATMUL_TILES)
    emit_op(e, init, call->args[0], call->args[1], ir_int(x->c, transpose_flag(call)));
  else if (is_unary_fpu(call->op))
    emit_op(e, init, call->args[0]);
  else if (is_reduction(call->op))
    emit_op(e, init, call->args[0], call->args[1], ir_attribute(&call->keywords, "out"));
  else
    emit_op(e, init, call->args[0], call->args[1]);
}

// Brings the parts in `mask` to what the call needs.
static void ensure(const Inits *x, const Expr *call, unsigned mask, Config *config, Block *out) {
  Config needs = needs_of(x, call);
  bool differs[PART_COUNT];
  for (unsigned p = 0; p < PART_COUNT; p++) {
    differs[p] = (mask >> p & 1) && needs.part[p] != NOT_NEEDED && needs.part[p] != config->part[p];
    if (differs[p]) config->part[p] = needs.part[p];
  }
  Emitter e = emitter(x->c, out, call->span);
  // The reconfiguration for two operands sets both, whichever of them is asked for.
  for (unsigned p = PART_SRCA; p <= PART_SRCB && !is_unary_fpu(call->op); p++)
    if (differs[PART_SRCA] || differs[PART_SRCB]) config->part[p] = needs.part[p];
  set_formats(call, &e, differs[PART_SRCA], differs[PART_SRCB]);
  if (differs[PART_FPU]) emit_fpu_init(x, call, &e);
  if (differs[PART_PACK]) emit_op(&e, OP_PACK_RECONFIG_DATA_FORMAT, call->args[1]);
  Op init;
  if (differs[PART_SFPU] && op_sfpu_init(call->op, &init)) emit_op0(&e, init);
}

// ---- loops: which parts are needed alike all over

typedef struct BodyNeeds {
  const Inits *x;
  Config value;                   // NOT_NEEDED, a value, or UNKNOWN for several
  const Expr *first[PART_COUNT];  // the first call that needs the part
} BodyNeeds;

static void collect_needs(void *state, Stmt *stmt) {
  BodyNeeds *body = state;
  if (stmt->kind != STMT_EVAL) return;
  if (stmt->call->op == OP_REDUCE_UNINIT) body->value.part[PART_FPU] = UNKNOWN;  // the next reduction needs its init again
  Config needs = needs_of(body->x, stmt->call);
  for (unsigned p = 0; p < PART_COUNT; p++) {
    if (needs.part[p] == NOT_NEEDED) continue;
    if (!body->first[p]) {
      body->first[p] = stmt->call;
      body->value.part[p] = needs.part[p];
    } else if (body->value.part[p] != needs.part[p]) {
      body->value.part[p] = UNKNOWN;
    }
  }
}

static BodyNeeds needs_of_block(const Inits *x, const Block *block) {
  BodyNeeds body = {.x = x, .value = {{NOT_NEEDED, NOT_NEEDED, NOT_NEEDED, NOT_NEEDED, NOT_NEEDED}}};
  ir_visit_block(block, collect_needs, &body);
  return body;
}

static void init_block(const Inits *x, Block *block, Config *config);

static void init_loop(const Inits *x, Stmt *loop, Config *config, Block *out) {
  BodyNeeds body = needs_of_block(x, &loop->loop.body);
  for (unsigned p = 0; p < PART_COUNT; p++)
    if (body.value.part[p] >= 0) ensure(x, body.first[p], 1u << p, config, out);
  Config before = *config;
  for (unsigned p = 0; p < PART_COUNT; p++)
    if (body.value.part[p] == UNKNOWN) config->part[p] = UNKNOWN;
  init_block(x, &loop->loop.body, config);
  int64_t extent = 0;
  bool runs = ir_is_int(loop->loop.extent, &extent) && extent > 0;
  for (unsigned p = 0; p < PART_COUNT && !runs; p++)
    if (config->part[p] != before.part[p]) config->part[p] = UNKNOWN;
  ir_append(x->c, out, loop);
}

static void init_if(const Inits *x, Stmt *stmt, Config *config, Block *out) {
  Config then = *config, orelse = *config;
  init_block(x, &stmt->branch.then, &then);
  init_block(x, &stmt->branch.orelse, &orelse);
  for (unsigned p = 0; p < PART_COUNT; p++) config->part[p] = then.part[p] == orelse.part[p] ? then.part[p] : UNKNOWN;
  ir_append(x->c, out, stmt);
}

static void drop_keywords(Compilation *c, Stmt *stmt) {
  if (!stmt->call->keywords.count) return;
  Expr *call = arena_new(c->arena, Expr);
  *call = *stmt->call;
  call->keywords = (KeywordList){0};
  stmt->call = call;
}

static void init_block(const Inits *x, Block *block, Config *config) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) {
    Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) {
      init_loop(x, stmt, config, &out);
    } else if (stmt->kind == STMT_IF) {
      init_if(x, stmt, config, &out);
    } else {
      if (stmt->kind == STMT_EVAL) {
        ensure(x, stmt->call, ~0u, config, &out);
        if (stmt->call->op == OP_REDUCE_UNINIT) config->part[PART_FPU] = UNKNOWN;
        drop_keywords(x->c, stmt);
      }
      ir_append(x->c, &out, stmt);
    }
  }
  *block = out;
}

// ---- start-up: once, first, in the order of the first operation

static void start_up(const Inits *x, const BodyNeeds *body, Config *config, Block *out) {
  const Expr *fpu = body->first[PART_FPU], *pack = body->first[PART_PACK];
  if (!pack) internal_error(x->c, "a compute kernel that packs nothing");
  Emitter e = emitter(x->c, out, NO_SPAN);
  const Expr *result = pack->args[1];
  bool reverse = fpu && fpu->op == OP_MATMUL_TILES;
  const Expr *in0 = fpu ? fpu->args[0] : result, *in1 = fpu && !is_unary_fpu(fpu->op) ? fpu->args[1] : in0;
  if (fpu && fpu->op == OP_REDUCE_TILE_SUM_ROW) {
    in0 = fpu->args[1];
    in1 = fpu->args[0];
  }
  emit_op(&e, reverse ? OP_COMPUTE_KERNEL_HW_STARTUP_REVERSE : OP_COMPUTE_KERNEL_HW_STARTUP, in0, in1, result);
  config->part[PART_SRCA] = source_format(x, reverse ? in1 : in0);
  config->part[PART_SRCB] = source_format(x, reverse ? in0 : in1);
  config->part[PART_PACK] = buffer_format(x, result);
}

// The lets of circular buffers stay at the head; start-up follows them.
static void init_kernel(const Inits *x, PrimFunc *kernel) {
  BodyNeeds body = needs_of_block(x, &kernel->body);
  Config config = {{UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN}};
  Block head = {0}, rest = {0};
  for (size_t i = 0; i < kernel->body.count; i++) {
    Stmt *stmt = kernel->body.items[i];
    ir_append(x->c, stmt->kind == STMT_LET && !rest.count ? &head : &rest, stmt);
  }
  start_up(x, &body, &config, &head);
  init_block(x, &rest, &config);
  for (size_t i = 0; i < rest.count; i++) ir_append(x->c, &head, rest.items[i]);
  kernel->body = head;
}

void pass_insert_compute_init(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *host = pass_host(module);
  for (size_t i = 0; i < module->functions.count; i++) {
    PrimFunc *kernel = module->functions.items[i];
    if (kernel != host) emit_plain_divisions(c, host, kernel);
    if (!is_kernel(kernel, "compute")) continue;
    const Expr *to_dest = ir_attribute(&kernel->attributes, "tt_unpack_to_dest_fp32");
    Inits x = {c, ir_attribute(&host->attributes, "tt_circular_buffers"), to_dest ? to_dest : ir_list(c, NULL, 0)};
    init_kernel(&x, kernel);
  }
  ir_set_attribute(c, &host->attributes, "tt_compute_init", ir_int(c, 1));
}
