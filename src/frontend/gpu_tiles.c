// Functions of GPUs whose calls need more than a row of gpu_functions.def: memory, copy engines, tensor cores, warps. In: TileLang source;
// out: allocations in memory of GPUs, and OP_INTRINSIC with operands as tilelang's front end makes them.
#include "frontend/elaborate.h"

enum { MOST_REGISTERS = 1 << 24 };  // elements, in what is counted here

// ---- memory

static Value allocated(Elaborator *e, const Tensor *tensor, Span span) {
  Buffer *buffer = tile_allocate(e, NULL, tensor, span);
  return buffer ? value_buffer(buffer) : VALUE_FAILED;
}

// T.alloc_barrier(128), T.alloc_barrier([128] * 4): as many barriers as counts.
static Value run_alloc_barrier(Elaborator *e, Call *call) {
  Value counts = call->args[0];
  Tensor tensor = {.type = TYPE_UINT64, .scope = strstr(call->builtin->name, "cluster") ? SCOPE_CLUSTER_BARRIER : SCOPE_BARRIER};
  if (!value_is_sequence(counts) && counts.kind != VALUE_INT && counts.kind != VALUE_EXPR) return FAIL(e, call->spans[0], "expected a number of threads or a list of them, found %s", value_kind_text(counts));
  vector_push(e->c->arena, &tensor.shape, value_int(value_is_sequence(counts) ? (int64_t)counts.list->count : 1));
  return allocated(e, &tensor, call->span);
}

static Value run_alloc_tmem(Elaborator *e, Call *call) {
  Tensor tensor = {.scope = SCOPE_TMEM};
  if (!index_shape(e, call->args[0], call->spans[0], &tensor.shape) || !argument_dtype(e, call, 1, &tensor.type)) return VALUE_FAILED;
  return allocated(e, &tensor, call->span);
}

// T.alloc_descriptor(kind, dtype), T.alloc_wgmma_desc(dtype), ...
static Value run_alloc_descriptor(Elaborator *e, Call *call) {
  static const struct { const char *name, *kind; DType type; } KINDS[] = {
      {"alloc_wgmma_desc", "wgmma", TYPE_UINT64},
      {"alloc_tcgen05_smem_desc", "tcgen05_smem", TYPE_UINT64},
      {"alloc_tcgen05_instruction_desc", "tcgen05_instr", TYPE_UINT32},
      {"alloc_tcgen05_instr_desc", "tcgen05_instr", TYPE_UINT32},
      {"alloc_descriptor", "wgmma", TYPE_UINT64},
  };
  size_t row = 0;
  while (strcmp(KINDS[row].name, call->builtin->name)) row++;
  unsigned dtype = call->count - 1;
  Tensor tensor = {.type = KINDS[row].type};
  const char *kind = KINDS[row].kind;
  if (dtype && argument_given(call, 0) && !(kind = argument_string(e, call, 0))) return VALUE_FAILED;
  if (argument_given(call, dtype) && !argument_dtype(e, call, dtype, &tensor.type)) return VALUE_FAILED;
  if (!scope_from_text(arena_format(e->c->arena, "local.descriptor.%s", kind), &tensor.scope))
    return FAIL(e, call->spans[0], "no descriptor is of the kind \"%s\"; there are wgmma, tcgen05_smem and tcgen05_instr", kind);
  vector_push(e->c->arena, &tensor.shape, value_int(1));
  return allocated(e, &tensor, call->span);
}

// ---- copies

static bool push(Elaborator *e, KeywordList *list, const char *name, const Expr *value) {
  for (size_t i = 0; i < list->count && value; i++)
    if (!strcmp(list->items[i].name, name)) return true;  // annotations={...} says it already
  if (value) vector_push(e->c->arena, list, ((Keyword){intern(e->c, name), value}));
  return value != NULL;
}

// A barrier is an element; a whole buffer stands for its first.
static const Expr *first_element(Elaborator *e, Value value, Span span) {
  Box box;
  if (!index_box(e, value, span, "the barrier", &box)) return NULL;
  return ir_with_span(e->c, ir_load(e->c, box.buffer, box.mins), span);
}

