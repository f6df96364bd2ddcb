// Functions and statements to code. In: tile IR; out: a Program. Launches become loops over the grid; tile ops become one
// instruction each; loops that lanes.c allows become vector loops.
#include "reference/compile.h"

static void compile_block(Compiler *k, const Block *block);

// ---- code and registers

uint32_t here(const Compiler *k) { return (uint32_t)k->program->code.count; }

uint32_t emit(Compiler *k, Instruction instruction) {
  vector_push(k->c->arena, &k->program->code, instruction);
  return here(k) - 1;
}

void set_target(Compiler *k, uint32_t at, uint32_t target) { k->program->code.items[at].target = target; }

Register new_constant(Compiler *k, Scalar value) {
  vector_push(k->c->arena, &k->program->scalars, value);
  return (Register)k->program->scalars.count - 1;
}

Register new_scalar(Compiler *k) { return new_constant(k, (Scalar){0}); }

// Vector registers are reused from one vector loop to the next.
Register new_vector(Compiler *k) {
  Register r = k->vectors_used++ | VECTOR_BIT;
  if (k->vectors_used > k->program->vectors) k->program->vectors = k->vectors_used;
  return r;
}

void emit_move(Compiler *k, Register dst, Register src, DType type) {
  Code code = is_vector(dst) && !is_vector(src) ? CODE_SPLAT : CODE_MOVE;
  emit(k, (Instruction){.code = code, .type = type, .dst = dst, .a = src});
}

Register as_vector(Compiler *k, Register value, DType type) {
  if (is_vector(value)) return value;
  Register dst = new_vector(k);
  emit_move(k, dst, value, type);
  return dst;
}

void bind_var(Compiler *k, const Var *var, Register value) {
  vector_push(k->c->arena, &k->bindings, ((Binding){.thing = var, .value = value}));
}

static void bind_memory(Compiler *k, const Buffer *buffer, Memory *memory) {
  vector_push(k->c->arena, &k->bindings, ((Binding){.thing = buffer, .memory = memory}));
}

// ---- buffers

static bool check_rank(Compiler *k, const Buffer *buffer) {
  if (buffer->rank <= MAX_RANK) return true;
  diag_unsupported(k->c, buffer->span, "%s has %u dimensions; at most %d work", buffer->name, buffer->rank, MAX_RANK);
  k->failed = true;
  return false;
}

// What a read outside of the buffer gives.
static Register compile_safe_value(Compiler *k, const Buffer *buffer) {
  return buffer->safe_value ? compile_expr(k, ir_cast(k->c, buffer->type, buffer->safe_value)) : new_scalar(k);
}

static void compile_alloc(Compiler *k, const Stmt *stmt) {
  const Buffer *buffer = stmt->alloc;
  if (!check_rank(k, buffer)) return;
  Memory *memory = arena_new(k->c->arena, Memory);
  memory->buffer = buffer;
  memory->global = buffer->scope == SCOPE_GLOBAL;
  memory->safe = compile_safe_value(k, buffer);
  if (buffer->storage) {
    memory->parent = memory_of(k, buffer->storage);
    memory->storage = memory->parent->storage;
  } else {
    memory->storage = arena_new(k->c->arena, Storage);
    memory->storage->type = buffer->type;
  }
  for (unsigned i = 0; i < buffer->rank; i++) {
    memory->shape_registers[i] = compile_expr(k, buffer->shape[i]);
    memory->stride_registers[i] = buffer->strides && buffer->storage ? compile_expr(k, buffer->strides[i]) : NO_REGISTER;
  }
  emit(k, (Instruction){.code = CODE_ALLOC, .span = stmt->span, .memory = memory});
  bind_memory(k, buffer, memory);
}

// ---- loops

