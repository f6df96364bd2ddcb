// Loads whose index is neither a loop variable nor one plus whole tiles (x[i, j // 2], x[i + 1, j], x[i, 3], x[31 - i, j]): the matrix engine picks
// the rows and columns with tiles of 0 and 1 that the reader generates. An index outside of the buffer picks nothing: 0, as in the language.
//   before: B[i, j // 2]                                         B (64, 32), j from 0 to 63
//   after:  tt_generate(pick, tt_row() == tt_column() // 2); tt_matmul(B, pick, B_picked, clear=True)
// 16-bit floats and integers of 8 bits go as they are, others in pieces of 8 bits: a float32 would pass through the source registers as TF32.
//   before: B[i, j // 2]                                         B float32
//   after:  tt_eltwise(B_piece, bits of B & 255); tt_matmul(B_piece, pick, B_piece_picked, clear=True); tt_eltwise(B_whole, int(B_piece_picked))
//           the same for the other bits, shifted; tt_eltwise(B_picked, B_whole as a float32)
#include "ir/print.h"
#include "passes/element.h"

static const Expr *refuse(const Element *e, const Expr *load, const char *why) {
  diag_unsupported(e->t->c, load->span.file == NO_FILE ? e->span : load->span, "%s in an element-wise loop: %s", ir_print_expr(e->t->c, load), why);
  return NULL;
}

// What picks along one dim of the buffer: 0 rows, 1 columns.
typedef struct Pick {
  bool identity;
  int loop;            // of the frame, or NO_LOOP
  int64_t extent;      // of the result
  const Expr *index;   // in terms of the place in the result
} Pick;

static bool make_pick(const Element *e, const Expr *load, unsigned which, Pick *pick) {
  Compilation *c = e->t->c;
  const Expr *index = nest_open_lets(c, e->nest, load->indices[which]);
  LoopUse use = nest_loops_of(e->nest, index);
  if (!element_is_place(index) || use.count > 1) return refuse(e, load, "an index that depends on data or on several loops; the passes pick rows and columns by one loop each");
  *pick = (Pick){.loop = use.loop, .extent = 1, .index = index};
  int64_t only = -1;
  pick->identity = pass_dim(c, load->buffer, which) == 1 && ir_is_int(index, &only) && only == 0;
  if (use.count == 0) return true;
  int dim = element_frame_dim(e, use.loop);
  if (dim < 0) return refuse(e, load, "an index that depends on a loop that does not index the result");
  pick->extent = frame_extent(e, (unsigned)dim);
  const Expr *place = ir_call(c, which ? OP_TT_COLUMN : OP_TT_ROW, NULL, 0);
  pick->index = ir_simplify(c, NULL, substitute_var(c, index, e->nest->loops[use.loop]->loop.var, element_loop_value(e, (unsigned)dim, place)));
  pick->identity = pick->extent == pass_dim(c, load->buffer, which) && ir_same(pick->index, place);
  return true;
}

static Buffer *pick_block(const Element *e, const Pick *pick, unsigned which, int64_t depth, DType type) {
  Compilation *c = e->t->c;
  // Columns: the source's columns are this block's rows. Rows: the source's rows are this block's columns.
  Buffer *block = tensorize_stage(e->t, e->out, "pick", type, which ? depth : pick->extent, which ? pick->extent : depth, e->span);
  const Expr *source = ir_call(c, which ? OP_TT_ROW : OP_TT_COLUMN, NULL, 0);
  const Expr *index = pick->index->type == TYPE_INT32 ? pick->index : ir_cast(c, TYPE_INT32, pick->index);
  tensorize_op(e->t, e->out, OP_TT_GENERATE, e->span, whole_region(c, block, ACCESS_WRITE), ir_cast(c, type, ir_op(c, OP_EQ, source, index)));
  return block;
}

// A product that picks along one dim; its blocks serve every piece of the values.
typedef struct Picker {
  unsigned which;
  Buffer *source, *tiles, *result;
} Picker;