// What the options of T.tma_copy and T.copy_cluster are as annotations, in their order there.
static bool copy_options(Elaborator *e, const Call *call, KeywordList *list) {
  for (unsigned i = 2; i < call->count; i++) {
    const char *at = call->builtin->parameters;
    for (unsigned k = 0; k < i; k++) at += strcspn(at, " "), at += strspn(at, " |");
    const char *name = intern(e->c, arena_format(e->c->arena, "%.*s", (int)strcspn(at, " ?"), at));
    if (!argument_given(call, i)) continue;
    Value value = call->args[i];
    if (!strcmp(name, "annotations")) {
      if (!value_to_keywords(e, value, call->spans[i], list)) return false;
    } else if (strstr(name, "barrier")) {
      if (!push(e, list, "barrier", first_element(e, value, call->spans[i]))) return false;
    } else if (!strcmp(name, "eviction_policy")) {
      if (!push(e, list, name, tile_eviction(e, value, call->spans[i]))) return false;
    } else if (strcmp(name, "loop_layout") && strcmp(name, "swizzle")) {
      if (!push(e, list, name, value_to_attribute(e, value, call->spans[i]))) return false;
    }
  }
  return true;
}

static bool copy_regions(Elaborator *e, const Call *call, const Expr *args[2]) {
  Box src, dst;
  if (!index_box(e, call->args[0], call->spans[0], "the source of a copy", &src) || !index_box(e, call->args[1], call->spans[1], "the destination of a copy", &dst))
    return false;
  tile_pair_extents(e, &src, &dst);
  args[0] = index_region(e, &src, ACCESS_READ, call->spans[0]);
  args[1] = index_region(e, &dst, ACCESS_WRITE, call->spans[1]);
  return true;
}

static Value run_tma_copy(Elaborator *e, Call *call) {
  const Expr *args[2];
  KeywordList keywords = {0};
  if (!copy_regions(e, call, args) || !copy_options(e, call, &keywords)) return VALUE_FAILED;
  return gpu_call(e, "tma_copy", TYPE_HANDLE, args, 2, &keywords, call->span);
}

// T.copy_cluster: T.copy with annotations that passes/refuse_gpu.c refuses.
static Value run_copy_cluster(Elaborator *e, Call *call) {
  const Expr *args[2];
  KeywordList keywords = {0};
  if (!copy_regions(e, call, args) || !copy_options(e, call, &keywords)) return VALUE_FAILED;
  return tile_emit(e, OP_COPY, args, 2, &keywords, call->span);
}

// T.tma_gather4, T.tma_scatter4: a box of four rows, which the annotations tell.
static Value run_tma_rows(Elaborator *e, Call *call) {
  enum { SRC, DST, COL, ROWS, BARRIER };
  bool gather = strstr(call->builtin->name, "gather") != NULL;
  KeywordList keywords = {0};
  int annotations = argument_place(call, "annotations"), policy = argument_place(call, "eviction_policy");
  if (call->args[SRC].kind != VALUE_BUFFER || call->args[DST].kind != VALUE_BUFFER) return FAIL(e, call->span, "T.%s needs two buffers", call->builtin->name);
  Buffer *buffers[] = {call->args[SRC].buffer, call->args[DST].buffer};
  if (buffers[SRC]->rank != 2 || buffers[DST]->rank != 2) return FAIL(e, call->span, "T.%s needs buffers of two dimensions", call->builtin->name);
  const Expr *extents[] = {ir_int(e->c, 4), buffers[gather ? DST : SRC]->shape[1]}, *zeros[] = {ir_int(e->c, 0), ir_int(e->c, 0)};
  const Expr *args[] = {ir_region(e->c, buffers[SRC], zeros, extents, ACCESS_READ), ir_region(e->c, buffers[DST], zeros, extents, ACCESS_WRITE)};
  if (argument_given(call, (unsigned)annotations) && !value_to_keywords(e, call->args[annotations], call->spans[annotations], &keywords)) return VALUE_FAILED;
  if (!push(e, &keywords, gather ? "is_gather4" : "is_scatter4", ir_bool(e->c, true)) ||
      !push(e, &keywords, "gather4_rows", value_to_attribute(e, call->args[ROWS], call->spans[ROWS])) ||
      !push(e, &keywords, "gather4_col", value_to_attribute(e, call->args[COL], call->spans[COL])) ||
      (gather && !push(e, &keywords, "barrier", first_element(e, call->args[BARRIER], call->spans[BARRIER]))) ||
      !push(e, &keywords, "eviction_policy", tile_eviction(e, call->args[policy], call->spans[policy])))
    return VALUE_FAILED;
  return tile_emit(e, OP_COPY, args, 2, &keywords, call->span);
}

