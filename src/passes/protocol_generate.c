// tt_generate on the reader: a block whose elements follow from their place, written word by word into L1 by the RISC core.
//   before: tt_generate(mask, Select(tt_row() < n, T.float32(0), -inf))
//   after:  cb_reserve_back(cb_mask, 1); mask_ptr = get_write_ptr(cb_mask)
//           for face, face_row, word: l1_store_uint32(mask_ptr + ..., bits of one element, or of two or four side by side)
//           cb_push_back(cb_mask, 1)
// A tile is four faces of 16x16 elements. Elements of a block's tiles beyond its shape get what the expression says there.
#include "base/convert.h"
#include "ir/print.h"
#include "passes/protocol.h"

typedef struct Generator {
  Compilation *c;
  Bounds *bounds;
  DataFormat format;
  const Expr *plane, *row, *column;  // of the element
  Span span;
} Generator;

static const Expr *word(Compilation *c, int64_t value) { return ir_int_typed(c, TYPE_UINT32, value); }

static const Expr *float_word(const Generator *g, double value) {
  return word(g->c, g->format == FORMAT_FLOAT32 ? float_bits((float)value) : float_to_bf16((float)value));
}

static const Expr *refuse(const Generator *g, const Expr *value) {
  diag_unsupported(g->c, g->span, "%s as the value of a generated block: the reader computes with integers, and chooses among float constants",
                   ir_print_expr(g->c, value));
  return word(g->c, 0);
}

static const Expr *float_bits_of(const Generator *g, DType type, const Expr *value);

static const Expr *choice(const Generator *g, const Expr *condition, const Expr *yes, const Expr *no) {
  return ir_call_typed(g->c, OP_SELECT, TYPE_UINT32, (const Expr *const[]){condition, yes, no}, 3);
}

static const Expr *float_bits_of_call(const Generator *g, DType type, const Expr *value) {
  if (value->op == OP_SELECT || value->op == OP_IF_THEN_ELSE)
    return choice(g, value->args[0], float_bits_of(g, type, value->args[1]), float_bits_of(g, type, value->args[2]));
  if (value->op != OP_CAST) return refuse(g, value);
  const Expr *from = value->args[0];
  if (from->type == TYPE_BOOL) return choice(g, from, float_word(g, 1), float_word(g, 0));
  return type_kind(from->type) == TYPE_KIND_FLOAT || from->kind == EXPR_INT ? float_bits_of(g, type, from) : refuse(g, value);
}

// `type`: the value passes through it before it is stored.
static const Expr *float_bits_of(const Generator *g, DType type, const Expr *value) {
  if (value->kind == EXPR_FLOAT) return float_word(g, type_round(type, value->number));
  if (value->kind == EXPR_INT) return float_word(g, type_round(type, (double)value->integer));
  if (value->kind == EXPR_VAR && value->var->value) return float_bits_of(g, type, value->var->value);
  return value->kind == EXPR_CALL ? float_bits_of_call(g, value->type, value) : refuse(g, value);
}

static const Expr *place_node(void *state, Compilation *c, const Expr *expr) {
  (void)c;
  const Generator *g = state;
  if (expr->kind != EXPR_CALL) return expr;
  if (expr->op == OP_TT_PLANE) return g->plane;
  if (expr->op == OP_TT_ROW) return g->row;
  return expr->op == OP_TT_COLUMN ? g->column : expr;
}

static int64_t element_bytes(DataFormat format) { return format_tile_bytes(format) / (TILE * TILE); }

// The low bits of the element's word: what is stored of it.
static const Expr *element_bits(Generator *g, const Expr *value, const Expr *column) {
  g->column = column;
  bool floats = type_kind(value->type) == TYPE_KIND_FLOAT;
  const Expr *placed = ir_map(g->c, floats ? float_bits_of(g, value->type, value) : value, place_node, g);
  placed = ir_cast(g->c, TYPE_UINT32, placed);
  int64_t bytes = element_bytes(g->format);
  if (!floats && bytes < 4) placed = ir_op(g->c, OP_BITWISE_AND, placed, word(g->c, (INT64_C(1) << 8 * bytes) - 1));
  const Expr *bits = emit_divisions(g->c, g->bounds, ir_simplify(g->c, g->bounds, placed));
  return bits ? bits : refuse(g, value);
}

