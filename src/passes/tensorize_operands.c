// Operands of tile ops that are no whole blocks: boxes of tensors, parts of blocks. Part of tensorize_tt. They are copied to blocks of their own, and
// results back.
//   before: T.reduce(A[by * 32, 0], s, "sum", 1)                A a tensor
//   after:  T.copy(A[by * 32, 0], A_operand); T.reduce(A_operand, s, "sum", 1)
#include "passes/tensorize.h"


// The regions among the first arguments of a tile op: R is read, W is written, - is neither.
static const char *operands_of(const Expr *call) {
  int64_t clear = 0;
  switch ((int)call->op) {
    case OP_FILL: return "W";
    case OP_TRANSPOSE: return "RW";
    case OP_CUMSUM:
    case OP_CUMMAX: return "RW";
    case OP_REDUCE: return ir_is_int(call->args[4], &clear) && clear ? "RW" : "RU";
    case OP_GEMM: return "RRU";
    default: return "";
  }
}

static bool needs_stage(const Expr *call, const Expr *region, char use) {
  const Buffer *buffer = region->buffer;
  if (buffer->scope == SCOPE_GLOBAL) return buffer->rank >= 2 || call->op == OP_FILL;
  if (buffer->storage || buffer->rank < 2 || is_whole_region(region)) return false;
  return call->op != OP_FILL && (call->op != OP_GEMM || use == 'U');  // these take parts
}

// A block of the region's extents; NULL if they are no constants.
static Buffer *stage_of(Tensorizer *t, const Expr *region, Span span, Block *out) {
  Compilation *c = t->c;
  const Expr *shape[PLAN_RANK_LIMIT + 1];
  unsigned rank = 0;
  if (region->buffer->rank == 1) shape[rank++] = ir_int(c, 1);
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    int64_t extent = 0;
    if (!ir_is_int(ir_simplify(c, t->bounds, region->extents[d]), &extent) || extent < 1) return NULL;
    shape[rank++] = ir_int(c, extent);
  }
  Buffer *stage = ir_new_buffer(c, arena_format(c->arena, "%s_operand", region->buffer->name), region->type, SCOPE_SHARED, rank, shape);
  stage->span = span;
  ir_append(c, out, ir_alloc(c, stage));
  return stage;
}

static void copy(Tensorizer *t, const Expr *from, const Expr *to, Span span, Block *out) {
  const Expr *source = ir_region(t->c, from->buffer, from->indices, from->extents, ACCESS_READ);
  const Expr *target = ir_region(t->c, to->buffer, to->indices, to->extents, ACCESS_WRITE);
  tensorize_copy(t, ir_with_span(t->c, ir_op(t->c, OP_COPY, source, target), span), out);
}

const Expr *tensorize_stage_operands(Tensorizer *t, const Expr *call, Block *out, Block *after) {
  Compilation *c = t->c;
  const Expr *args[16];
  const char *uses = operands_of(call);
  bool staged = false;
  if (call->kind != EXPR_CALL || call->arg_count > 16) return call;
  for (unsigned i = 0; i < call->arg_count; i++) {
    args[i] = call->args[i];
    if (i >= strlen(uses) || !needs_stage(call, args[i], uses[i])) continue;
    Buffer *stage = stage_of(t, args[i], call->span, out);
    if (!stage) continue;
    const Expr *whole = whole_region(c, stage, args[i]->access);
    if (uses[i] != 'W') copy(t, args[i], whole, call->span, out);
    if (uses[i] != 'R') copy(t, whole, args[i], call->span, after);
    args[i] = whole;
    staged = true;
  }
  if (!staged) return call;
  Expr *fresh = arena_new(c->arena, Expr);
  *fresh = *call;
  fresh->args = arena_array(c->arena, const Expr *, call->arg_count);
  for (unsigned i = 0; i < call->arg_count; i++) fresh->args[i] = args[i];
  return fresh;
}