static Value run_tma_bytes(Elaborator *e, Call *call) {
  int64_t width;
  DType type;
  if (!argument_int(e, call, 0, &width) || !argument_dtype(e, call, 1, &type)) return VALUE_FAILED;
  if (width < 0 || width > MOST_REGISTERS) return FAIL(e, call->spans[0], "a row of %lld elements is none of a copy engine", (long long)width);
  return value_int((4 * width * (int64_t)type_bits(type) + 7) / 8);
}

// ---- warps

// `with T.ws(0, 1):` is `if` of the threads of these groups of 128.
static Value run_ws(Elaborator *e, Call *call) {
  bool chosen[64] = {0};
  if (!e->launch) return FAIL(e, call->span, "T.%s outside of T.Kernel", call->builtin->name);
  for (size_t i = 0; i < call->rest.count; i++) {
    int64_t group;
    if (!value_as_int(call->rest.items[i].value, &group) || group < 0 || group >= 64)
      return FAIL(e, call->rest.items[i].span, "T.%s takes the numbers of warp groups, from 0", call->builtin->name);
    chosen[group] = true;
  }
  if (!call->rest.count) return FAIL(e, call->span, "T.%s takes the numbers of warp groups, from 0", call->builtin->name);
  const int64_t *threads = e->launch->launch.threads;
  Value thread = frames_thread(e, e->launch, 0), condition = value_none();
  for (unsigned i = 1, before = (unsigned)threads[0]; i < e->launch->launch.thread_dims; before *= (unsigned)threads[i++])
    if (threads[i] > 1)
      thread = arith_op(e, OP_ADD, arith_op(e, OP_MUL, frames_thread(e, e->launch, i), value_int(before), call->span), thread, call->span);
  for (int64_t i = 0, end; i < 64; i = end + 1) {
    for (end = i; end < 64 && chosen[end];) end++;
    if (end == i) continue;
    Value range = arith_logic(e, OP_AND, arith_op(e, OP_GE, thread, value_int(128 * i), call->span),
                              arith_op(e, OP_LT, thread, value_int(128 * end), call->span), call->span);
    condition = condition.kind == VALUE_NONE ? range : arith_logic(e, OP_OR, condition, range, call->span);
  }
  if (condition.kind != VALUE_EXPR) return VALUE_FAILED;
  Frame *frame = arena_new(e->c->arena, Frame);
  *frame = (Frame){.kind = FRAME_BRANCH, .key = intern(e->c, "warp_specialize"), .value = condition.expr};
  return value_frame(frame);
}

static Value run_ws_op(Elaborator *e, Call *call) {
  const char *id = argument_string(e, call, 0);
  if (!id) return VALUE_FAILED;
  Frame *frame = arena_new(e->c->arena, Frame);
  *frame = (Frame){.kind = FRAME_ATTR, .key = intern(e->c, "tl.ws_op_id"), .value = ir_string(e->c, id)};
  return value_frame(frame);
}

// T.annotate_ws_pipeline_depth({buffer: depth}): a hint that prints without its buffers.
static Value run_ws_depth(Elaborator *e, Call *call) {
  (void)call;
  Frame *frame = arena_new(e->c->arena, Frame);
  *frame = (Frame){.kind = FRAME_ATTR, .key = intern(e->c, "tl.ws_pipeline_depth"), .value = ir_int(e->c, 0)};
  return value_frame(frame);
}

// ---- clusters

