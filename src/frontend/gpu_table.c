// The functions of gpu_functions.def. In: a call in TileLang source; out: OP_INTRINSIC as tilelang's front end makes it, with its defaults,
// its order of operands and its addresses.
#include <stdlib.h>

#include "frontend/elaborate.h"

static Value run_row(Elaborator *e, Call *call);

typedef struct GpuFunction {
  Builtin builtin;  // first: a call knows its row by it
  const char *emits, *operands, *type;
} GpuFunction;

static const GpuFunction FUNCTIONS[] = {
#define GPU_FUNCTION(name, parameters, emits, operands, type) {{name, parameters, run_row}, emits, operands, type},
#include "frontend/gpu_functions.def"
#undef GPU_FUNCTION
};

const Builtin *gpu_find(const char *name) {
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
    if (!strcmp(FUNCTIONS[i].builtin.name, name)) return &FUNCTIONS[i].builtin;
  return NULL;
}

const char *gpu_name(size_t index) { return index < sizeof FUNCTIONS / sizeof *FUNCTIONS ? FUNCTIONS[index].builtin.name : NULL; }

// Operators of TVM that tilelang hands on: their calls print as they stand. A '*' stands for any rest.
bool gpu_stands(const char *name) {
  static const char *const names[] = {"ptx_*",     "tvm_*",         "mma_*",      "tma_store",    "prefetch_tma_descriptor", "cooperative_tensor_*", "simdgroup_*",
                                      "make_filled_simdgroup_matrix", "create_barriers", "get_mbarrier", "type_annotation", "address_of",
                                      "call_packed", "call_pure_extern", "tcgen05_ld", "tcgen05_st", "atomic_addx2_ret_elem_op", "atomic_addx4_ret_elem_op"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = strlen(names[i]);
    bool rest = names[i][length - 1] == '*';
    if (rest ? !strncmp(names[i], name, length - 1) : !strcmp(names[i], name)) return true;
  }
  return false;
}

bool gpu_is_row(const Builtin *builtin) { return builtin->run == run_row; }

// ---- parameters by name

static bool all_optional_given(const Call *call) {
  unsigned index = 0;
  for (const char *at = call->builtin->parameters; *at; index++) {
    size_t word = strcspn(at, " ");
    if (at[word - 1] == '?' && !argument_given(call, index)) return false;
    at += word;
    at += strspn(at, " ");
  }
  return true;
}

// ---- the forms of operands

// A whole buffer stands for its first element.
static const Expr *element(Elaborator *e, const Call *call, Value value, Span span) {
  Box box;
  if (!index_box(e, value, span, "this operand", &box)) return NULL;
  int index = argument_place(call, "index");
  if (value.kind == VALUE_BUFFER && index >= 0 && argument_given(call, (unsigned)index)) {
    Value loaded = index_value(e, value, call->args[index], call->spans[index]);
    return loaded.kind == VALUE_EXPR ? loaded.expr : NULL;
  }
  return ir_with_span(e->c, ir_load(e->c, box.buffer, box.mins), span);
}

static const Expr *form_operand(Elaborator *e, const Call *call, const char *form, size_t length, Value value, Span span) {
  static const char *const forms[] = {"", "read", "write", "update", "element", "data", "uint32", "int"};
  enum { PLAIN, READ, WRITE, UPDATE, ELEMENT, DATA, UINT32, INT };
  int kind = PLAIN;
  Box box;
  int64_t number;
  while (strlen(forms[kind]) != length || strncmp(forms[kind], form, length)) kind++;
  switch (kind) {
    case READ: case WRITE: case UPDATE:
      if (value.kind == VALUE_BUFFER || (value.kind == VALUE_EXPR && (value.expr->kind == EXPR_LOAD || value.expr->kind == EXPR_REGION)))
        return gpu_address(e, value, (Access)(kind - READ + ACCESS_READ), span);
      break;
    case ELEMENT: return element(e, call, value, span);
    case DATA:
      if (value.kind == VALUE_EXPR && index_box(e, value, span, "this operand", &box)) value = value_buffer(box.buffer);
      break;
    case UINT32:
      if (value_as_int(value, &number)) return ir_int_typed(e->c, TYPE_UINT32, number);
      break;
    case INT:
      if (value_as_int(value, &number)) return ir_int(e->c, number);
      break;
  }
  return gpu_operand(e, value, span);
}

static Value default_value(Elaborator *e, const char *text, size_t length) {
  if (*text == '\'') return value_string(intern(e->c, arena_format(e->c->arena, "%.*s", (int)length - 2, text + 1)));
  if (!strncmp(text, "True", 4) || !strncmp(text, "False", 5)) return value_bool(*text == 'T');
  return value_int(strtoll(text, NULL, 10));
}

// ---- a row

