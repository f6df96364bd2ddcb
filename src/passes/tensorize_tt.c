// tensorize_tt: from elements to whole 32x32 tiles. Every tile op and every loop nest over elements becomes block ops.
//   before: T.copy(T.region(A[by * 64, k * 32], 1, 64, 32), T.region(A_shared[0, 0], 2, 64, 32))
//           T.gemm(A_shared, B_shared, C_local, ...)
//           for i, j in T.Parallel(64, 64): C_local[i, j] = T.max(C_local[i, j], T.float32(0))
//   after:  T.tt_read(T.region(A_shared[0, 0], 2, 64, 32), T.region(A[by * 64, k * 32], 1, 64, 32))
//           T.tt_matmul(A_shared, B_shared, C_local, transA, transB, clear)
//           T.tt_eltwise(C_local, T.max(T.region(C_local[0, 0], 1, 64, 64), T.float32(0)))
// What has no such form is unsupported, never approximated.
#include "ir/print.h"
#include "passes/tensorize.h"

// One message a buffer, at its first use.
static bool first_refusal(Tensorizer *t, const Buffer *buffer) {
  for (size_t i = 0; i < t->refused.count; i++)
    if (t->refused.items[i] == buffer) return false;
  vector_push(t->c->arena, &t->refused, buffer);
  return true;
}

bool tensorize_check_onchip(Tensorizer *t, const Buffer *buffer, Span span) {
  if (buffer->scope == SCOPE_GLOBAL) {
    diag_unsupported(t->c, span, "the tensor %s as an operand of a tile operation: T.copy it to a shared buffer first", buffer->name);
    return false;
  }
  bool block = buffer->rank >= 2 && !buffer->storage;
  for (unsigned d = 0; d < buffer->rank && block; d++) {
    int64_t dim;
    block = ir_is_int(ir_simplify(t->c, NULL, buffer->shape[d]), &dim) && dim > 0;
  }
  if (!block && first_refusal(t, buffer))
    diag_unsupported(t->c, span, "%s is not a block of tiles: on-chip buffers need constant dims and no views of other shapes", buffer->name);
  return block;
}

void tensorize_emit(Tensorizer *t, Block *out, Op op, Span span, const Expr *const *args, unsigned count) {
  Stmt *stmt = ir_eval(t->c, ir_with_span(t->c, ir_call(t->c, op, args, count), span));
  stmt->span = span;
  ir_append(t->c, out, stmt);
}

// Writes need the whole buffer: a circular buffer is handed on as one block.
bool tensorize_check_whole(Tensorizer *t, const Expr *region, Span span) {
  if (!tensorize_check_onchip(t, region->buffer, span)) return false;
  if (is_whole_region(region)) return true;
  diag_unsupported(t->c, span, "a part of %s: blocks on the chip are read and written whole; allocate a buffer of the part's size",
                   region->buffer->name);
  return false;
}

static void tensorize_fill(Tensorizer *t, const Expr *call, Block *out) {
  const Expr *target = call->args[0], *value = call->args[1];
  if (!tensorize_check_onchip(t, target->buffer, call->span)) return;
  const Expr *constant = value;
  while (constant->kind == EXPR_CALL && constant->op == OP_CAST) constant = constant->args[0];
  constant = ir_simplify(t->c, NULL, constant);
  bool floats = type_kind(target->type) == TYPE_KIND_FLOAT;
  const Expr *tree = NULL;
  if (constant->kind == EXPR_INT && floats) tree = ir_float(t->c, target->type, (double)constant->integer);
  if (constant->kind == EXPR_INT && !floats && target->type != TYPE_BOOL) tree = ir_int_typed(t->c, target->type, constant->integer);
  if (constant->kind == EXPR_FLOAT && floats) tree = ir_float(t->c, target->type, constant->number);
  if (!tree) tree = tensorize_scalar(t, ir_cast(t->c, target->type, value), call->span, out);
  if (!tree) return;
  PartShape part;
  if (is_whole_region(target))
    tensorize_op(t, out, OP_TT_ELTWISE, call->span, whole_region(t->c, target->buffer, ACCESS_WRITE), ir_cast(t->c, target->type, tree));
  else if (tensorize_target_part(t, target, call->span, &part))
    tensorize_store_part(t, &part, ir_cast(t->c, target->type, tree), call->span, out);
}