static Value cluster_extent(Elaborator *e, unsigned dim, Span span) {
  int64_t blocks = 1;
  if (dim < e->launch->launch.dims && !ir_is_int(e->launch->launch.extents[dim], &blocks)) return FAIL(e, span, "the number of blocks must be known at compile time");
  return value_int(blocks / e->cluster[dim] + (blocks % e->cluster[dim] != 0));
}

static Value cluster_id(Elaborator *e, unsigned dim, Span span) {
  if (dim >= e->launch->launch.dims) return value_int(0);
  Value block = value_expr(ir_var(e->c, e->launch->launch.grid[dim]));
  return e->cluster[dim] == 1 ? block : arith_op(e, OP_FLOORDIV, block, value_int(e->cluster[dim]), span);
}

// T.get_cluster_dims(), T.get_cluster_size(), T.get_cluster_id(dim), T.get_cluster_ids(), T.get_cluster_extent(dim), T.get_cluster_extents()
static Value run_cluster_info(Elaborator *e, Call *call) {
  const char *what = call->builtin->name + strlen("get_cluster_");
  int64_t dim = 0;
  Value items[3];
  if (!e->launch) return FAIL(e, call->span, "T.%s outside of T.Kernel", call->builtin->name);
  if (call->count && argument_given(call, 0) && !argument_int(e, call, 0, &dim)) return VALUE_FAILED;
  if (dim < 0 || dim > 2) return FAIL(e, call->span, "a launch has the dimensions 0, 1 and 2, not %lld", (long long)dim);
  if (!strcmp(what, "size")) return value_int(e->cluster[0] * e->cluster[1] * e->cluster[2]);
  for (unsigned i = 0; i < 3; i++) {
    items[i] = what[0] == 'd' ? value_int(e->cluster[i]) : what[0] == 'i' ? cluster_id(e, i, call->span) : cluster_extent(e, i, call->span);
    if (items[i].kind == VALUE_ERROR) return VALUE_FAILED;
  }
  if (call->count) return items[dim];
  return value_list(e->c, VALUE_LIST, items, what[0] == 'i' ? e->launch->launch.dims : 3);
}

// T.rng_init(seed, seq, off, generator); the sequence is by default the number of the thread.
static Value run_rng_init(Elaborator *e, Call *call) {
  enum { SEED, SEQUENCE, OFFSET, GENERATOR };
  Value sequence = call->args[SEQUENCE];
  if (!argument_given(call, SEQUENCE)) {
    if (!e->launch) return FAIL(e, call->span, "T.rng_init outside of T.Kernel");
    int64_t threads = e->launch->launch.thread_dims ? e->launch->launch.threads[0] : 128;
    Value first = e->launch->launch.dims ? value_expr(ir_var(e->c, e->launch->launch.grid[0])) : value_int(0);
    Value block = arith_op(e, OP_MUL, first, value_int(threads), call->span);
    sequence = arith_op(e, OP_ADD, frames_thread(e, e->launch, 0), block, call->span);
  }
  const Expr *args[] = {arith_expr(e, call->args[SEED], call->spans[SEED]), arith_expr(e, sequence, call->spans[SEQUENCE]),
                        argument_given(call, OFFSET) ? arith_expr(e, call->args[OFFSET], call->spans[OFFSET]) : ir_int(e->c, 0),
                        ir_string(e->c, argument_given(call, GENERATOR) ? argument_string(e, call, GENERATOR) : "curandStatePhilox4_32_10_t")};
  if (!args[0] || !args[1] || !args[2] || !args[3]->string) return VALUE_FAILED;
  return gpu_call(e, "rng_init", TYPE_HANDLE, args, 4, NULL, call->span);
}

static bool known_count(Elaborator *e, const Box *box, Span span, int64_t *count) {
  *count = 1;
  for (unsigned i = 0; i < box->buffer->rank; i++) {
    int64_t extent;
    if (!ir_is_int(box->extents[i], &extent)) {
      FAIL(e, span, "the extents of this part must be known at compile time");
      return false;
    }
    if (extent > MOST_REGISTERS / *count) {
      FAIL(e, span, "this part is too large for the registers of a GPU");
      return false;
    }
    *count *= extent;
  }
  return true;
}