typedef struct Pickers {
  Picker items[2];
  unsigned count;
} Pickers;

static Pickers make_pickers(const Element *e, Buffer *source, const Pick *picks) {
  Compilation *c = e->t->c;
  Pickers pickers = {.count = 0};
  for (unsigned which = 2; which-- > 0;) {
    const Pick *pick = &picks[which];
    if (pick->identity) continue;
    int64_t depth = which ? block_columns(c, source) : block_rows(c, source), kept = which ? block_rows(c, source) : block_columns(c, source);
    Picker picker = {.which = which, .source = source};
    picker.tiles = pick_block(e, pick, which, depth, source->type == TYPE_FLOAT32 ? TYPE_FLOAT32 : TYPE_BFLOAT16);
    const char *name = arena_format(c->arena, "%s_picked", source->name);
    picker.result = tensorize_stage(e->t, e->out, name, TYPE_FLOAT32, which ? kept : pick->extent, which ? pick->extent : kept, e->span);
    source = picker.result;
    pickers.items[pickers.count++] = picker;
  }
  return pickers;
}

// `inside`: what lies beyond the source's shape is zero, and so it is in each product.
static const Expr *emit_picks(const Element *e, Buffer *source, const Pickers *pickers, bool inside) {
  Tensorizer *t = e->t;
  Compilation *c = t->c;
  for (unsigned i = 0; i < pickers->count; i++) {
    const Picker *picker = &pickers->items[i];
    const Expr *operand = whole_region(c, picker->source, ACCESS_READ);
    if (!inside) operand = tensorize_depth_masked(t, operand, picker->which == 1, e->span, e->out);
    const Expr *tiles = whole_region(c, picker->tiles, ACCESS_READ);
    tensorize_op(t, e->out, OP_TT_MATMUL, e->span, picker->which ? operand : tiles, picker->which ? tiles : operand,
                 whole_region(c, picker->result, ACCESS_WRITE), ir_bool(c, false), ir_bool(c, false), ir_bool(c, true));
    t->matmuls++;
    source = picker->result;
  }
  return whole_region(c, source, ACCESS_READ);
}

// ---- values in pieces

static void put(const Element *e, Buffer *target, const Expr *tree) {
  tensorize_op(e->t, e->out, OP_TT_ELTWISE, e->span, whole_region(e->t->c, target, ACCESS_WRITE), ir_cast(e->t->c, target->type, tree));
}

static const Expr *with_int(const Element *e, Op op, const Expr *a, int64_t b) {
  return ir_call_typed(e->t->c, op, TYPE_INT32, (const Expr *const[]){a, ir_int(e->t->c, b)}, 2);
}

// The value of so many bits as an int32, or back.
static const Expr *as_bits(Compilation *c, const Expr *value, DType type) {
  bool same_width = type_bits(value->type) == 32 && type_bits(type) == 32;
  if (value->type == type) return value;
  return same_width ? ir_call_typed(c, OP_REINTERPRET, type, &value, 1) : ir_cast(c, type, value);
}