// `dst` and the register after it hold the variable and its end.
static void compile_scalar_loop(Compiler *k, const Stmt *stmt) {
  Patches breaks = {0}, continues = {0}, *outer_breaks = k->breaks, *outer_continues = k->continues;
  Register begin = compile_expr(k, stmt->loop.begin), extent = compile_expr(k, stmt->loop.extent);
  Register var = new_scalar(k);
  new_scalar(k);
  uint32_t enter = emit(k, (Instruction){.code = CODE_LOOP, .dst = var, .a = begin, .b = extent});
  bind_var(k, stmt->loop.var, var);
  k->breaks = &breaks;
  k->continues = &continues;
  compile_block(k, &stmt->loop.body);
  for (size_t i = 0; i < continues.count; i++) set_target(k, continues.items[i], here(k));
  emit(k, (Instruction){.code = CODE_LOOP_NEXT, .dst = var, .target = enter + 1});
  set_target(k, enter, here(k));
  for (size_t i = 0; i < breaks.count; i++) set_target(k, breaks.items[i], here(k));
  k->breaks = outer_breaks;
  k->continues = outer_continues;
}

// The vector `dst` holds the variable in each lane, scalars b and b + 1 its value in lane 0 and its end.
static void compile_lane_loop(Compiler *k, const Stmt *stmt) {
  Register begin = compile_expr(k, stmt->loop.begin), extent = compile_expr(k, stmt->loop.extent);
  Register start = new_scalar(k);
  new_scalar(k);
  k->vectors_used = 0;
  Register lanes = new_vector(k);
  uint32_t enter = emit(k, (Instruction){.code = CODE_LANES, .dst = lanes, .a = begin, .b = extent, .c = start});
  k->lane = stmt->loop.var;
  k->lane_start = start;
  bind_var(k, stmt->loop.var, lanes);
  compile_block(k, &stmt->loop.body);
  emit(k, (Instruction){.code = CODE_LANES_NEXT, .dst = lanes, .c = start, .target = enter + 1});
  set_target(k, enter, here(k));
  k->lane = NULL;
}

static void compile_for(Compiler *k, const Stmt *stmt) {
  size_t scope = k->bindings.count;
  if (!k->lane && loop_is_parallel(k->c, stmt))
    compile_lane_loop(k, stmt);
  else
    compile_scalar_loop(k, stmt);
  k->bindings.count = scope;
}

static void compile_while(Compiler *k, const Stmt *stmt) {
  Patches breaks = {0}, continues = {0}, *outer_breaks = k->breaks, *outer_continues = k->continues;
  Register turns = new_scalar(k);
  emit_move(k, turns, new_scalar(k), TYPE_INT64);  // zero, each time the loop is entered
  uint32_t top = emit(k, (Instruction){.code = CODE_COUNT_STEP, .dst = turns, .span = stmt->span});
  Register condition = compile_expr(k, stmt->branch.condition);
  uint32_t leave = emit(k, (Instruction){.code = CODE_JUMP_UNLESS, .a = condition});
  k->breaks = &breaks;
  k->continues = &continues;
  compile_block(k, &stmt->branch.then);
  emit(k, (Instruction){.code = CODE_JUMP, .target = top});
  set_target(k, leave, here(k));
  for (size_t i = 0; i < breaks.count; i++) set_target(k, breaks.items[i], here(k));
  for (size_t i = 0; i < continues.count; i++) set_target(k, continues.items[i], top);
  k->breaks = outer_breaks;
  k->continues = outer_continues;
}

static void compile_leave(Compiler *k, const Stmt *stmt) {
  Patches *patches = stmt->kind == STMT_BREAK ? k->breaks : k->continues;
  if (!patches) internal_error(k->c, "break or continue outside a loop");
  uint32_t jump = emit(k, (Instruction){.code = CODE_JUMP});
  vector_push(k->c->arena, patches, jump);
}

