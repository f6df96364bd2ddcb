// One kernel function of kernel IR -> PlanKernel: role, arguments per core, accessors, compute configuration. In: a function
// that ir_verify accepts, possibly edited by hand. Out: the kernel appended to the launch, or diagnostics.
#include "ir/plan_kernel.h"

typedef struct KernelMaker {
  Compilation *c;
  Plan *plan;
  PlanLaunch *launch;
  const PlanCores *cores;
  PrimFunc *func;
  PlanKernel kernel;
} KernelMaker;

static bool find_tensor(const Plan *plan, const char *name, unsigned *index) {
  for (unsigned i = 0; i < plan->tensors.count; i++)
    if (!strcmp(plan->tensors.items[i].name, name)) {
      *index = i;
      return true;
    }
  return false;
}

static const Expr *string_list(KernelMaker *m, const char *key) {
  const Expr *list = ir_attribute(&m->func->attributes, key);
  if (!list) {
    diag_error(m->c, m->func->span, "kernel %s has no attribute %s", m->func->name, key);
    return NULL;
  }
  bool strings = list->kind == EXPR_LIST;
  for (unsigned i = 0; strings && i < list->item_count; i++) strings = list->items[i]->kind == EXPR_STRING;
  if (!strings) {
    diag_error(m->c, list->span, "%s of kernel %s must be a list of strings", key, m->func->name);
    return NULL;
  }
  return list;
}

static void make_role(KernelMaker *m) {
  static const char *const ROLES[] = {[ROLE_READER] = "reader", [ROLE_COMPUTE] = "compute", [ROLE_WRITER] = "writer"};
  const char *text = ir_attribute_string(&m->func->attributes, "tt_kernel_role");
  if (!text) {
    diag_error(m->c, m->func->span, "kernel %s has no attribute tt_kernel_role", m->func->name);
    return;
  }
  for (unsigned role = 0; role < 3; role++)
    if (!strcmp(text, ROLES[role])) {
      m->kernel.role = (KernelRole)role;
      for (size_t i = 0; i < m->launch->kernels.count; i++)
        if (m->launch->kernels.items[i].role == m->kernel.role)
          diag_error(m->c, m->func->span, "kernels %s and %s of one launch are both a %s; a core runs one of each",
                     m->launch->kernels.items[i].name, m->func->name, text);
      return;
    }
  diag_error(m->c, m->func->span, "tt_kernel_role of kernel %s is \"%s\"; it can be reader, compute or writer", m->func->name, text);
}

// One value per core of the launch; `row` holds one per core of the target, or is NULL and every core gets `same`.
static int64_t *core_values(KernelMaker *m, const int64_t *row, int64_t same) {
  size_t count = m->launch->cores.count;
  int64_t *values = arena_array(m->c->arena, int64_t, count);
  for (size_t i = 0; i < count; i++) {
    PlanCore core = m->launch->cores.items[i];
    values[i] = row ? row[core.y * m->plan->device->grid_columns + core.x] : same;
  }
  return values;
}

static bool make_value_arg(KernelMaker *m, const char *source, PlanArg *arg) {
  static const char *const GRID[] = {"grid_x", "grid_y", "grid_z"};
  arg->kind = PLAN_ARG_VALUE;
  arg->source = source;
  if (!strcmp(source, "tt_start_id")) {
    arg->values = core_values(m, m->cores->starts, 0);
    return true;
  }
  if (!strcmp(source, "tt_count")) {
    arg->values = core_values(m, m->cores->counts, 0);
    return true;
  }
  for (unsigned i = 0; i < 3; i++)
    if (!strcmp(source, GRID[i])) {
      arg->values = core_values(m, NULL, m->cores->grid[i]);
      return true;
    }
  return false;
}

static void make_args(KernelMaker *m) {
  const Expr *list = string_list(m, "tt_kernel_args");
  if (!list) return;
  if (list->item_count != m->func->params.count) {
    diag_error(m->c, list->span, "tt_kernel_args of kernel %s has %u entries for %zu parameters", m->func->name, list->item_count,
               m->func->params.count);
    return;
  }
  if (list->item_count > m->plan->device->runtime_args) {
    diag_error(m->c, list->span, "kernel %s has %u runtime arguments; %s takes at most %u", m->func->name, list->item_count,
               m->plan->device->name, m->plan->device->runtime_args);
    return;
  }
  for (unsigned i = 0; i < list->item_count; i++) {
    const char *source = list->items[i]->string;
    const Param *param = &m->func->params.items[i];
    PlanArg arg = {.kind = PLAN_ARG_ADDRESS, .name = param->name};
    if (param->buffer || (param->var->type != TYPE_INT32 && param->var->type != TYPE_UINT32)) {
      diag_error(m->c, m->func->span, "parameter %s of kernel %s must be T.int32 or T.uint32", param->name, m->func->name);
    } else if (!strncmp(source, "address:", 8)) {
      if (!find_tensor(m->plan, source + 8, &arg.tensor))
        diag_error(m->c, list->span, "tt_kernel_args of kernel %s names the tensor %s, which main does not have", m->func->name, source + 8);
    } else if (!strncmp(source, "scalar:", 7)) {
      diag_unsupported(m->c, list->span, "the scalar argument %s of kernel %s: pass it as a constant, -D %s=value", source + 7,
                       m->func->name, source + 7);
    } else if (!make_value_arg(m, source, &arg)) {
      diag_error(m->c, list->span, "tt_kernel_args of kernel %s has \"%s\"; known are address:NAME, tt_start_id, tt_count, grid_x, grid_y, grid_z",
                 m->func->name, source);
    }
    vector_push(m->c->arena, &m->kernel.args, arg);
  }
}