static void check_gemm_shape(Tensorizer *t, const Buffer *a, const Buffer *b, bool trans_a, bool trans_b) {
  int64_t depth = trans_a ? block_rows(t->c, a) : block_columns(t->c, a);
  int64_t other = trans_b ? block_columns(t->c, b) : block_rows(t->c, b);
  if (depth != other) internal_error(t->c, "T.gemm with K = %lld of %s and %lld of %s", (long long)depth, a->name, (long long)other, b->name);
}

static void tensorize_gemm(Tensorizer *t, const Expr *call, Block *out) {
  const Expr *a = tensorize_source_part(t, call->args[0], call->span, out), *target = call->args[2];
  const Expr *b = a ? tensorize_source_part(t, call->args[1], call->span, out) : NULL;
  if (!b || !tensorize_check_whole(t, target, call->span)) return;
  int64_t trans_a, trans_b, clear;
  if (!ir_is_int(ir_simplify(t->c, NULL, call->args[9]), &clear)) {
    diag_unsupported(t->c, call->span, "T.gemm with a clear_accum that is not a constant: T.clear the accumulator before the loop and leave clear_accum out");
    return;
  }
  if (!ir_is_int(call->args[3], &trans_a) || !ir_is_int(call->args[4], &trans_b)) internal_error(t->c, "T.gemm with a computed transpose flag");
  if (a->buffer == target->buffer || b->buffer == target->buffer) {
    diag_unsupported(t->c, call->span, "T.gemm whose result %s is also an operand: copy the operand first", target->buffer->name);
    return;
  }
  if (tensorize_is_int_gemm(a, b, target)) {
    check_gemm_shape(t, a->buffer, b->buffer, trans_a != 0, trans_b != 0);
    const bool transposed[2] = {trans_a != 0, trans_b != 0};
    tensorize_int_gemm(t, (const Expr *const[]){a, b, target}, transposed, clear != 0, call->span, out);
    return;
  }
  if (type_kind(a->type) != TYPE_KIND_FLOAT || type_kind(b->type) != TYPE_KIND_FLOAT || type_kind(target->type) != TYPE_KIND_FLOAT) {
    diag_unsupported(t->c, call->span, "T.gemm of %s and %s into %s: the passes multiply floats, and integers of at most 8 bits into 32", type_text(a->type),
                     type_text(b->type), type_text(target->type));
    return;
  }
  check_gemm_shape(t, a->buffer, b->buffer, trans_a != 0, trans_b != 0);
  a = tensorize_depth_masked(t, a, !trans_a, call->span, out);
  b = tensorize_depth_masked(t, b, trans_b, call->span, out);
  tensorize_op(t, out, OP_TT_MATMUL, call->span, a, b, whole_region(t->c, target->buffer, clear ? ACCESS_WRITE : ACCESS_READ_WRITE),
               ir_bool(t->c, trans_a != 0), ir_bool(t->c, trans_b != 0), ir_bool(t->c, clear != 0));
  t->matmuls++;
}

static void tensorize_transpose(Tensorizer *t, const Expr *call, Block *out) {
  const Expr *source = call->args[0], *target = call->args[1];
  if (!tensorize_check_whole(t, source, call->span) || !tensorize_check_whole(t, target, call->span)) return;
  if (source->type != target->type || source->buffer == target->buffer) {
    diag_unsupported(t->c, call->span, "T.transpose in place or with a change of dtype: transpose into another buffer of the same dtype");
    return;
  }
  tensorize_op(t, out, OP_TT_TRANSPOSE, call->span, whole_region(t->c, target->buffer, ACCESS_WRITE),
               whole_region(t->c, source->buffer, ACCESS_READ));
}

static void tensorize_eval(Tensorizer *t, Stmt *stmt, Block *out) {
  Block after = {0};
  const Expr *call = tensorize_stage_operands(t, stmt->call, out, &after);
  if (is_call(stmt, OP_COPY))
    tensorize_copy(t, call, out);
  else if (is_call(stmt, OP_FILL))
    tensorize_fill(t, call, out);
  else if (is_call(stmt, OP_GEMM))
    tensorize_gemm(t, call, out);
  else if (is_call(stmt, OP_TRANSPOSE))
    tensorize_transpose(t, call, out);
  else if (is_call(stmt, OP_REDUCE))
    tensorize_reduce(t, call, out);
  else if (is_call(stmt, OP_CUMSUM))
    tensorize_cumsum(t, call, out);
  else if (is_call(stmt, OP_TT_GENERATE))
    ir_append(t->c, out, stmt);
  else if (call->kind == EXPR_CALL && op_info(call->op)->engine != ENGINE_VALUE)
    diag_unsupported(t->c, stmt->span, "T.%s: the passes lower copy, fill, clear, gemm, transpose and element-wise loops",
                     op_info(call->op)->text);
  // A pure expression evaluated for nothing (T.evaluate) is dropped.
  for (size_t i = 0; i < after.count; i++) ir_append(t->c, out, after.items[i]);
}

