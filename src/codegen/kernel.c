// One kernel of kernel IR -> its C++ source. In: a function that plan_make accepted. Out:
//   #include ...                             the headers of the ops that are used
//   void kernel_main() {
//       const uint32_t A_addr = get_arg_val<uint32_t>(0);      parameters
//       constexpr auto A_args = TensorAccessorArgs<0>();       accessor slots
//       ...                                                    the body, statement by statement
//   }
#include "codegen/kernel.h"

typedef struct HeaderUse {
  KernelPrinter *printer;
  VECTOR(const char *) headers;  // sorted
  const char *macros;            // one text in any dialect
} HeaderUse;

static void note_header(void *state, const Expr *expr) {
  HeaderUse *use = state;
  if (expr->kind != EXPR_CALL) return;
  const char *header = use->printer->dialect->ops[expr->op].header;
  if (!header) return;
  if (use->printer->dialect->ops[expr->op].macros) use->macros = use->printer->dialect->ops[expr->op].macros;
  size_t place = 0;
  while (place < use->headers.count && strcmp(use->headers.items[place], header) < 0) place++;
  if (place < use->headers.count && !strcmp(use->headers.items[place], header)) return;
  vector_push(use->printer->c->arena, &use->headers, header);
  for (size_t i = use->headers.count - 1; i > place; i--) use->headers.items[i] = use->headers.items[i - 1];
  use->headers.items[place] = header;
}

// Every expression of a kernel.
static void visit_block(const Block *block, ExprVisit visit, void *state) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    ir_visit_stmt(stmt, visit, state);
    if (stmt->kind == STMT_FOR) visit_block(&stmt->loop.body, visit, state);
    if (stmt->kind == STMT_IF) {
      visit_block(&stmt->branch.then, visit, state);
      visit_block(&stmt->branch.orelse, visit, state);
    }
  }
}

// With a 32-bit DST, functions that are exact to float32.
static void print_wide_macro(KernelPrinter *p, const HeaderUse *use) {
  if (p->kernel->role != ROLE_COMPUTE || !p->kernel->fp32_dest_acc || !p->dialect->wide_headers) return;
  for (size_t i = 0; i < use->headers.count; i++)
    for (const char *const *wide = p->dialect->wide_headers; *wide; wide++)
      if (!strcmp(*wide, use->headers.items[i])) {
        text_print(&p->text, "#define %s\n", p->dialect->wide_macro);
        return;
      }
}

static void print_head(KernelPrinter *p) {
  static const char *const ROLES[] = {[ROLE_READER] = "reader", [ROLE_COMPUTE] = "compute kernel", [ROLE_WRITER] = "writer"};
  text_print(&p->text, "// %s: %s of %s for %s", p->kernel->file, ROLES[p->kernel->role], p->plan->kernel_name, p->plan->device->name);
  const char *source = codegen_source_name(p->c);
  if (source) text_print(&p->text, ", compiled by tilecc from %s", codegen_comment(p->c, source));
  text_put(&p->text, ".\n#include <cstdint>\n\n");
  HeaderUse use = {.printer = p};
  visit_block(&p->kernel->func->body, note_header, &use);
  if (use.macros) text_print(&p->text, "%s\n", use.macros);
  print_wide_macro(p, &use);
  text_print(&p->text, "#include \"%s\"\n",
             p->kernel->role == ROLE_COMPUTE ? p->dialect->compute_header : p->dialect->dataflow_header);
  for (size_t i = 0; i < use.headers.count; i++) text_print(&p->text, "#include \"%s\"\n", use.headers.items[i]);
}

// Where a variable is used.
typedef struct VarUse {
  const Var *var;
  bool any;       // at all
  bool circular;  // as a circular buffer
} VarUse;

static void use_visit(void *state, const Expr *expr) {
  VarUse *use = state;
  if (expr->kind == EXPR_VAR && expr->var == use->var) use->any = true;
  if (expr->kind != EXPR_CALL) return;
  const char *operands = op_info(expr->op)->operands;
  for (unsigned i = 0; i < expr->arg_count && operands[i]; i++)
    if (operands[i] == 'c' && expr->args[i]->kind == EXPR_VAR && expr->args[i]->var == use->var) use->circular = true;
}

static VarUse var_use(const KernelPrinter *p, const Var *var) {
  VarUse use = {.var = var};
  visit_block(&p->kernel->func->body, use_visit, &use);
  return use;
}

// Those that the kernel uses.
static void print_parameters(KernelPrinter *p) {
  const PrimFunc *func = p->kernel->func;
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    const char *type = cpp_type(param->var->type);
    if (!var_use(p, param->var).any) continue;
    text_print(&p->text, "    const %s %s = get_arg_val<%s>(%zu);\n", type, names_declare(&p->names, param->var, param->name), type, i);
  }
}

static void print_accessor_args(KernelPrinter *p) {
  for (size_t i = 0; i < p->kernel->accessors.count; i++) {
    const char *tensor = p->plan->tensors.items[p->kernel->accessors.items[i]].name;
    const char *name = names_declare(&p->names, NULL, arena_format(p->c->arena, "%s_args", tensor));
    text_print(&p->text, "    constexpr auto %s = TensorAccessorArgs<", name);
    if (i)
      text_print(&p->text, "%s.next_compile_time_args_offset()", p->accessors.items[i - 1]);
    else
      text_put(&p->text, "0");
    text_put(&p->text, ">();\n");
    vector_push(p->c->arena, &p->accessors, name);
  }
}