static void make_accessors(KernelMaker *m) {
  if (!ir_attribute(&m->func->attributes, "tt_accessors")) return;  // a kernel that touches no tensor
  const Expr *list = string_list(m, "tt_accessors");
  for (unsigned i = 0; list && i < list->item_count; i++) {
    unsigned tensor = 0;
    if (!find_tensor(m->plan, list->items[i]->string, &tensor))
      diag_error(m->c, list->span, "tt_accessors of kernel %s names the tensor %s, which main does not have", m->func->name,
                 list->items[i]->string);
    vector_push(m->c->arena, &m->kernel.accessors, tensor);
  }
}

static PlanCircularBuffer *find_circular_buffer(PlanLaunch *launch, int64_t id) {
  for (size_t i = 0; i < launch->circular_buffers.count; i++)
    if (launch->circular_buffers.items[i].id == id) return &launch->circular_buffers.items[i];
  return NULL;
}

static void make_unpack_to_dest(KernelMaker *m) {
  const Expr *list = ir_attribute(&m->func->attributes, "tt_unpack_to_dest_fp32");
  if (!list) return;
  if (list->kind != EXPR_LIST) {
    diag_error(m->c, list->span, "tt_unpack_to_dest_fp32 of kernel %s must be a list of circular buffer ids", m->func->name);
    return;
  }
  for (unsigned i = 0; i < list->item_count; i++) {
    int64_t id = -1;
    PlanCircularBuffer *buffer = ir_is_int(list->items[i], &id) ? find_circular_buffer(m->launch, id) : NULL;
    if (!buffer)
      diag_error(m->c, list->span, "tt_unpack_to_dest_fp32 of kernel %s: entry %u is not the id of a circular buffer", m->func->name, i);
    else if (buffer->format != FORMAT_FLOAT32)
      diag_error(m->c, list->span, "tt_unpack_to_dest_fp32 of kernel %s: circular buffer %u (%s) is %s, it must be Float32", m->func->name,
                 buffer->id, buffer->name, format_text(buffer->format));
    else
      buffer->unpack_to_dest_fp32 = true;
  }
}

static void make_compute_config(KernelMaker *m) {
  const char *fidelity = ir_attribute_string(&m->func->attributes, "tt_math_fidelity");
  bool known = false;
  for (unsigned i = 0; fidelity && i <= FIDELITY_HIFI4; i++)
    if (!strcmp(fidelity, fidelity_text((MathFidelity)i))) {
      m->kernel.fidelity = (MathFidelity)i;
      known = true;
    }
  if (!known)
    diag_error(m->c, m->func->span, "kernel %s: tt_math_fidelity is %s; it can be LoFi, HiFi2, HiFi3 or HiFi4", m->func->name,
               fidelity ? fidelity : "missing");
  int64_t fp32 = ir_attribute_int(&m->func->attributes, "tt_fp32_dest_acc", -1);
  if (fp32 != 0 && fp32 != 1) diag_error(m->c, m->func->span, "kernel %s: tt_fp32_dest_acc must be 0 or 1", m->func->name);
  m->kernel.fp32_dest_acc = fp32 == 1;
  make_unpack_to_dest(m);
}

// ---- the body: only what a chip can run, and what it says of tensors

static PlanTensor *accessor_tensor(KernelMaker *m, const Expr *expr) {
  while (expr->kind == EXPR_VAR && expr->var->value) expr = expr->var->value;
  int64_t slot = -1;
  if (expr->kind != EXPR_CALL || expr->op != OP_TENSOR_ACCESSOR || !ir_is_int(expr->args[0], &slot)) return NULL;
  if (slot < 0 || slot >= (int64_t)m->kernel.accessors.count) return NULL;
  return &m->plan->tensors.items[m->kernel.accessors.items[slot]];
}

