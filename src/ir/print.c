// Printer. In: IR; out: TVMScript text in the spelling of tilelang 0.1.15 that reads back to the same IR. This file prints
// functions and statements, print_expr.c names and expressions.
#include "ir/print_internal.h"

static void print_block(Printer *p, const Block *block);

static void begin_line(Printer *p) { text_indent(&p->text, p->indent); }

static void print_shape(Printer *p, const Expr *const *items, unsigned count) {
  text_put(&p->text, "(");
  print_list(p, items, count);
  text_put(&p->text, count == 1 ? ",)" : ")");
}

// Explicit strides, or those of a compact buffer as the products of the shape.
static void print_strides(Printer *p, const Buffer *buffer) {
  const Expr **strides = arena_array(p->c->arena, const Expr *, buffer->rank);
  for (unsigned i = buffer->rank; i-- > 0;) {
    int64_t a, b, product;
    if (buffer->strides)
      strides[i] = buffer->strides[i];
    else if (i + 1 == buffer->rank)
      strides[i] = ir_int(p->c, 1);
    else if (ir_is_int(strides[i + 1], &b) && b == 1)
      strides[i] = buffer->shape[i + 1];
    else if (ir_is_int(strides[i + 1], &b) && ir_is_int(buffer->shape[i + 1], &a) && !__builtin_mul_overflow(a, b, &product))
      strides[i] = ir_int(p->c, product);
    else
      strides[i] = ir_op(p->c, OP_MUL, buffer->shape[i + 1], strides[i + 1]);
  }
  text_put(&p->text, ", strides=");
  print_shape(p, strides, buffer->rank);
}

// What every buffer constructor starts with: shape and, unless it is the default, the type.
static void print_shape_and_type(Printer *p, const Buffer *buffer) {
  print_shape(p, buffer->shape, buffer->rank);
  if (buffer->type != TYPE_FLOAT32) text_print(&p->text, ", \"%s\"", type_text(buffer->type));
}

// The name of the handle that print_launch declared for the reducer; NULL if there is none.
static const char *handle_name(const Printer *p, const Buffer *buffer) {
  for (size_t i = p->names.count; i-- > 0;)
    if (p->names.items[i].thing == &buffer->reducer) return p->names.items[i].name;
  return NULL;
}

// T.int32; of a pointer T.handle("float16", "global")
static void print_var_type(Printer *p, const Var *var) {
  text_print(&p->text, "T.%s", type_text(var->type));
  if (var->type != TYPE_HANDLE || var->pointee == TYPE_VOID) return;
  text_print(&p->text, "(\"%s\"", type_text(var->pointee));
  if (var->space) text_print(&p->text, ", \"%s\"", var->space);
  text_put(&p->text, ")");
}

static void print_alloc(Printer *p, Buffer *buffer) {
  const char *handle = handle_name(p, buffer);
  begin_line(p);
  const char *name = bind_name(p, buffer, buffer->name);
  if (buffer->storage || buffer->address) {
    text_print(&p->text, "%s = T.Buffer(", name);
    print_shape_and_type(p, buffer);
    text_put(&p->text, ", data=");
    if (buffer->storage)
      text_print(&p->text, "%s.data", buffer_name(p, buffer->storage));
    else
      print_expr(p, ir_var(p->c, buffer->address));
    print_strides(p, buffer);
  } else {
    text_print(&p->text, "%s = T.sblock_alloc_buffer(", name);
    print_shape_and_type(p, buffer);
    if (handle) text_print(&p->text, ", data=%s", handle);
    if (buffer->strides) print_strides(p, buffer);
  }
  if (buffer->scope != SCOPE_GLOBAL) text_print(&p->text, ", scope=\"%s\"", scope_text(buffer->scope));
  if (buffer->reducer && !handle) text_print(&p->text, ", reducer=\"%s\"", buffer->reducer);
  text_put(&p->text, ")\n");
}

static const Expr *loop_end(Printer *p, const Stmt *loop) {
  int64_t end;
  const Expr *begin = loop->loop.begin, *extent = loop->loop.extent;
  if (begin->kind == EXPR_INT && extent->kind == EXPR_INT && !__builtin_add_overflow(begin->integer, extent->integer, &end))
    return ir_int_typed(p->c, begin->type, end);
  return ir_op(p->c, OP_ADD, begin, extent);
}