static void compile_launch(Compiler *k, const Stmt *stmt) {
  size_t scope = k->bindings.count;
  uint32_t enter[3];
  Block body = uses_threads(stmt) ? threads_expand(k, stmt) : stmt->launch.body;
  Register vars[3], zero = new_scalar(k);
  for (unsigned i = 0; i < stmt->launch.dims; i++) {
    Register extent = compile_expr(k, stmt->launch.extents[i]);
    vars[i] = new_scalar(k);
    new_scalar(k);
    enter[i] = emit(k, (Instruction){.code = CODE_LOOP, .dst = vars[i], .a = zero, .b = extent});
    bind_var(k, stmt->launch.grid[i], vars[i]);
  }
  compile_block(k, &body);
  for (unsigned i = stmt->launch.dims; i-- > 0;) {
    emit(k, (Instruction){.code = CODE_LOOP_NEXT, .dst = vars[i], .target = enter[i] + 1});
    set_target(k, enter[i], here(k));
  }
  k->bindings.count = scope;
}

// ---- other statements

static void compile_if(Compiler *k, const Stmt *stmt) {
  Register condition = compile_expr(k, stmt->branch.condition);
  bool vector = is_vector(condition), has_else = stmt->branch.orelse.count > 0;
  uint32_t branch = emit(k, (Instruction){.code = vector ? CODE_MASK : CODE_JUMP_UNLESS, .a = condition});
  if (vector) push_mask(k);
  compile_block(k, &stmt->branch.then);
  uint32_t other = 0;
  if (has_else) other = emit(k, (Instruction){.code = vector ? CODE_MASK_ELSE : CODE_JUMP, .a = condition});
  // Masked: to the MASK_ELSE itself, which takes the mask off; else past the jump that ends the then branch.
  set_target(k, branch, vector && has_else ? other : here(k));
  if (has_else) {
    compile_block(k, &stmt->branch.orelse);
    set_target(k, other, here(k));
  }
  if (!vector) return;
  emit(k, (Instruction){.code = CODE_MASK_END});
  k->mask_depth--;
}

static void compile_store(Compiler *k, const Stmt *stmt) {
  bool vector;
  Register value = compile_expr(k, stmt->store.value);
  ElementAccess *access = compile_access(k, stmt->store.buffer, stmt->store.indices, &vector);
  if (vector) value = as_vector(k, value, stmt->store.value->type);
  if (!vector && is_vector(value))
    internal_error(k->c, "lanes store different values to one element of %s", stmt->store.buffer->name);
  emit(k, (Instruction){.code = CODE_STORE, .type = stmt->store.buffer->type, .a = value, .span = stmt->span, .access = access});
}

static void compile_eval(Compiler *k, const Stmt *stmt) {
  const Expr *call = stmt->call;
  Span span = call->span.file == NO_FILE ? stmt->span : call->span;
  if (call->kind == EXPR_CALL && op_info(call->op)->engine != ENGINE_VALUE)
    compile_tile_op(k, call, span);
  else
    compile_expr(k, call);
}

static void compile_stmt(Compiler *k, const Stmt *stmt) {
  switch (stmt->kind) {
    case STMT_EVAL: compile_eval(k, stmt); break;
    case STMT_STORE: compile_store(k, stmt); break;
    case STMT_LET: bind_var(k, stmt->let, compile_expr(k, stmt->let->value)); break;
    case STMT_ALLOC: compile_alloc(k, stmt); break;
    case STMT_FOR: compile_for(k, stmt); break;
    case STMT_WHILE: compile_while(k, stmt); break;
    case STMT_IF: compile_if(k, stmt); break;
    case STMT_LAUNCH: compile_launch(k, stmt); break;
    case STMT_BREAK:
    case STMT_CONTINUE: compile_leave(k, stmt); break;
    case STMT_ATTR: break;
  }
}

static void compile_block(Compiler *k, const Block *block) {
  size_t scope = k->bindings.count;
  for (size_t i = 0; i < block->count && !k->failed; i++) compile_stmt(k, block->items[i]);
  k->bindings.count = scope;
}

// ---- arguments

static Scalar scalar_of(const Array *array) {
  Scalar value = {0};
  ValueClass kind = value_class(array->type);
  if (kind == CLASS_FLOAT) value.f = array->floats[0];
  if (kind == CLASS_DOUBLE) value.d = array->doubles[0];
  if (kind == CLASS_INT) value.i = array->integers[0];
  return value;
}

