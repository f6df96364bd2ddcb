// Values: construction, equality, truth and text as Python has them.
#include "frontend/value.h"

#include "base/text.h"

Value value_list(Compilation *c, ValueKind kind, const Value *items, size_t count) {
  ValueList *list = arena_new(c->arena, ValueList);
  for (size_t i = 0; i < count; i++) vector_push(c->arena, list, items[i]);
  return (Value){.kind = (uint8_t)kind, .list = list};
}

bool value_as_int(Value value, int64_t *integer) {
  if (value.kind == VALUE_INT)
    *integer = value.integer;
  else if (value.kind == VALUE_BOOL)
    *integer = value.boolean;
  else if (value.kind == VALUE_EXPR && value.expr->kind == EXPR_INT)
    *integer = value.expr->integer;
  else
    return false;
  return true;
}

double value_as_double(Value value) {
  return value.kind == VALUE_FLOAT ? value.number : value.kind == VALUE_INT ? (double)value.integer : (double)value.boolean;
}

bool value_as_dtype(Value value, DType *type) {
  static const char *const aliases[][2] = {{"float", "float32"}, {"half", "float16"}, {"double", "float64"}, {"int", "int32"},
                                           {"short", "int16"},   {"long", "int64"},   {"uint", "uint32"},    {"bool_", "bool"},
                                           {"ulong", "uint64"},      {"tfloat32", "custom[tfloat32]"}, {"ptr", "int64"},
                                           {"float4_e2m1_unpacked", "custom[float4_e2m1_unpacked]"}};
  if (value.kind == VALUE_DTYPE) {
    *type = value.dtype;
    return true;
  }
  if (value.kind != VALUE_STRING) return false;
  for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
    if (!strcmp(value.string, aliases[i][0])) return type_from_text(aliases[i][1], type);
  return strcmp(value.string, "void") && strcmp(value.string, "string") && type_from_text(value.string, type);
}

enum { MOST_NESTING = 32, MOST_TEXT = 10000 };  // of compared and printed containers: a list may contain itself

static bool equal_at(Value a, Value b, unsigned depth);

static bool lists_equal(const ValueList *a, const ValueList *b, unsigned depth) {
  if (a == b) return true;
  if (a->count != b->count || depth == MOST_NESTING) return false;
  for (size_t i = 0; i < a->count; i++)
    if (!equal_at(a->items[i], b->items[i], depth + 1)) return false;
  return true;
}

bool value_equal(Value a, Value b) { return equal_at(a, b, 0); }

static bool equal_at(Value a, Value b, unsigned depth) {
  DType left, right;
  if (value_is_number(a) && value_is_number(b)) return value_as_double(a) == value_as_double(b);
  if (value_as_dtype(a, &left) && value_as_dtype(b, &right)) return left == right;
  if (a.kind != b.kind) return false;
  switch ((ValueKind)a.kind) {
    case VALUE_NONE:
    case VALUE_ELLIPSIS: return true;
    case VALUE_STRING:
    case VALUE_MODULE:
    case VALUE_OPAQUE: return !strcmp(a.string, b.string);
    case VALUE_TUPLE:
    case VALUE_LIST:
    case VALUE_RANGE:
    case VALUE_SLICE:
    case VALUE_DICT: return lists_equal(a.list, b.list, depth);
    case VALUE_FUNCTION: return a.closure == b.closure;
    case VALUE_BUILTIN: return a.builtin == b.builtin;
    case VALUE_EXPR: return ir_same(a.expr, b.expr);
    case VALUE_BUFFER: return a.buffer == b.buffer;
    case VALUE_TENSOR: return a.tensor == b.tensor;
    case VALUE_FRAME: return a.frame == b.frame;
    case VALUE_CLASS: return a.class == b.class;
    case VALUE_OBJECT: return a.object == b.object;
    case VALUE_HANDLE: return a.handle == b.handle;
    case VALUE_ERROR: case VALUE_ABSENT: case VALUE_BOOL: case VALUE_INT: case VALUE_FLOAT: case VALUE_DTYPE:
    case VALUE_METHOD: return false;
  }
  return false;
}