static const char *loop_text(const Stmt *loop) {
  switch (loop->loop.loop) {
    case LOOP_SERIAL: return loop->loop.annotations.count ? "T.serial" : "range";
    case LOOP_PARALLEL: return "T.parallel";
    case LOOP_UNROLL: return "T.unroll";
    case LOOP_VECTORIZED: return "T.vectorized";
  }
  return "?";
}

static void print_for(Printer *p, const Stmt *stmt) {
  size_t scope = p->names.count;
  begin_line(p);
  // The bounds are outside the scope of the variable, but its name stands before them in the text.
  Text outer = p->text;
  p->text = text_open(p->c->arena);
  const Expr *begin = stmt->loop.begin;
  if (begin->kind == EXPR_INT && begin->integer == 0) {
    print_expr(p, stmt->loop.extent);
  } else {
    print_expr(p, begin);
    text_put(&p->text, ", ");
    print_expr(p, loop_end(p, stmt));
  }
  if (stmt->loop.annotations.count) {
    text_put(&p->text, ", annotations=");
    print_dict(p, &stmt->loop.annotations);
  }
  const char *bounds = p->text.bytes;
  p->text = outer;
  const char *name = bind_name(p, stmt->loop.var, stmt->loop.var->name);
  text_print(&p->text, "for %s in %s(%s):\n", name, loop_text(stmt), bounds);
  print_block(p, &stmt->loop.body);
  p->names.count = scope;
}

static void print_if(Printer *p, const Stmt *stmt) {
  begin_line(p);
  text_put(&p->text, "if ");
  print_expr(p, stmt->branch.condition);
  text_put(&p->text, ":\n");
  print_block(p, &stmt->branch.then);
  if (stmt->branch.orelse.count == 0) return;
  begin_line(p);
  text_put(&p->text, "else:\n");
  print_block(p, &stmt->branch.orelse);
}

// A reducer is told by the attribute of its block, keyed by the handle of its data.
static void print_reducer_handles(Printer *p, const Block *body) {
  for (size_t i = 0; i < body->count; i++) {
    const Buffer *buffer = body->items[i]->kind == STMT_ALLOC ? body->items[i]->alloc : NULL;
    if (!buffer || !buffer->reducer) continue;
    begin_line(p);
    text_print(&p->text, "%s = T.handle(\"%s\", \"%s\")\n", bind_name(p, &buffer->reducer, buffer->name), type_text(buffer->type),
               scope_text(buffer->scope));
  }
}

static void put_reducers(Printer *p, Text *out, const Block *body, Scope scope, const char *key, const char *more) {
  bool first = true;
  for (size_t i = 0; i < body->count; i++) {
    const Buffer *buffer = body->items[i]->kind == STMT_ALLOC ? body->items[i]->alloc : NULL;
    if (!buffer || !buffer->reducer || (buffer->scope == SCOPE_REDUCER) != (scope == SCOPE_REDUCER)) continue;
    if (first) text_print(out, "%s\"%s\": {", out->length ? ", " : "", key);
    text_print(out, "%s%s: {\"op\": \"%s\"%s}", first ? "" : ", ", handle_name(p, buffer), buffer->reducer, more);
    first = false;
  }
  if (!first) text_put(out, "}");
}

static void put_safe_values(Printer *p, Text *out) {
  bool first = true;
  for (size_t i = 0; p->func && i < p->func->params.count; i++) {
    const Buffer *buffer = p->func->params.items[i].buffer;
    if (!buffer || !buffer->safe_value) continue;
    text_print(out, "%s%s.data: ", first ? (out->length ? ", \"safe_value_map\": {" : "\"safe_value_map\": {") : ", ",
               buffer_name(p, buffer));
    Text outer = p->text;
    p->text = *out;
    print_expr(p, buffer->safe_value);
    *out = p->text;
    p->text = outer;
    first = false;
  }
  if (!first) text_put(out, "}");
}