static void tensorize_block(Tensorizer *t, Block *block);

static void tensorize_stmt(Tensorizer *t, Stmt *stmt, Block *out) {
  bool found = false;
  tensorize_scalars(t, stmt, stmt->kind == STMT_FOR && tensorize_is_nest(stmt), out);
  if (stmt->kind != STMT_STORE && !is_call(stmt, OP_FILL) && (stmt->kind != STMT_FOR || !tensorize_is_nest(stmt))) ir_visit_stmt(stmt, tensorize_find_load, &found);
  if (found && stmt->kind == STMT_LET && type_kind(stmt->let->type) == TYPE_KIND_FLOAT) {
    tensorize_scalar_let(t, stmt, out);
    return;
  }
  if (found && is_guarded_store(stmt)) {
    tensorize_guarded_store(t, stmt, out);
    return;
  }
  if (found) {
    diag_unsupported(t->c, stmt->span, "a value loaded from a buffer outside of an element-wise loop: cores have no data-dependent "
                                       "control here; use a constant");
    return;
  }
  switch (stmt->kind) {
    case STMT_EVAL: tensorize_eval(t, stmt, out); return;
    case STMT_STORE: tensorize_element_store(t, stmt, out); return;
    case STMT_FOR:
      if (tensorize_is_nest(stmt) && !tensorize_is_recurrence(t, stmt)) {
        tensorize_nest(t, stmt, out);
        return;
      }
      if (is_unordered(stmt)) {
        diag_unsupported(t->c, stmt->span, "a T.Parallel loop around tile operations: use a serial loop");
        return;
      }
      tensorize_block(t, &stmt->loop.body);
      ir_append(t->c, out, stmt);
      return;
    case STMT_IF:
      tensorize_block(t, &stmt->branch.then);
      tensorize_block(t, &stmt->branch.orelse);
      ir_append(t->c, out, stmt);
      return;
    case STMT_LET:
    case STMT_ALLOC: ir_append(t->c, out, stmt); return;
    case STMT_ATTR: return;  // hints for GPUs
    case STMT_WHILE:
    case STMT_BREAK:
    case STMT_CONTINUE:
      diag_unsupported(t->c, stmt->span, "while, break and continue: the three kernels must agree on every trip count; use a for loop");
      return;
    case STMT_LAUNCH: internal_error(t->c, "a launch after grid_to_persistent_tt");
  }
}

static void tensorize_block(Tensorizer *t, Block *block) {
  Block out = {0};
  for (size_t i = 0; i < block->count; i++) tensorize_stmt(t, block->items[i], &out);
  *block = out;
}

void pass_tensorize_tt(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *func = pass_host(module);
  scalar_quantifiers(c, func);
  flags_of_tensors(c, func);
  scalar_variables(c, func);
  data_ifs(c, func);
  gather_rows(c, func);
  plain_reducers(c, func);
  if (diag_failed(c)) return;
  expand_folds(c, func);
  collapse_slices(c, func);
  stage_stores(c, func);
  orient_vectors(c, func);
  Tensorizer t = {.c = c, .func = func, .bounds = pass_bounds(c, func, func), .deciding = deciding_buffers(c, func)};
  tensorize_block(&t, &func->body);
  if (!diag_failed(c)) tensorize_begin_blocks(&t);
  ir_set_attribute(c, &func->attributes, "tt_num_matmuls", ir_int(c, t.matmuls));
  for (size_t i = 0; t.head.count && i < func->body.count; i++) ir_append(c, &t.head, func->body.items[i]);
  if (t.head.count) func->body = t.head;
  if (t.pieces) ir_set_attribute(c, &func->attributes, "tt_exact_products", ir_int(c, 1));
  ir_set_attribute(c, &func->attributes, "tt_has_tensorize", ir_int(c, 1));
}