// T.warpgroup_fence_operand(buffer, offset, num_regs): printed with the dtype and the number of 32-bit registers.
static Value run_fence_operand(Elaborator *e, Call *call) {
  enum { BUFFER, OFFSET, REGISTERS };
  Box box;
  int64_t count;
  Value registers = call->args[REGISTERS];
  if (!index_box(e, call->args[BUFFER], call->spans[BUFFER], "the operand of T.warpgroup_fence_operand", &box)) return VALUE_FAILED;
  tile_close_box(e, &box);
  if (!argument_given(call, REGISTERS)) {
    if (!known_count(e, &box, call->spans[BUFFER], &count)) return VALUE_FAILED;
    registers = value_int((count * (int64_t)type_bits(box.buffer->type) + 31) / 32);
  }
  Value offset = arith_op(e, OP_ADD, gpu_offset(e, &box, call->span), argument_given(call, OFFSET) ? call->args[OFFSET] : value_int(0), call->span);
  const Expr *args[] = {ir_string(e->c, type_text(box.buffer->type)), gpu_operand(e, value_buffer(box.buffer), call->span),
                        arith_expr(e, offset, call->span), arith_expr(e, registers, call->spans[REGISTERS])};
  if (!args[2] || !args[3]) return VALUE_FAILED;
  return gpu_call(e, "warpgroup_fence_operand", TYPE_HANDLE, args, 4, NULL, call->span);
}

static const Expr *named(Elaborator *e, const char *name, const Expr *value, Span span) {
  Var *var = ir_new_var(e->c, intern(e->c, name), value->type);
  var->span = span;
  exec_emit(e, ir_let(e->c, var, value));
  return ir_var(e->c, var);
}

// T.tcgen05_cp_warpx4, T.tcgen05_sf_warp_transpose: a loop over chunks of 128 elements.
static Value run_scale_chunks(Elaborator *e, Call *call) {
  enum { SRC, DST, COLUMN, TWO };
  bool copies = call->count > 1;
  Box box;
  int64_t count, two = 0;
  KeywordList keywords = {0};
  if (!index_box(e, call->args[SRC], call->spans[SRC], "the packed scales", &box)) return VALUE_FAILED;
  tile_close_box(e, &box);
  if (!known_count(e, &box, call->spans[SRC], &count)) return VALUE_FAILED;
  if (count % 128) return FAIL(e, call->spans[SRC], "packed scales come in chunks of 128, these are %lld", (long long)count);
  if (copies && argument_given(call, TWO) && !argument_int(e, call, TWO, &two)) return VALUE_FAILED;
  if (two) push(e, &keywords, "use_2cta", ir_int(e->c, 1));
  Environment *environment = arena_new(e->c->arena, Environment), *outer_names = e->environment;
  environment->parent = outer_names;
  e->environment = environment;
  Value column = copies ? bind_as(e, "tmem_col_offset", argument_given(call, COLUMN) ? call->args[COLUMN] : value_int(0), call->span) : value_int(0);
  Value base = bind_as(e, "base_offset", gpu_offset(e, &box, call->span), call->span);
  e->environment = outer_names;
  Var *chunk = ir_new_var(e->c, intern(e->c, "i"), TYPE_INT32);
  Value index = value_expr(ir_var(e->c, chunk));
  Stmt *loop = ir_for(e->c, chunk, ir_int(e->c, 0), ir_int(e->c, count / 128), LOOP_UNROLL);
  exec_emit(e, loop);
  Block *outer = exec_open(e, &loop->loop.body);
  Value offset = arith_op(e, OP_ADD, base, arith_op(e, OP_MUL, index, value_int(128), call->span), call->span);
  const Expr *pointer = gpu_pointer(e, box.buffer, offset, copies ? ACCESS_READ : ACCESS_READ_WRITE, call->span);
  const Expr *args[3] = {pointer ? named(e, "chunk_ptr", pointer, call->span) : NULL};
  bool whole = pointer != NULL;
  if (copies && whole) {
    Box memory;
    whole = index_box(e, call->args[DST], call->spans[DST], "the tensor memory", &memory);
    args[1] = whole ? gpu_operand(e, value_buffer(memory.buffer), call->spans[DST]) : NULL;
    args[2] = arith_expr(e, arith_op(e, OP_ADD, column, arith_op(e, OP_MUL, index, value_int(4), call->span), call->span), call->span);
    whole &= args[2] != NULL;
  }
  const char *name = copies ? "ptx_tcgen05_cp_warpx4" : "ptx_tcgen05_sf_warp_transpose";
  if (whole) exec_emit(e, ir_eval(e->c, gpu_call(e, name, TYPE_HANDLE, args, copies ? 3 : 1, &keywords, call->span).expr));
  exec_close(e, outer);
  return whole ? value_none() : VALUE_FAILED;
}