// The entries that are kept in buffers, not in the attributes of the launch.
static const char *buffer_entries(Printer *p, const Stmt *stmt) {
  Text out = text_open(p->c->arena);
  put_reducers(p, &out, &stmt->launch.body, SCOPE_FRAGMENT, "reducer_info", ", \"rep\": \"all\"");
  put_reducers(p, &out, &stmt->launch.body, SCOPE_REDUCER, "reducer_info_v2", "");
  put_safe_values(p, &out);
  return out.bytes;
}

static void print_sblock_attr(Printer *p, const Stmt *stmt) {
  KeywordList entries = {0};
  const char *first = buffer_entries(p, stmt);
  if (stmt->launch.thread_dims) {
    int64_t threads[3] = {1, 1, 1};
    for (unsigned i = 0; i < stmt->launch.thread_dims; i++) threads[i] = stmt->launch.threads[i];
    vector_push(p->c->arena, &entries, ((Keyword){"tl.launch_threads", ir_ints(p->c, threads, 3)}));
  }
  for (size_t i = 0; i < stmt->launch.attributes.count; i++) vector_push(p->c->arena, &entries, stmt->launch.attributes.items[i]);
  if (entries.count == 0 && !*first) return;
  begin_line(p);
  text_put(&p->text, "T.sblock_attr(");
  print_dict_after(p, first, &entries);
  text_put(&p->text, ")\n");
}

static void print_launch(Printer *p, const Stmt *stmt) {
  static const char *const AXES = "xyz";
  size_t scope = p->names.count;
  unsigned indent = p->indent;
  for (unsigned i = 0; i < stmt->launch.dims; i++) {
    begin_line(p);
    text_print(&p->text, "for %s in T.thread_binding(", bind_name(p, stmt->launch.grid[i], stmt->launch.grid[i]->name));
    print_expr(p, stmt->launch.extents[i]);
    text_print(&p->text, ", thread=\"blockIdx.%c\"):\n", AXES[i]);
    p->indent++;
  }
  for (unsigned i = 0; i < 3; i++) {
    const char thread[] = {'t', AXES[i], 0};
    const Var *var = stmt->launch.thread_vars[i];
    begin_line(p);
    text_print(&p->text, "%s: T.int32 = T.launch_thread_idx(%u)\n", bind_name(p, var, var ? var->name : intern(p->c, thread)), i);
  }
  begin_line(p);
  text_put(&p->text, "with T.sblock(\"tilelang_root\"):\n");
  p->indent++;
  begin_line(p);
  text_put(&p->text, "T.reads()\n");
  begin_line(p);
  text_put(&p->text, "T.writes()\n");
  print_reducer_handles(p, &stmt->launch.body);
  print_sblock_attr(p, stmt);
  p->indent--;
  // An empty body needs no T.evaluate(0): the block holds T.reads().
  if (stmt->launch.body.count) print_block(p, &stmt->launch.body);
  p->indent = indent;
  p->names.count = scope;
}

static void print_store(Printer *p, const Stmt *stmt) {
  begin_line(p);
  print_element(p, stmt->store.buffer, stmt->store.indices);
  text_put(&p->text, " = ");
  print_expr(p, stmt->store.value);
  text_put(&p->text, "\n");
}

static void print_let(Printer *p, Var *var) {
  begin_line(p);
  size_t mark = p->text.length;
  print_expr(p, var->value);  // before the name exists: the value may use an outer variable of the same name
  const char *value = arena_copy(p->c->arena, p->text.bytes + mark, p->text.length - mark);
  p->text.length = mark;
  text_print(&p->text, "%s: ", bind_name(p, var, var->name));
  print_var_type(p, var);
  text_print(&p->text, " = %s", value);
  text_put(&p->text, "\n");
}

static void print_eval(Printer *p, const Expr *call) {
  begin_line(p);
  bool effect = call->kind == EXPR_CALL && op_info(call->op)->engine != ENGINE_VALUE;
  if (!effect) text_put(&p->text, "T.evaluate(");
  print_expr(p, call);
  text_put(&p->text, effect ? "\n" : ")\n");
}

