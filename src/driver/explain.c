// explain: the decisions in a compiled module, read from kernel IR, the plan and the remarks of the passes. In: what driver_plan
// leaves; out: text. It states what is there and decides nothing.
#include "driver/explain.h"

#include "base/text.h"

typedef struct Explainer {
  Compilation *c;
  const Plan *plan;
  const PlanLaunch *launch;
  Text text;
} Explainer;

static unsigned line_of(const Explainer *x, Span span) {
  unsigned line = 0, column;
  if (span.file < x->c->sources.count) source_position(x->c, span, &line, &column);
  return line;
}

// ---- cores and tensors

static void explain_cores(Explainer *x) {
  int64_t most = 0, least = INT64_MAX;
  for (size_t k = 0; k < x->launch->kernels.count; k++)
    for (size_t i = 0; i < x->launch->kernels.items[k].args.count; i++) {
      const PlanArg *arg = &x->launch->kernels.items[k].args.items[i];
      if (arg->kind != PLAN_ARG_VALUE || strcmp(arg->source, "tt_count") != 0) continue;
      for (size_t core = 0; core < x->launch->cores.count; core++) {
        if (arg->values[core] > most) most = arg->values[core];
        if (arg->values[core] < least) least = arg->values[core];
      }
    }
  text_print(&x->text, "cores: %zu of %u run", x->launch->cores.count, device_cores(x->plan->device));
  if (most && least == most) text_print(&x->text, ", %lld block%s each", (long long)most, most == 1 ? "" : "s");
  if (most && least != most) text_print(&x->text, ", %lld to %lld blocks each", (long long)least, (long long)most);
  text_put(&x->text, "\n");
}

static void put_shape(Text *text, const PlanTensor *tensor) {
  text_put(text, "(");
  for (unsigned d = 0; d < tensor->rank; d++) text_print(text, "%s%lld", d ? ", " : "", (long long)tensor->shape[d]);
  text_put(text, tensor->rank == 1 ? ",)" : ")");
}

static void explain_tensors(Explainer *x) {
  text_put(&x->text, "\ntensors, in DRAM as 32x32 tiles\n");
  for (size_t i = 0; i < x->plan->tensors.count; i++) {
    const PlanTensor *tensor = &x->plan->tensors.items[i];
    text_print(&x->text, "  %-16s %s ", tensor->name, type_text(tensor->type));
    put_shape(&x->text, tensor);
    text_print(&x->text, " as %s: %lld x %lld tiles", format_text(tensor->format), (long long)tensor->tile_rows, (long long)tensor->tile_columns);
    if (tensor->plane[0] >= 0 && tensor->plane[1] >= 0) text_print(&x->text, " of dims %d and %d", tensor->plane[0], tensor->plane[1]);
    else if (tensor->rank > 1 && tensor->plane[0] + tensor->plane[1] > -2)
      text_print(&x->text, " of dim %d", tensor->plane[0] + tensor->plane[1] + 1);
    for (unsigned p = 0; p < 2; p++)
      if (tensor->split[p]) text_print(&x->text, ", dim %d in parts of %lld", tensor->plane[p], (long long)tensor->split[p]);
    if (tensor->batches > 1) text_print(&x->text, ", %lld planes", (long long)tensor->batches);
    const char *use = tensor->is_input && tensor->is_output ? "read and written" : tensor->is_output ? "written" : "read";
    text_print(&x->text, ", %u bytes a page, %s\n", tensor->page_bytes, use);
  }
}

// ---- circular buffers

typedef struct CbUse {
  const char *variable;  // "cb_NAME" in the kernels
  bool fills, drains;
} CbUse;

static void find_cb_use(void *state, const Expr *expr) {
  CbUse *use = state;
  if (expr->kind != EXPR_CALL || expr->arg_count == 0) return;
  if (expr->args[0]->kind != EXPR_VAR || strcmp(expr->args[0]->var->name, use->variable) != 0) return;
  use->fills |= expr->op == OP_CB_PUSH_BACK;
  use->drains |= expr->op == OP_CB_POP_FRONT;
}

static void find_cb_uses(void *state, Stmt *stmt) { ir_visit_stmt(stmt, find_cb_use, state); }

static void explain_circular_buffer(Explainer *x, const PlanCircularBuffer *buffer) {
  const char *fills = "nobody", *drains = "nobody";
  for (size_t k = 0; k < x->launch->kernels.count; k++) {
    const PlanKernel *kernel = &x->launch->kernels.items[k];
    CbUse use = {arena_format(x->c->arena, "cb_%s", buffer->name), false, false};
    ir_visit_block(&kernel->func->body, find_cb_uses, &use);
    if (use.fills) fills = kernel->name;
    if (use.drains) drains = kernel->name;
  }
  text_print(&x->text, "  %2u %-16s %-9s %5u x %4u = %8u bytes   %s to %s%s\n", buffer->id, buffer->name, format_text(buffer->format), buffer->pages,
             buffer->page_bytes, buffer->shares_memory ? 0 : buffer->pages * buffer->page_bytes, fills, drains,
             buffer->unpack_to_dest_fp32 ? ", unpacked to DST with all 32 bits" : "");
}

