// Loads whose index is neither a loop variable nor one plus whole tiles (x[i, j // 2], x[i + 1, j], x[i, 3], x[31 - i, j]): the matrix engine picks
// the rows and columns with tiles of 0 and 1 that the reader generates. An index outside of the buffer picks nothing: 0, as in the language.
//   before: B[i, j // 2]                                         B (64, 32), j from 0 to 63
//   after:  tt_generate(pick, tt_row() == tt_column() // 2); tt_matmul(B, pick, B_picked, clear=True)
// A float32 passes through the source registers as TF32; the 16-bit floats and the integers of 8 bits are exact.
#include "ir/print.h"
#include "passes/element.h"

typedef struct LoopUse {
  const Nest *nest;
  int loop;
  unsigned count;  // of different loops
} LoopUse;

static void note_use(void *state, const Expr *expr) {
  LoopUse *use = state;
  int loop = expr->kind == EXPR_VAR ? nest_find(use->nest, expr->var) : -1;
  if (loop < 0 || (use->count && loop == use->loop)) return;
  use->count++;
  use->loop = loop;
}

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
  LoopUse use = {e->nest, NO_LOOP, 0};
  ir_visit(index, note_use, &use);
  if (!element_is_place(index) || use.count > 1) return refuse(e, load, "an index that depends on data or on several loops; the passes pick rows and columns by one loop each");
  *pick = (Pick){.loop = use.loop, .extent = 1, .index = index};
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

static Buffer *picked(const Element *e, Buffer *source, const Pick *pick, unsigned which) {
  Tensorizer *t = e->t;
  Compilation *c = t->c;
  bool wide = source->type == TYPE_FLOAT32;
  int64_t depth = which ? block_columns(c, source) : block_rows(c, source), kept = which ? block_rows(c, source) : block_columns(c, source);
  Buffer *pick_tiles = pick_block(e, pick, which, depth, wide ? TYPE_FLOAT32 : TYPE_BFLOAT16);
  const Expr *operand = tensorize_depth_masked(t, whole_region(c, source, ACCESS_READ), which == 1, e->span, e->out);
  const Expr *tiles = whole_region(c, pick_tiles, ACCESS_READ);
  const char *name = arena_format(c->arena, "%s_picked", source->name);
  Buffer *result = tensorize_stage(t, e->out, name, TYPE_FLOAT32, which ? kept : pick->extent, which ? pick->extent : kept, e->span);
  tensorize_op(t, e->out, OP_TT_MATMUL, e->span, which ? operand : tiles, which ? tiles : operand, whole_region(c, result, ACCESS_WRITE),
               ir_bool(c, false), ir_bool(c, false), ir_bool(c, true));
  t->matmuls++;
  return result;
}

// One plane of a block as a block of its own, and the load of it; NULL after a diagnostic.
static const Expr *load_of_plane(const Element *e, const Expr *load) {
  Compilation *c = e->t->c;
  Buffer *source = load->buffer;
  unsigned planes = source->rank - 2;
  const Expr *mins[PLAN_RANK_LIMIT], *extents[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < source->rank; d++) {
    LoopUse use = {e->nest, NO_LOOP, 0};
    int64_t low, high;
    const Expr *index = ir_simplify(c, e->t->bounds, nest_open_lets(c, e->nest, load->indices[d]));
    mins[d] = d < planes ? index : ir_int(c, 0);
    extents[d] = d < planes ? ir_int(c, 1) : source->shape[d];
    if (d >= planes) continue;
    ir_visit(index, note_use, &use);
    bool inside = ir_range(c, e->t->bounds, index, &low, &high) && low >= 0 && high < pass_dim(c, source, d);
    if (use.count || !inside) return refuse(e, load, "rows and columns picked from a buffer of several planes");
  }
  Buffer *plane = tensorize_stage(e->t, e->out, arena_format(c->arena, "%s_plane", source->name), source->type, block_rows(c, source),
                                  block_columns(c, source), e->span);
  tensorize_op(e->t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, plane, ACCESS_WRITE), ir_region(c, source, mins, extents, ACCESS_READ));
  return ir_with_span(c, ir_load(c, plane, load->indices + planes), load->span);
}

const Expr *element_select(const Element *e, const Expr *load, int loops[2]) {
  Compilation *c = e->t->c;
  if (load->buffer->rank > 2 && !(load = load_of_plane(e, load))) return NULL;
  Buffer *source = load->buffer;
  bool floats = type_kind(source->type) == TYPE_KIND_FLOAT && type_bits(source->type) <= 32, bytes = type_is_int(source->type) && type_bits(source->type) == 8;
  if (!floats && !bytes) return refuse(e, load, "rows and columns picked from integers of more than 8 bits: the matrix engine would round them");
  Pick picks[2];
  for (unsigned d = 0; d < 2; d++) {
    if (!make_pick(e, load, d, &picks[d])) return NULL;
    loops[d] = picks[d].loop;
  }
  if (bytes) {
    Buffer *exact = tensorize_stage(e->t, e->out, arena_format(c->arena, "%s_exact", source->name), TYPE_BFLOAT16, block_rows(c, source),
                                    block_columns(c, source), e->span);
    tensorize_op(e->t, e->out, OP_TT_ELTWISE, e->span, whole_region(c, exact, ACCESS_WRITE),
                 ir_cast(c, TYPE_BFLOAT16, whole_region(c, source, ACCESS_READ)));
    source = exact;
  }
  for (unsigned d = 2; d-- > 0;)
    if (!picks[d].identity) source = picked(e, source, &picks[d], d);
  return whole_region(c, source, ACCESS_READ);
}