// TVM wants an expression as the value of T.attr: a list is spelled T.tvm_tuple(...).
static void print_attr(Printer *p, const Stmt *stmt) {
  const Expr *value = stmt->attribute.value;
  begin_line(p);
  text_put(&p->text, "T.attr(");
  if (stmt->attribute.node)
    print_expr(p, stmt->attribute.node);
  else
    text_put(&p->text, "None");
  text_put(&p->text, ", ");
  text_quote(&p->text, stmt->attribute.key);
  text_put(&p->text, ", ");
  if (value->kind == EXPR_LIST) {
    text_put(&p->text, "T.tvm_tuple(");
    print_list(p, value->items, value->item_count);
    text_put(&p->text, ")");
  } else {
    print_expr(p, value);
  }
  text_put(&p->text, ")\n");
}

static void print_line(Printer *p, const char *line) {
  begin_line(p);
  text_put(&p->text, line);
  text_put(&p->text, "\n");
}

static void print_stmt(Printer *p, const Stmt *stmt) {
  switch (stmt->kind) {
    case STMT_EVAL: print_eval(p, stmt->call); break;
    case STMT_STORE: print_store(p, stmt); break;
    case STMT_LET: print_let(p, stmt->let); break;
    case STMT_ALLOC: print_alloc(p, stmt->alloc); break;
    case STMT_FOR: print_for(p, stmt); break;
    case STMT_WHILE:
      begin_line(p);
      text_put(&p->text, "while ");
      print_expr(p, stmt->branch.condition);
      text_put(&p->text, ":\n");
      print_block(p, &stmt->branch.then);
      break;
    case STMT_IF: print_if(p, stmt); break;
    case STMT_LAUNCH: print_launch(p, stmt); break;
    case STMT_BREAK: print_line(p, "T.break_loop()"); break;
    case STMT_CONTINUE: print_line(p, "T.continue_loop()"); break;
    case STMT_ATTR: print_attr(p, stmt); break;
  }
}

// The block one level deeper than the current line; its names end with it.
static void print_block(Printer *p, const Block *block) {
  size_t scope = p->names.count;
  p->indent++;
  for (size_t i = 0; i < block->count; i++) print_stmt(p, block->items[i]);
  if (block->count == 0) print_line(p, "T.evaluate(0)");
  p->indent--;
  p->names.count = scope;
}

// ---- functions

typedef struct SymbolUse {
  const Var *symbol;
  bool found;
} SymbolUse;

static void find_symbol(void *state, const Expr *expr) {
  SymbolUse *use = state;
  if (expr->kind == EXPR_VAR && expr->var == use->symbol) use->found = true;
}

static bool attributes_use(const KeywordList *attributes, const Var *symbol) {
  SymbolUse use = {symbol, false};
  for (size_t i = 0; i < attributes->count; i++) ir_visit(attributes->items[i].value, find_symbol, &use);
  return use.found;
}

static bool buffer_uses(const Buffer *buffer, const Var *symbol) {
  SymbolUse use = {symbol, false};
  for (unsigned i = 0; i < buffer->rank; i++) {
    ir_visit(buffer->shape[i], find_symbol, &use);
    if (buffer->strides) ir_visit(buffer->strides[i], find_symbol, &use);
  }
  return use.found;
}

// `m, k = T.int32(), T.int32()` for the symbols not yet declared that the buffer (NULL: any of the rest) or the attributes use.
static void declare_symbols(Printer *p, const PrimFunc *func, bool *declared, const Buffer *buffer, bool for_attributes) {
  Text names = text_open(p->c->arena), types = text_open(p->c->arena);
  for (size_t i = 0; i < func->symbols.count; i++) {
    Var *symbol = func->symbols.items[i];
    bool wanted = for_attributes ? attributes_use(&func->attributes, symbol) : !buffer || buffer_uses(buffer, symbol);
    if (declared[i] || !wanted) continue;
    declared[i] = true;
    const char *separator = names.length ? ", " : "";
    text_print(&names, "%s%s", separator, bind_name(p, symbol, symbol->name));
    text_print(&types, "%sT.%s()", separator, type_text(symbol->type));
  }
  if (names.length == 0) return;
  begin_line(p);
  text_put(&p->text, names.bytes);
  text_put(&p->text, " = ");
  text_put(&p->text, types.bytes);
  text_put(&p->text, "\n");
}