static void explain_circular_buffers(Explainer *x) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < x->launch->circular_buffers.count; i++) {
    const PlanCircularBuffer *buffer = &x->launch->circular_buffers.items[i];
    if (!buffer->shares_memory) bytes += (uint64_t)buffer->pages * buffer->page_bytes;
  }
  text_print(&x->text, "\ncircular buffers: %llu of %u bytes of L1\n", (unsigned long long)bytes, x->plan->device->l1_bytes - x->plan->device->l1_base);
  for (size_t i = 0; i < x->launch->circular_buffers.count; i++) explain_circular_buffer(x, &x->launch->circular_buffers.items[i]);
}

// ---- device calls

// What a call occupies, NULL for calls that only set up, wait or hand over.
static const char *engine_of(const Expr *call) {
  const OpInfo *info = op_info(call->op);
  const char *text = info->text;
  size_t length = strlen(text);
  bool init = strstr(text, "_init") || strstr(text, "_uninit") || strstr(text, "reconfig") || strstr(text, "hw_startup");
  bool protocol = strncmp(text, "cb_", 3) == 0 || strncmp(text, "tile_regs_", 10) == 0 || (length > 8 && strcmp(text + length - 8, "_barrier") == 0);
  if (init || protocol) return NULL;
  switch (info->engine) {
    case ENGINE_UM:
    case ENGINE_UMP: return "FPU";
    case ENGINE_MATH:
    case ENGINE_MP: return "SFPU";
    case ENGINE_PACK: return "packer";
    case ENGINE_UNPACK: return "unpacker";
    case ENGINE_DATAFLOW: return info->type == TYPE_VOID ? "NoC" : NULL;
    case ENGINE_VALUE:
    case ENGINE_TILE:
    case ENGINE_BLOCK:
    case ENGINE_ANY: return NULL;
  }
  return NULL;
}

static void explain_calls(Explainer *x, const Block *block, unsigned depth) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    if (stmt->kind == STMT_FOR) {
      text_print(&x->text, "%*sfor %s: %s times\n", (int)(2 + 2 * depth), "", stmt->loop.var->name, ir_print_expr(x->c, stmt->loop.extent));
      explain_calls(x, &stmt->loop.body, depth + 1);
    }
    if (stmt->kind == STMT_IF) {
      text_print(&x->text, "%*sif %s\n", (int)(2 + 2 * depth), "", ir_print_expr(x->c, stmt->branch.condition));
      explain_calls(x, &stmt->branch.then, depth + 1);
      if (stmt->branch.orelse.count) text_print(&x->text, "%*selse\n", (int)(2 + 2 * depth), "");
      explain_calls(x, &stmt->branch.orelse, depth + 1);
    }
    const char *engine = stmt->kind == STMT_EVAL && stmt->call->kind == EXPR_CALL ? engine_of(stmt->call) : NULL;
    if (!engine) continue;
    text_print(&x->text, "%*s%-8s %s", (int)(2 + 2 * depth), "", engine, ir_print_expr(x->c, stmt->call));
    unsigned line = line_of(x, stmt->call->span.file == NO_FILE ? stmt->span : stmt->call->span);
    if (line) text_print(&x->text, "   # line %u", line);
    text_put(&x->text, "\n");
  }
}

static void explain_kernels(Explainer *x) {
  for (size_t k = 0; k < x->launch->kernels.count; k++) {
    const PlanKernel *kernel = &x->launch->kernels.items[k];
    text_print(&x->text, "\n%s", kernel->name);
    if (kernel->role == ROLE_COMPUTE) {
      const Device *device = x->plan->device;
      text_print(&x->text, ": DST of %u tiles with %d bits, products at %s", kernel->fp32_dest_acc ? device->dst_tiles_fp32 : device->dst_tiles,
                 kernel->fp32_dest_acc ? 32 : 16, fidelity_text(kernel->fidelity));
    }
    text_put(&x->text, "\n");
    explain_calls(x, &kernel->func->body, 0);
  }
}

static void explain_remarks(Explainer *x) {
  if (x->c->remarks.count == 0) return;
  text_put(&x->text, "\ndecisions\n");
  for (size_t i = 0; i < x->c->remarks.count; i++) {
    const Remark *remark = &x->c->remarks.items[i];
    unsigned line = line_of(x, remark->span);
    text_put(&x->text, "  ");
    if (line) text_print(&x->text, "line %u: ", line);
    text_print(&x->text, "%s (%s)\n", remark->message, remark->stage);
  }
}

const char *explain(Compilation *compilation, const Plan *plan) {
  Explainer x = {.c = compilation, .plan = plan, .text = text_open(compilation->arena)};
  text_print(&x.text, "%s on %s\n", plan->kernel_name, plan->device->name);
  explain_tensors(&x);
  for (size_t i = 0; i < plan->launches.count; i++) {
    x.launch = &plan->launches.items[i];
    text_put(&x.text, "\n");
    if (plan->launches.count > 1) text_print(&x.text, "launch %zu of %zu, ", i + 1, plan->launches.count);
    explain_cores(&x);
    explain_circular_buffers(&x);
    explain_kernels(&x);
  }
  explain_remarks(&x);
  return x.text.bytes;
}