// A number is constexpr; one that names a circular buffer is unsigned, as in every hand-written kernel.
static void print_let(KernelPrinter *p, const Var *var, unsigned level) {
  const char *type = cpp_type(var->type);
  if (!type) {
    diag_unsupported(p->c, var->span, "variable %s of type %s in kernel %s: a RISC core of the chip computes with integers", var->name,
                     type_text(var->type), p->kernel->name);
    return;
  }
  bool number = var->value->kind == EXPR_INT;
  bool circular = number && var->type == TYPE_INT32 && var->value->integer >= 0 && var_use(p, var).circular;
  text_indent(&p->text, level);
  text_print(&p->text, "%s %s ", number ? "constexpr" : "const", circular ? "uint32_t" : type);
  Text whole = p->text;  // the value is printed before the name is visible: `x = x + 1` names the outer x
  p->text = text_open(p->c->arena);
  kernel_print_expr(p, var->value, BINDS_NOTHING);
  const char *value = p->text.bytes;
  p->text = whole;
  text_print(&p->text, "%s = %s;\n", names_declare(&p->names, var, var->name), value);
}

static void print_block(KernelPrinter *p, const Block *block, unsigned level);

static void print_scope(KernelPrinter *p, const Block *block, unsigned level) {
  size_t mark = names_open(&p->names);
  print_block(p, block, level);
  names_close(&p->names, mark);
}

static void print_for(KernelPrinter *p, const Stmt *stmt, unsigned level) {
  const Expr *begin = stmt->loop.begin, *extent = stmt->loop.extent;
  const char *type = cpp_type(stmt->loop.var->type);
  int64_t first = 0, count = 0;
  bool zero = ir_is_int(begin, &first) && first == 0;
  size_t mark = names_open(&p->names);
  const char *name = names_declare(&p->names, stmt->loop.var, stmt->loop.var->name);
  text_indent(&p->text, level);
  text_print(&p->text, "for (%s %s = ", type ? type : "int32_t", name);
  kernel_print_expr(p, begin, BINDS_NOTHING);
  text_print(&p->text, "; %s < ", name);
  if (zero) {
    kernel_print_expr(p, extent, BINDS_LESS + 1);
  } else if (begin->kind == EXPR_INT && extent->kind == EXPR_INT && ir_is_int(extent, &count) && first < INT32_MAX && count < INT32_MAX) {
    text_print(&p->text, "%lld", (long long)(first + count));
  } else {
    kernel_print_expr(p, begin, BINDS_ADD);
    text_put(&p->text, " + ");
    kernel_print_expr(p, extent, BINDS_ADD + 1);
  }
  text_print(&p->text, "; ++%s) {\n", name);
  print_scope(p, &stmt->loop.body, level + 1);
  text_indent(&p->text, level);
  text_put(&p->text, "}\n");
  names_close(&p->names, mark);
}

static void print_if(KernelPrinter *p, const Stmt *stmt, unsigned level) {
  text_indent(&p->text, level);
  text_put(&p->text, "if (");
  kernel_print_expr(p, stmt->branch.condition, BINDS_NOTHING);
  text_put(&p->text, ") {\n");
  print_scope(p, &stmt->branch.then, level + 1);
  text_indent(&p->text, level);
  if (stmt->branch.orelse.count) {
    text_put(&p->text, "} else {\n");
    print_scope(p, &stmt->branch.orelse, level + 1);
    text_indent(&p->text, level);
  }
  text_put(&p->text, "}\n");
}

static void print_stmt(KernelPrinter *p, const Stmt *stmt, unsigned level) {
  switch (stmt->kind) {
    case STMT_EVAL:
      text_indent(&p->text, level);
      kernel_print_expr(p, stmt->call, BINDS_NOTHING);
      text_put(&p->text, ";\n");
      break;
    case STMT_LET: print_let(p, stmt->let, level); break;
    case STMT_FOR: print_for(p, stmt, level); break;
    case STMT_IF: print_if(p, stmt, level); break;
    case STMT_STORE:
    case STMT_ALLOC:
    case STMT_WHILE:
    case STMT_LAUNCH:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_ATTR: internal_error(p->c, "kernel %s holds a statement that the plan should have refused", p->kernel->name);
  }
}

static void print_block(KernelPrinter *p, const Block *block, unsigned level) {
  for (size_t i = 0; i < block->count; i++) {
    const Stmt *stmt = block->items[i];
    bool after_let = i && block->items[i - 1]->kind == STMT_LET && stmt->kind != STMT_LET;
    if (level == 1 && i && (after_let || stmt->kind == STMT_FOR)) text_put(&p->text, "\n");
    print_stmt(p, stmt, level);
  }
}

typedef struct SpellingCheck {
  Compilation *c;
  const Dialect *dialect;
} SpellingCheck;

static void check_spelling(void *state, const Expr *expr) {
  const SpellingCheck *check = state;
  if (expr->kind != EXPR_CALL || op_info(expr->op)->engine == ENGINE_VALUE || check->dialect->ops[expr->op].call) return;
  diag_unsupported(check->c, expr->span, "%s for Metalium %s: that release has no call that does the same; --metalium=%s has one",
                   op_info(expr->op)->text, check->dialect->name, metalium_at(0)->name);
}

void kernel_check(Compilation *compilation, const Dialect *dialect, const PlanKernel *kernel) {
  SpellingCheck check = {compilation, dialect};
  visit_block(&kernel->func->body, check_spelling, &check);
}

const char *kernel_source(Compilation *compilation, const Dialect *dialect, const Plan *plan, const PlanKernel *kernel) {
  KernelPrinter printer = {.c = compilation, .dialect = dialect, .plan = plan, .kernel = kernel, .names = {.c = compilation}};
  printer.text = text_open(compilation->arena);
  print_head(&printer);
  text_put(&printer.text, "\nvoid kernel_main() {\n");
  print_parameters(&printer);
  print_accessor_args(&printer);
  print_block(&printer, &kernel->func->body, 1);
  text_put(&printer.text, "}\n");
  return printer.text.bytes;
}