static const Expr *sum(Generator *g, const Expr *a, const Expr *b) { return ir_simplify(g->c, g->bounds, ir_op(g->c, OP_ADD, a, b)); }

// One row of a face: words of one, two or four elements.
static void emit_face_row(Generator *g, Emitter *e, const Expr *value, const Expr *first_column, const Expr *address) {
  Compilation *c = g->c;
  int64_t bytes = element_bytes(g->format), elements = 4 / bytes, words = FACE / elements;
  const Expr *w = emit_bounded_loop(e, g->bounds, "word", words);
  const Expr *bits = NULL;
  for (int64_t i = 0; i < elements; i++) {
    const Expr *part = element_bits(g, value, sum(g, first_column, index_of(c, w, elements, ir_int(c, i))));
    if (i) part = ir_op(c, OP_SHIFT_LEFT, part, word(c, 8 * bytes * i));
    bits = bits ? ir_op(c, OP_BITWISE_OR, bits, part) : part;
  }
  emit_op(e, OP_L1_STORE_UINT32, sum(g, address, ir_cast(c, TYPE_UINT32, index_of(c, w, 4, NULL))), bits);
  emit_end(e, words);
}

static void emit_block_words(Generator *g, Emitter *e, const Buffer *block, const Expr *value, const Expr *pointer) {
  Compilation *c = g->c;
  int64_t rows = tile_rows(c, block), columns = tile_columns(c, block), planes = tile_count(c, block) / (rows * columns);
  const Expr *p = emit_bounded_loop(e, g->bounds, "plane", planes), *r = emit_bounded_loop(e, g->bounds, "row", rows), *q = emit_bounded_loop(e, g->bounds, "column", columns);
  const Expr *face = emit_bounded_loop(e, g->bounds, "face", 4), *s = emit_bounded_loop(e, g->bounds, "face_row", FACE);
  const Expr *two = ir_int(c, 2), *tile = index_of(c, index_of(c, p, rows, r), columns, q);
  g->plane = p;
  g->row = sum(g, index_of(c, r, TILE, s), index_of(c, ir_op(c, OP_FLOORDIV, face, two), FACE, NULL));
  const Expr *first_column = index_of(c, q, TILE, index_of(c, ir_op(c, OP_FLOORMOD, face, two), FACE, NULL));
  const Expr *row_index = index_of(c, index_of(c, tile, 4, face), FACE, s);
  const Expr *offset = index_of(c, row_index, FACE * element_bytes(g->format), NULL);
  const Expr *address = emit_let(e, "row_ptr", TYPE_UINT32, sum(g, pointer, ir_cast(c, TYPE_UINT32, offset)));
  emit_face_row(g, e, value, first_column, address);
  emit_end(e, FACE);
  emit_end(e, 4);
  emit_end(e, columns);
  emit_end(e, rows);
  emit_end(e, planes);
}

// Integers and bools go into integer blocks as they are; a float block takes floats, and what a cast makes of a bool.
static const Expr *block_value(Compilation *c, const Buffer *block, const Expr *value) {
  return type_kind(block->type) == TYPE_KIND_FLOAT || type_kind(value->type) == TYPE_KIND_FLOAT ? ir_cast(c, block->type, value) : value;
}

void protocol_generate(ProtocolKernel *p, Bounds *bounds, const Stmt *stmt, Block *out) {
  Compilation *c = p->c;
  const Buffer *block = stmt->call->args[0]->buffer;
  const Expr *cb = cb_var(c, &p->table, block), *pages = ir_int(c, tile_count(c, block));
  Generator g = {.c = c, .bounds = bounds, .format = cb_find(c, &p->table, block)->format, .span = stmt->span};
  Emitter e = emitter(c, out, stmt->span);
  emit_op(&e, OP_CB_RESERVE_BACK, cb, pages);
  const Expr *pointer = emit_let(&e, arena_format(c->arena, "%s_ptr", block->name), TYPE_UINT32, ir_op(c, OP_GET_WRITE_PTR, cb));
  emit_block_words(&g, &e, block, block_value(c, block, stmt->call->args[1]), pointer);
  emit_op(&e, OP_CB_PUSH_BACK, cb, pages);
}