static void *data_of(const Array *array) {
  ValueClass kind = value_class(array->type);
  return kind == CLASS_FLOAT ? (void *)array->floats : kind == CLASS_DOUBLE ? (void *)array->doubles : (void *)array->integers;
}

static bool is_bound(const Compiler *k, const Var *var) {
  for (size_t i = 0; i < k->bindings.count; i++)
    if (k->bindings.items[i].thing == var) return true;
  return false;
}

// A symbolic dim takes the extent of the array, the first time it stands alone as a dim.
static void bind_symbols(Compiler *k, const Buffer *buffer, const Array *array) {
  for (unsigned i = 0; i < buffer->rank; i++) {
    const Expr *dim = buffer->shape[i];
    if (dim->kind == EXPR_VAR && !is_bound(k, dim->var)) bind_var(k, dim->var, new_constant(k, (Scalar){.i = array->shape[i]}));
  }
}

static void bind_tensor(Compiler *k, const Buffer *buffer, const Array *array) {
  if (!check_rank(k, buffer)) return;
  if (array->rank != buffer->rank || array->type != buffer->type) {
    diag_error(k->c, buffer->span, "%s is a tensor of %u dimensions of %s, not %u of %s", buffer->name, buffer->rank,
               type_text(buffer->type), array->rank, type_text(array->type));
    k->failed = true;
    return;
  }
  Memory *memory = arena_new(k->c->arena, Memory);
  Storage *storage = arena_new(k->c->arena, Storage);
  *storage = (Storage){.type = buffer->type, .count = array->count, .data = data_of(array), .complete = true};
  *memory = (Memory){.buffer = buffer, .storage = storage, .global = true, .safe = compile_safe_value(k, buffer)};
  for (unsigned i = buffer->rank; i-- > 0;) {
    memory->shape[i] = array->shape[i];
    memory->strides[i] = i + 1 == buffer->rank ? 1 : memory->strides[i + 1] * array->shape[i + 1];
  }
  bind_symbols(k, buffer, array);
  bind_memory(k, buffer, memory);
}

static void bind_arguments(Compiler *k, const PrimFunc *func, Array *const *arguments) {
  for (size_t i = 0; i < func->params.count; i++)
    if (func->params.items[i].var) bind_var(k, func->params.items[i].var, new_constant(k, scalar_of(arguments[i])));
  for (size_t i = 0; i < func->params.count && !k->failed; i++)
    if (func->params.items[i].buffer) bind_tensor(k, func->params.items[i].buffer, arguments[i]);
}

// Every dim must be what the array has: symbols agree, and extents are as declared.
static void check_shapes(Compiler *k, const PrimFunc *func, Array *const *arguments) {
  for (size_t i = 0; i < func->params.count; i++) {
    const Buffer *buffer = func->params.items[i].buffer;
    for (unsigned d = 0; buffer && d < buffer->rank; d++) {
      int64_t extent;
      bool known = ir_is_int(buffer->shape[d], &extent);
      if (buffer->shape[d]->kind == EXPR_VAR && is_bound(k, buffer->shape[d]->var)) {
        extent = k->program->scalars.items[compile_expr(k, buffer->shape[d])].i;
        known = true;
      }
      if (!known || extent == arguments[i]->shape[d]) continue;
      diag_error(k->c, buffer->span, "dimension %u of %s has %lld elements, expected %lld", d, buffer->name,
                 (long long)arguments[i]->shape[d], (long long)extent);
      k->failed = true;
      return;
    }
  }
}

bool program_compile(Compilation *c, const PrimFunc *func, Array *const *arguments, Program *program) {
  Compiler k = {.c = c, .program = program};
  func = ir_expand_vectors(c, func);
  if (!reference_accepts(c, func)) return false;
  bind_arguments(&k, func, arguments);
  if (!k.failed) check_shapes(&k, func, arguments);
  if (!k.failed) compile_block(&k, &func->body);
  emit(&k, (Instruction){.code = CODE_END});
  return !k.failed;
}