typedef struct Emitted {
  VECTOR(const Expr *) args;
  KeywordList keywords;
} Emitted;

static void add_flag(Elaborator *e, Emitted *emitted, const char *key, size_t length) {
  const char *name = intern(e->c, arena_format(e->c->arena, "%.*s", (int)length, key));
  vector_push(e->c->arena, &emitted->keywords, ((Keyword){name, ir_int(e->c, 1)}));
}

// One word of the operands' text.
static bool add_word(Elaborator *e, const Call *call, const char *word, size_t length, Emitted *emitted) {
  size_t name = strcspn(word, ":=> ");
  if (*word == '*') {
    for (size_t i = 0; i < call->rest.count; i++) {
      const Expr *operand = gpu_operand(e, call->rest.items[i].value, call->rest.items[i].span);
      if (!operand) return false;
      vector_push(e->c->arena, &emitted->args, operand);
    }
    return true;
  }
  int index = argument_place(call, arena_format(e->c->arena, "%.*s", (int)name, word));
  if (index < 0) {  // key=1
    add_flag(e, emitted, word, name);
    return true;
  }
  bool given = argument_given(call, (unsigned)index);
  Value value = call->args[index];
  if (word[name] == '>') {
    bool truth = false;
    if (given && value_truth(value, &truth) && truth) add_flag(e, emitted, word + name + 1, length - name - 1);
    return true;
  }
  const char *form = word + name + (word[name] == ':'), *initial = memchr(word, '=', length);
  size_t form_length = word[name] == ':' ? strcspn(form, "= ") : 0;
  if (!given && !initial) return true;
  if (!given) value = default_value(e, initial + 1, length - (size_t)(initial + 1 - word));
  const Expr *operand = form_operand(e, call, form, form_length, value, call->spans[index]);
  if (!operand) return false;
  vector_push(e->c->arena, &emitted->args, operand);
  return true;
}

static DType result_type(Elaborator *e, const Call *call, const char *text) {
  DType type = TYPE_HANDLE;
  int64_t bits = 32;
  if (*text == '=') {
    Value value = call->args[argument_place(call, text + 1)];
    if (value.kind == VALUE_BUFFER) return value.buffer->type;
    const Expr *expr = value_is_number(value) || value.kind == VALUE_EXPR ? arith_expr(e, value, call->span) : NULL;
    return expr ? expr->type : TYPE_HANDLE;
  }
  if (!strcmp(text, "float*")) {
    value_as_int(call->args[argument_place(call, "bit")], &bits);
    return bits == 64 ? TYPE_FLOAT64 : TYPE_FLOAT32;
  }
  value_as_dtype(value_string(text), &type);
  return type;
}

static Value run_row(Elaborator *e, Call *call) {
  const GpuFunction *row = (const GpuFunction *)call->builtin;
  Emitted emitted = {0};
  for (const char *word = row->operands; *word;) {
    size_t length = strcspn(word, " ");
    if (!add_word(e, call, word, length, &emitted)) return VALUE_FAILED;
    word += length;
    word += strspn(word, " ");
  }
  uint32_t depth = 0;
  for (unsigned i = 0; i < call->count; i++)
    if (call->args[i].kind == VALUE_EXPR && call->args[i].depth > depth) depth = call->args[i].depth;
  if (depth >= MOST_EXPR_DEPTH)
    return FAIL(e, call->span, "this expression is nested more than %d deep; bind parts of it to variables", MOST_EXPR_DEPTH);
  const char *name = *row->emits ? row->emits : row->builtin.name, *other = strchr(name, '/');
  if (other) name = all_optional_given(call) ? other + 1 : intern(e->c, arena_format(e->c->arena, "%.*s", (int)(other - name), name));
  Value made = gpu_call(e, name, result_type(e, call, row->type), emitted.args.items, (unsigned)emitted.args.count, &emitted.keywords, call->span);
  made.depth = depth + 1;
  return made;
}

// The type of T.<name>(operands) as printed: that of the row that emits it; TYPE_HANDLE where its place tells.
DType gpu_printed_type(const char *name, const Expr *call) {
  DType type = TYPE_HANDLE;
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    const GpuFunction *row = &FUNCTIONS[i];
    if (strcmp(*row->emits ? row->emits : row->builtin.name, name)) continue;
    if (*row->type != '=') {
      value_as_dtype(value_string(row->type), &type);
      return type;
    }
    unsigned place = 1;  // the name is the first operand
    for (const char *word = row->operands; *word; place++) {
      size_t length = strcspn(word, ":= ");
      if (length == strlen(row->type + 1) && !strncmp(word, row->type + 1, length) && place < call->arg_count) return call->args[place]->type;
      word += strcspn(word, " ");
      word += strspn(word, " ");
    }
  }
  return type;
}