// ---- foreign code

// T.dp4a(A, B, C): a call of the device function DP4A.
static Value run_dp4a(Elaborator *e, Call *call) {
  const Expr *args[5] = {ir_string(e->c, "handle"), ir_string(e->c, "DP4A")};
  for (unsigned i = 0; i < 3; i++)
    if (!(args[2 + i] = atomic_pointer(e, call->args[i], i == 2 ? ACCESS_READ_WRITE : ACCESS_READ, call->spans[i]))) return VALUE_FAILED;
  return gpu_call(e, "call_extern", TYPE_HANDLE, args, 5, NULL, call->span);
}

// T.call_intrin(dtype, Op.get("tl.name"), ...): T.name(...)
static Value run_call_intrin(Elaborator *e, Call *call) {
  DType type;
  Op op;
  if (!argument_dtype(e, call, 0, &type)) return VALUE_FAILED;
  if (call->args[1].kind != VALUE_STRING) return FAIL(e, call->spans[1], "expected the name of an operator, as Op.get(\"tl.name\"), found %s", value_kind_text(call->args[1]));
  const char *dot = strrchr(call->args[1].string, '.'), *name = intern(e->c, dot ? dot + 1 : call->args[1].string);
  if (op_from_text(name, &op)) return builtin_op(e, op, &call->rest, NULL, call->span);
  ArgumentList none = {0};
  Value value = gpu_intrinsic(e, name, &call->rest, &none, call->span);
  if (value.kind == VALUE_EXPR) value.expr = gpu_as_type(e, value.expr, type);
  return value;
}

// T.CUDASourceCodeKernel(grid, source_code_or_path=, entry_name=): a launch that calls the function of the source.
static Value run_source_kernel(Elaborator *e, Call *call) {
  Value made = builtin_kernel(e, call);
  if (made.kind != VALUE_FRAME) return made;
  int place = argument_place(call, "entry_name");
  const char *entry = argument_given(call, (unsigned)place) ? argument_string(e, call, (unsigned)place) : "main_kernel";
  if (!entry) return VALUE_FAILED;
  ir_set_attribute(e->c, &made.frame->annotations, "code_block_entry_name", ir_string(e->c, entry));
  Block *outer = e->block;
  Value entered = frames_enter(e, made.frame, call->span);
  if (entered.kind == VALUE_ERROR) return entered;
  const Expr *args[] = {ir_string(e->c, "int32"), ir_string(e->c, entry)};
  exec_emit(e, ir_eval(e->c, gpu_call(e, "call_extern", TYPE_INT32, args, 2, NULL, call->span).expr));
  exec_close(e, outer);
  e->launch = NULL;
  return value_none();
}