const char *value_kind_text(Value value) {
  switch ((ValueKind)value.kind) {
    case VALUE_ERROR: return "an error";
    case VALUE_ABSENT: return "nothing";
    case VALUE_NONE: return "None";
    case VALUE_ELLIPSIS: return "...";
    case VALUE_BOOL: return "a bool";
    case VALUE_INT: return "an int";
    case VALUE_FLOAT: return "a float";
    case VALUE_STRING: return "a string";
    case VALUE_DTYPE: return "a dtype";
    case VALUE_TUPLE: return "a tuple";
    case VALUE_LIST: return "a list";
    case VALUE_DICT: return "a dict";
    case VALUE_RANGE: return "a range";
    case VALUE_SLICE: return "a slice";
    case VALUE_FUNCTION: return "a function";
    case VALUE_BUILTIN:
    case VALUE_METHOD: return "a builtin function";
    case VALUE_MODULE: return "a module";
    case VALUE_OPAQUE: return "a Python object";
    case VALUE_EXPR: return value.expr->kind == EXPR_REGION ? "a region of a buffer" : "a device expression";
    case VALUE_BUFFER: return "a buffer";
    case VALUE_TENSOR: return "a tensor type";
    case VALUE_FRAME: return "a loop or launch";
    case VALUE_CLASS: return "a class";
    case VALUE_OBJECT: return "an object";
    case VALUE_HANDLE: return "a handle";
  }
  return "?";
}

static void put_value(Text *text, Value value, unsigned depth);

static void put_list(Text *text, const ValueList *list, const char *open, const char *close, unsigned depth) {
  text_put(text, open);
  for (size_t i = 0; i < list->count && depth < MOST_NESTING && text->length < MOST_TEXT; i++) {
    if (i) text_put(text, ", ");
    put_value(text, list->items[i], depth + 1);
  }
  text_put(text, close);
}

// Strings are quoted inside containers.
static void put_value(Text *text, Value value, unsigned depth) {
  switch ((ValueKind)value.kind) {
    case VALUE_NONE: text_put(text, "None"); break;
    case VALUE_BOOL: text_put(text, value.boolean ? "True" : "False"); break;
    case VALUE_INT: text_print(text, "%lld", (long long)value.integer); break;
    case VALUE_FLOAT: text_double(text, value.number); break;
    case VALUE_STRING:
      if (depth)
        text_quote(text, value.string);
      else
        text_put(text, value.string);
      break;
    case VALUE_DTYPE: text_put(text, type_text(value.dtype)); break;
    case VALUE_TUPLE: put_list(text, value.list, "(", value.list->count == 1 ? ",)" : ")", depth); break;
    case VALUE_LIST: put_list(text, value.list, "[", "]", depth); break;
    case VALUE_MODULE:
    case VALUE_OPAQUE: text_put(text, value.string); break;
    case VALUE_FUNCTION: case VALUE_BUILTIN: case VALUE_METHOD: case VALUE_DICT: case VALUE_RANGE: case VALUE_SLICE:
    case VALUE_EXPR: case VALUE_BUFFER: case VALUE_TENSOR: case VALUE_FRAME: case VALUE_HANDLE: case VALUE_ERROR: case VALUE_ABSENT:
    case VALUE_ELLIPSIS: case VALUE_CLASS: case VALUE_OBJECT: text_print(text, "<%s>", value_kind_text(value)); break;
  }
}

const char *value_text(Compilation *c, Value value) {
  Text text = text_open(c->arena);
  put_value(&text, value, 0);
  return text.bytes;
}

bool value_truth(Value value, bool *truth) {
  *truth = true;
  switch ((ValueKind)value.kind) {
    case VALUE_NONE: *truth = false; return true;
    case VALUE_BOOL: *truth = value.boolean; return true;
    case VALUE_INT: *truth = value.integer != 0; return true;
    case VALUE_FLOAT: *truth = value.number != 0; return true;
    case VALUE_STRING: *truth = value.string[0] != 0; return true;
    case VALUE_TUPLE:
    case VALUE_LIST:
    case VALUE_DICT: *truth = value.list->count != 0; return true;
    case VALUE_ELLIPSIS: case VALUE_DTYPE: case VALUE_FUNCTION: case VALUE_BUILTIN: case VALUE_METHOD: case VALUE_MODULE:
    case VALUE_RANGE: case VALUE_SLICE: case VALUE_TENSOR: case VALUE_CLASS: case VALUE_OBJECT: return true;
    case VALUE_EXPR: case VALUE_BUFFER: case VALUE_FRAME: case VALUE_HANDLE: case VALUE_OPAQUE: case VALUE_ERROR: case VALUE_ABSENT: return false;
  }
  return false;
}