static const Expr *pick_pieces(const Element *e, Buffer *source, const Pick *picks) {
  enum { PIECE_BITS = 8 };
  Compilation *c = e->t->c;
  int64_t rows = block_rows(c, source), columns = block_columns(c, source);
  Buffer *piece = tensorize_stage(e->t, e->out, arena_format(c->arena, "%s_piece", source->name), TYPE_BFLOAT16, rows, columns, e->span);
  Pickers pickers = make_pickers(e, piece, picks);
  const bool dims[2] = {!picks[0].identity, !picks[1].identity};
  const Expr *bits = tensorize_masked(e->t, as_bits(c, whole_region(c, source, ACCESS_READ), TYPE_INT32), source, dims, 0, e->span);
  Buffer *result = NULL;
  e->t->pieces = true;
  for (unsigned first = 0; first < type_bits(source->type); first += PIECE_BITS) {
    const Expr *shifted = first ? with_int(e, OP_SHIFT_RIGHT, bits, first) : bits;
    put(e, piece, with_int(e, OP_BITWISE_AND, shifted, (1 << PIECE_BITS) - 1));
    const Expr *value = ir_cast(c, TYPE_INT32, emit_picks(e, piece, &pickers, true));
    if (!result) {
      const Buffer *last = pickers.items[pickers.count - 1].result;
      const char *name = arena_format(c->arena, "%s_whole", source->name);
      result = tensorize_stage(e->t, e->out, name, TYPE_INT32, block_rows(c, last), block_columns(c, last), e->span);
    }
    if (first) value = with_int(e, OP_SHIFT_LEFT, value, first);
    const Expr *const both[2] = {whole_region(c, result, ACCESS_READ), value};
    put(e, result, first ? ir_call_typed(c, OP_BITWISE_OR, TYPE_INT32, both, 2) : value);
  }
  Buffer *typed = tensorize_stage(e->t, e->out, arena_format(c->arena, "%s_picked", source->name), source->type, block_rows(c, result), block_columns(c, result), e->span);
  put(e, typed, as_bits(c, whole_region(c, result, ACCESS_READ), source->type));
  return whole_region(c, typed, ACCESS_READ);
}

static Buffer *as_bfloat16(const Element *e, Buffer *source) {
  Compilation *c = e->t->c;
  const char *name = arena_format(c->arena, "%s_exact", source->name);
  Buffer *exact = tensorize_stage(e->t, e->out, name, TYPE_BFLOAT16, block_rows(c, source), block_columns(c, source), e->span);
  put(e, exact, whole_region(c, source, ACCESS_READ));
  return exact;
}

// One plane of a block as a block of its own, and the load of it; NULL after a diagnostic.
static const Expr *load_of_plane(const Element *e, const Expr *load) {
  Compilation *c = e->t->c;
  Buffer *source = load->buffer;
  unsigned planes = source->rank - 2;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < source->rank; d++) {
    int64_t low, high;
    const Expr *index = ir_simplify(c, e->t->bounds, nest_open_lets(c, e->nest, load->indices[d]));
    mins[d] = d < planes ? index : ir_int(c, 0);
    extents[d] = d < planes ? ir_int(c, 1) : source->shape[d];
    if (d >= planes) continue;
    bool inside = ir_range(c, e->t->bounds, index, &low, &high) && low >= 0 && high < pass_dim(c, source, d);
    if (nest_loops_of(e->nest, index).count || !inside) return refuse(e, load, "rows and columns picked from a buffer of several planes");
  }
  Buffer *plane = tensorize_stage(e->t, e->out, arena_format(c->arena, "%s_plane", source->name), source->type, block_rows(c, source),
                                  block_columns(c, source), e->span);
  tensorize_op(e->t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, plane, ACCESS_WRITE), ir_region(c, source, mins, extents, ACCESS_READ));
  return ir_with_span(c, ir_load(c, plane, load->indices + planes), load->span);
}

const Expr *element_select(const Element *e, const Expr *load, int loops[2]) {
  if (load->buffer->rank > 2 && !(load = load_of_plane(e, load))) return NULL;
  Buffer *source = load->buffer;
  bool floats = type_kind(source->type) == TYPE_KIND_FLOAT, narrow = type_bits(source->type) == 8 || (floats && type_bits(source->type) < 32);
  if (type_bits(source->type) > 32 || (!floats && !type_is_int(source->type)))
    return refuse(e, load, "rows and columns picked from values that are no floats or integers of at most 32 bits");
  Pick picks[2];
  for (unsigned d = 0; d < 2; d++) {
    if (!make_pick(e, load, d, &picks[d])) return NULL;
    loops[d] = picks[d].loop;
  }
  if (picks[0].identity && picks[1].identity) return whole_region(e->t->c, source, ACCESS_READ);
  if (!narrow) return pick_pieces(e, source, picks);
  if (type_is_int(source->type)) source = as_bfloat16(e, source);
  Pickers pickers = make_pickers(e, source, picks);
  return emit_picks(e, source, &pickers, false);
}