static void check_accessor(KernelMaker *m, const Expr *call) {
  int64_t slot = -1, bytes = -1;
  bool constant = ir_is_int(call->args[0], &slot) && ir_is_int(call->args[2], &bytes);
  if (!constant || slot < 0 || slot >= (int64_t)m->kernel.accessors.count) {
    diag_error(m->c, call->span, "kernel %s: tensor_accessor needs a constant slot below %zu, the number of tt_accessors", m->func->name,
               m->kernel.accessors.count);
    return;
  }
  const PlanTensor *tensor = &m->plan->tensors.items[m->kernel.accessors.items[slot]];
  if (bytes != tensor->page_bytes)
    diag_error(m->c, call->span, "kernel %s: tensor_accessor of %s has pages of %lld bytes, but a %s tile has %u", m->func->name,
               tensor->name, (long long)bytes, format_text(tensor->format), tensor->page_bytes);
}

// The tensor in whose page a NoC address lies; NULL for the core's own L1.
static PlanTensor *addressed_tensor(KernelMaker *m, const Expr *address) {
  while (address->kind == EXPR_VAR && address->var->value) address = address->var->value;
  return address->kind == EXPR_CALL && address->op == OP_GET_PAGE_NOC_ADDR ? accessor_tensor(m, address->args[1]) : NULL;
}

static void check_call(void *state, const Expr *expr) {
  KernelMaker *m = state;
  if (diag_failed(m->c)) return;
  if (expr->kind != EXPR_CALL) return;
  const OpInfo *info = op_info(expr->op);
  if (expr->op == OP_INTRINSIC) {
    diag_error(m->c, expr->span, "kernel %s: T.%s is no function of a Tensix core", m->func->name, expr->args[0]->string);
    return;
  }
  // Tile and block ops and loads need buffers, which check_block refuses; ir_verify knows which ops a role may run.
  if (info->engine == ENGINE_TILE || info->engine == ENGINE_BLOCK) internal_error(m->c, "%s in a kernel without buffers", info->text);
  if (expr->op == OP_TENSOR_ACCESSOR) check_accessor(m, expr);
  if (expr->op == OP_NOC_ASYNC_READ_PAGE || expr->op == OP_NOC_ASYNC_WRITE_PAGE) {
    PlanTensor *tensor = accessor_tensor(m, expr->args[1]);
    if (tensor && expr->op == OP_NOC_ASYNC_READ_PAGE) tensor->is_input = true;
    if (tensor && expr->op == OP_NOC_ASYNC_WRITE_PAGE) tensor->is_output = true;
    if (!tensor && !diag_failed(m->c)) internal_error(m->c, "%s without a tensor_accessor", info->text);
  }
  PlanTensor *part = expr->op == OP_NOC_ASYNC_READ ? addressed_tensor(m, expr->args[0]) : expr->op == OP_NOC_ASYNC_WRITE ? addressed_tensor(m, expr->args[1]) : NULL;
  if (part && expr->op == OP_NOC_ASYNC_READ) part->is_input = true;
  if (part && expr->op == OP_NOC_ASYNC_WRITE) part->is_output = true;
  for (unsigned i = 0; i < expr->arg_count && info->operands[i]; i++) {
    int64_t id = -1;
    if (info->operands[i] != 'c') continue;
    if (!ir_is_int(expr->args[i], &id) || !find_circular_buffer(m->launch, id))
      diag_error(m->c, expr->span, "kernel %s: operand %u of %s is not a circular buffer of tt_circular_buffers", m->func->name, i + 1, info->text);
  }
}

// Stops at the first statement that is wrong: in IR from between two passes the others are so too.
static void check_block(KernelMaker *m, const Block *block) {
  for (size_t i = 0; i < block->count && !diag_failed(m->c); i++) {
    const Stmt *stmt = block->items[i];
    bool known = stmt->kind == STMT_EVAL || stmt->kind == STMT_LET || stmt->kind == STMT_IF ||
                 (stmt->kind == STMT_FOR && stmt->loop.loop != LOOP_PARALLEL && stmt->loop.loop != LOOP_VECTORIZED);
    if (!known) {
      diag_error(m->c, stmt->span, "kernel %s: this statement is not kernel IR; a kernel has device ops, lets, serial loops and ifs", m->func->name);
      continue;
    }
    ir_visit_stmt(stmt, check_call, m);
    if (stmt->kind == STMT_FOR) check_block(m, &stmt->loop.body);
    if (stmt->kind == STMT_IF) {
      check_block(m, &stmt->branch.then);
      check_block(m, &stmt->branch.orelse);
    }
  }
}

void plan_add_kernel(Compilation *compilation, Plan *plan, PlanLaunch *launch, const PlanCores *cores, PrimFunc *func) {
  KernelMaker maker = {.c = compilation, .plan = plan, .launch = launch, .cores = cores, .func = func};
  maker.kernel.func = func;
  maker.kernel.name = func->name;
  maker.kernel.file = arena_format(compilation->arena, "%s.cpp", func->name);
  make_role(&maker);
  make_args(&maker);
  make_accessors(&maker);
  if (maker.kernel.role == ROLE_COMPUTE) make_compute_config(&maker);
  if (!diag_failed(compilation)) check_block(&maker, &func->body);
  vector_push(compilation->arena, &launch->kernels, maker.kernel);
}