const Builtin GPU_BUILTINS[] = {
    {"alloc_barrier", "arrive_count", run_alloc_barrier},
    {"alloc_cluster_barrier", "arrive_count", run_alloc_barrier},
    {"alloc_tmem", "shape dtype", run_alloc_tmem},
    {"alloc_descriptor", "kind? dtype?", run_alloc_descriptor},
    {"alloc_wgmma_desc", "dtype?", run_alloc_descriptor},
    {"alloc_tcgen05_smem_desc", "dtype?", run_alloc_descriptor},
    {"alloc_tcgen05_instruction_desc", "dtype?", run_alloc_descriptor},
    {"alloc_tcgen05_instr_desc", "dtype?", run_alloc_descriptor},
    {"wgmma_gemm", "A B C transpose_A? transpose_B? policy? clear_accum? annotations?", product_run_explicit},
    {"wgmma_mma", "A B C transpose_A? transpose_B? policy? clear_accum? annotations?", product_run_explicit},
    {"tcgen05_gemm", "A B C transpose_A? transpose_B? policy? clear_accum? | mbar use_2cta? annotations?", product_run_explicit},
    {"tcgen05_mma", "A B C transpose_A? transpose_B? policy? clear_accum? | mbar use_2cta? annotations?", product_run_explicit},
    {"gemm_blockscaled",
     "A B C SFA SFB transpose_A? transpose_B? policy? clear_accum? | k_start sf_a_granularity_k sf_b_granularity_k mbar? use_2cta? sf_layout? annotations?",
     product_run_blockscaled},
    {"mma_gemm_blockscaled",
     "A B C SFA SFB transpose_A? transpose_B? policy? clear_accum? | k_start sf_a_granularity_k sf_b_granularity_k sf_layout?", product_run_blockscaled},
    {"tcgen05_gemm_blockscaled",
     "A B C SFA_tmem SFB_tmem transpose_A? transpose_B? clear_accum? wg_wait? mbar? | k_start sf_a_granularity_k sf_b_granularity_k use_2cta?",
     product_run_blockscaled},
    {"tcgen05_mma_blockscaled",
     "A B C SFA_tmem SFB_tmem transpose_A? transpose_B? clear_accum? wg_wait? mbar? | k_start sf_a_granularity_k sf_b_granularity_k use_2cta?",
     product_run_blockscaled},
    {"gemm_sp", "A_sparse E B C transpose_A? transpose_E? transpose_B? policy? clear_accum? wg_wait? annotations?", product_run_sparse},
    {"wgmma_gemm_sp", "A_sparse E B C transpose_A? transpose_E? transpose_B? policy? clear_accum? annotations?", product_run_sparse},
    {"tcgen05_gemm_sp", "A_sparse E B C transpose_A? transpose_E? transpose_B? policy? clear_accum? annotations?", product_run_sparse},
    {"tma_copy", "src dst | annotations? barrier? cluster_mask? leader_scope_threads? eviction_policy?", run_tma_copy},
    {"copy_cluster", "src dst | annotations? dst_block? cluster_mask? remote_barrier? eviction_policy? coalesced_width? loop_layout?", run_copy_cluster},
    {"tma_gather4", "src dst col rows | barrier swizzle? eviction_policy? annotations?", run_tma_rows},
    {"tma_scatter4", "src dst col rows | swizzle? eviction_policy? annotations?", run_tma_rows},
    {"tma_gather4_bytes", "K_box dtype", run_tma_bytes},
    {"ws", "*groups", run_ws},
    {"WarpSpecialize", "*groups", run_ws},
    {"ws_op", "op_id", run_ws_op},
    {"annotate_ws_pipeline_depth", "depth_map", run_ws_depth},
    {"get_cluster_dims", "", run_cluster_info},
    {"get_cluster_size", "", run_cluster_info},
    {"get_cluster_id", "dim?", run_cluster_info},
    {"get_cluster_ids", "", run_cluster_info},
    {"get_cluster_extent", "dim?", run_cluster_info},
    {"get_cluster_extents", "", run_cluster_info},
    {"rng_init", "seed seq? off? generator?", run_rng_init},
    {"warpgroup_fence_operand", "buffer_or_ptr offset? num_regs? dtype?", run_fence_operand},
    {"tcgen05_cp_warpx4", "smem_src tmem_dst tmem_col_offset? | use_2cta?", run_scale_chunks},
    {"tcgen05_sf_warp_transpose", "smem_src", run_scale_chunks},
    {"dp4a", "A B C", run_dp4a},
    {"call_intrin", "dtype func_name *arguments **", run_call_intrin},
    {"CUDASourceCodeKernel", "*extents threads? source_code_or_path entry_name? cluster_dims? prelude?", run_source_kernel},
    {0},
};