static void print_params(Printer *p, const PrimFunc *func, const char **handles) {
  text_print(&p->text, "def %s(", func->name);
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (i) text_put(&p->text, ", ");
    if (param->buffer) {
      handles[i] = bind_name(p, NULL, arena_format(p->c->arena, "%s_handle", param->name));
      text_print(&p->text, "%s: T.handle", handles[i]);
    } else {
      text_print(&p->text, "%s: ", bind_name(p, param->var, param->name));
      print_var_type(p, param->var);
    }
  }
  text_put(&p->text, "):\n");
}

static void print_function(Printer *p, const PrimFunc *func) {
  const char **handles = arena_array(p->c->arena, const char *, func->params.count);
  bool *declared = arena_array(p->c->arena, bool, func->symbols.count);
  p->names.count = 0;
  p->func = func;
  print_line(p, "@T.prim_func");
  begin_line(p);
  print_params(p, func, handles);
  p->indent++;
  if (func->attributes.count) {
    declare_symbols(p, func, declared, NULL, true);
    begin_line(p);
    text_put(&p->text, "T.func_attr(");
    print_dict(p, &func->attributes);
    text_put(&p->text, ")\n");
  }
  for (size_t i = 0; i < func->params.count; i++) {
    Buffer *buffer = func->params.items[i].buffer;
    if (!buffer) continue;
    declare_symbols(p, func, declared, buffer, false);
    begin_line(p);
    text_print(&p->text, "%s = T.match_buffer(%s, ", bind_name(p, buffer, buffer->name), handles[i]);
    print_shape_and_type(p, buffer);
    print_strides(p, buffer);
    if (buffer->scope != SCOPE_GLOBAL) text_print(&p->text, ", scope=\"%s\"", scope_text(buffer->scope));
    text_put(&p->text, ")\n");
  }
  declare_symbols(p, func, declared, NULL, false);
  p->indent--;
  print_block(p, &func->body);
}

static const char *function_text(Compilation *compilation, const PrimFunc *func, bool canonical) {
  Printer p = {.c = compilation, .text = text_open(compilation->arena), .canonical = canonical};
  text_put(&p.text, "# from tvm.script import tirx as T\n\n");
  print_function(&p, func);
  return p.text.bytes;
}

const char *ir_print_function(Compilation *compilation, const PrimFunc *func) { return function_text(compilation, func, false); }

static bool is_plain(const Module *module) {
  return module->functions.count == 1 && module->attributes.count == 0 &&
         !ir_attribute(&module->functions.items[0]->attributes, "tt_kernel_role");
}

static const char *module_text(Compilation *compilation, const Module *module, bool canonical) {
  if (module->launches.count) {
    Text all = text_open(compilation->arena);
    for (size_t i = 0; i < module->launches.count; i++)
      text_print(&all, "# launch %zu\n%s", i + 1, module_text(compilation, module->launches.items[i], canonical));
    return all.bytes;
  }
  if (is_plain(module)) return function_text(compilation, module->functions.items[0], canonical);
  Printer p = {.c = compilation, .text = text_open(compilation->arena), .canonical = canonical};
  text_put(&p.text, "# from tvm.script import ir as I, tirx as T\n@I.ir_module\nclass Module:\n");
  p.indent = 1;
  if (module->attributes.count) {
    begin_line(&p);
    text_put(&p.text, "I.module_attrs(");
    print_dict(&p, &module->attributes);
    text_put(&p.text, ")\n");
  }
  for (size_t i = 0; i < module->functions.count; i++) {
    if (i || module->attributes.count) text_put(&p.text, "\n");
    print_function(&p, module->functions.items[i]);
  }
  return p.text.bytes;
}

const char *ir_print_module(Compilation *compilation, const Module *module) { return module_text(compilation, module, false); }
const char *ir_print_canonical(Compilation *compilation, const Module *module) { return module_text(compilation, module, true); }
