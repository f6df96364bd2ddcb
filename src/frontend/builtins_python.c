// Python's builtins that metaprograms use, the math module, tilelang's helpers on numbers, and methods of values.
#include "frontend/elaborate.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

// ---- builtins

static Value run_range(Elaborator *e, Call *call) {
  Value parts[] = {value_int(0), call->args[0], value_int(1)};
  if (argument_given(call, 1)) parts[0] = call->args[0], parts[1] = call->args[1];
  if (argument_given(call, 2)) parts[2] = call->args[2];
  return value_list(e->c, VALUE_RANGE, parts, 3);
}

// slice(stop), slice(start, stop, step)
static Value run_slice(Elaborator *e, Call *call) {
  Value parts[] = {value_none(), call->args[0], value_none()};
  if (call->args[1].kind != VALUE_ABSENT) parts[0] = call->args[0], parts[1] = call->args[1];
  if (call->args[2].kind != VALUE_ABSENT) parts[2] = call->args[2];
  return value_list(e->c, VALUE_SLICE, parts, 3);
}

static Value run_len(Elaborator *e, Call *call) {
  Value value = call->args[0];
  if (value_is_sequence(value)) return value_int((int64_t)value.list->count);
  if (value.kind == VALUE_DICT) return value_int((int64_t)value.list->count / 2);
  if (value.kind == VALUE_STRING) return value_int((int64_t)strlen(value.string));
  ValueList items = {0};
  return eval_iterate(e, value, call->spans[0], &items) ? value_int((int64_t)items.count) : VALUE_FAILED;
}

// min and max of several arguments or of one sequence; of device expressions: T.min, T.max.
static Value extreme(Elaborator *e, Call *call, bool highest) {
  ValueList items = {0};
  for (size_t i = 0; i < call->rest.count; i++) vector_push(e->c->arena, &items, call->rest.items[i].value);
  if (items.count == 1 && !eval_iterate(e, call->rest.items[0].value, call->span, &items)) return VALUE_FAILED;
  if (items.count == 0) return FAIL(e, call->span, "%s of nothing", call->builtin->name);
  Value best = items.items[0];
  for (size_t i = 1; i < items.count; i++) {
    if (best.kind == VALUE_EXPR || items.items[i].kind == VALUE_EXPR)
      return FAIL(e, call->span, "Python's %s compares at compile time; use T.%s for device values", call->builtin->name, call->builtin->name);
    Value better = arith_compare(e, highest ? COMPARE_GT : COMPARE_LT, items.items[i], best, call->span);
    if (better.kind == VALUE_ERROR) return better;
    if (better.boolean) best = items.items[i];
  }
  return best;
}

static Value run_min(Elaborator *e, Call *call) { return extreme(e, call, false); }
static Value run_max(Elaborator *e, Call *call) { return extreme(e, call, true); }

static Value run_int(Elaborator *e, Call *call) {
  Value value = call->args[0];
  int64_t integer;
  if (value_as_int(value, &integer)) return value_int(integer);
  if (value.kind == VALUE_FLOAT && fabs(value.number) < 9e18) return value_int((int64_t)value.number);
  if (value.kind == VALUE_STRING) return value_int(strtoll(value.string, NULL, 10));
  return value.kind == VALUE_EXPR ? FAIL(e, call->span, "int() of a device value; use T.cast(x, \"int32\")")
                                  : FAIL(e, call->span, "int() of %s", value_kind_text(value));
}

static Value run_float(Elaborator *e, Call *call) {
  Value value = call->args[0];
  if (value_is_number(value)) return value_float(value_as_double(value));
  if (value.kind == VALUE_STRING) return value_float(strtod(value.string, NULL));
  return value.kind == VALUE_EXPR ? FAIL(e, call->span, "float() of a device value; use T.cast(x, \"float32\")")
                                  : FAIL(e, call->span, "float() of %s", value_kind_text(value));
}

static Value run_bool(Elaborator *e, Call *call) {
  bool truth;
  if (value_truth(call->args[0], &truth)) return value_bool(truth);
  return FAIL(e, call->span, "%s has no truth value at compile time", value_kind_text(call->args[0]));
}

static Value run_str(Elaborator *e, Call *call) { return value_string(intern(e->c, value_text(e->c, call->args[0]))); }

static Value run_abs(Elaborator *e, Call *call) {
  Value value = call->args[0];
  if (value.kind == VALUE_FLOAT) return value_float(fabs(value.number));
  if (value.kind == VALUE_INT) return value_int(value.integer < 0 && value.integer != INT64_MIN ? -value.integer : value.integer);
  return FAIL(e, call->span, "Python's abs works at compile time; use T.abs for device values");
}

static Value run_sum(Elaborator *e, Call *call) {
  ValueList items = {0};
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  Value sum = argument_given(call, 1) ? call->args[1] : value_int(0);
  for (size_t i = 0; i < items.count; i++) sum = arith_binary(e, TOKEN_PLUS, sum, items.items[i], call->span);
  return sum;
}

static Value all_any(Elaborator *e, Call *call, bool any) {
  ValueList items = {0};
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  for (size_t i = 0; i < items.count; i++) {
    bool truth;
    if (!value_truth(items.items[i], &truth)) return FAIL(e, call->span, "a device value in Python's %s", call->builtin->name);
    if (truth == any) return value_bool(any);
  }
  return value_bool(!any);
}

static Value run_all(Elaborator *e, Call *call) { return all_any(e, call, false); }
static Value run_any(Elaborator *e, Call *call) { return all_any(e, call, true); }

static Value to_sequence(Elaborator *e, Call *call, ValueKind kind) {
  ValueList items = {0};
  if (argument_given(call, 0) && !eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  if (!elab_spend(e, items.count, call->span)) return VALUE_FAILED;
  return value_list(e->c, kind, items.items, items.count);
}

static Value run_list(Elaborator *e, Call *call) { return to_sequence(e, call, VALUE_LIST); }
static Value run_tuple(Elaborator *e, Call *call) { return to_sequence(e, call, VALUE_TUPLE); }

static Value run_reversed(Elaborator *e, Call *call) {
  ValueList items = {0};
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  if (!elab_spend(e, items.count, call->span)) return VALUE_FAILED;
  Value list = value_list(e->c, VALUE_LIST, NULL, 0);
  for (size_t i = items.count; i-- > 0;) vector_push(e->c->arena, list.list, items.items[i]);
  return list;
}

static Value run_enumerate(Elaborator *e, Call *call) {
  ValueList items = {0};
  int64_t start = 0;
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  if (argument_given(call, 1) && !argument_int(e, call, 1, &start)) return VALUE_FAILED;
  if (!elab_spend(e, items.count * 4, call->span)) return VALUE_FAILED;
  Value list = value_list(e->c, VALUE_LIST, NULL, 0);
  for (size_t i = 0; i < items.count; i++) {
    Value pair[] = {value_int(start + (int64_t)i), items.items[i]};
    vector_push(e->c->arena, list.list, value_list(e->c, VALUE_TUPLE, pair, 2));
  }
  return list;
}

static Value run_zip(Elaborator *e, Call *call) {
  Value list = value_list(e->c, VALUE_LIST, NULL, 0);
  ValueList *columns = arena_array(e->c->arena, ValueList, call->rest.count);
  size_t rows = call->rest.count ? SIZE_MAX : 0;
  for (size_t k = 0; k < call->rest.count; k++) {
    if (!eval_iterate(e, call->rest.items[k].value, call->rest.items[k].span, &columns[k])) return VALUE_FAILED;
    if (columns[k].count < rows) rows = columns[k].count;
  }
  if (!elab_spend(e, rows * 4, call->span)) return VALUE_FAILED;
  for (size_t i = 0; i < rows; i++) {
    Value row = value_list(e->c, VALUE_TUPLE, NULL, 0);
    for (size_t k = 0; k < call->rest.count; k++) vector_push(e->c->arena, row.list, columns[k].items[i]);
    vector_push(e->c->arena, list.list, row);
  }
  return list;
}

static Value run_dict(Elaborator *e, Call *call) {
  Value dict = value_list(e->c, VALUE_DICT, NULL, 0);
  for (size_t i = 0; i < call->keywords.count; i++) {
    vector_push(e->c->arena, dict.list, value_string(call->keywords.items[i].name));
    vector_push(e->c->arena, dict.list, call->keywords.items[i].value);
  }
  return dict;
}

static Value run_round(Elaborator *e, Call *call) {
  int64_t integer;
  if (value_as_int(call->args[0], &integer)) return value_int(integer);
  if (call->args[0].kind != VALUE_FLOAT || argument_given(call, 1)) return FAIL(e, call->span, "round() of %s", value_kind_text(call->args[0]));
  return value_int((int64_t)nearbyint(call->args[0].number));
}

static Value run_print(Elaborator *e, Call *call) {
  (void)e;
  (void)call;
  return value_none();
}

static bool is_type_name(Value type, const char *name) { return type.kind == VALUE_BUILTIN && !strcmp(type.builtin->name, name); }

// A class of TVM: T.PrimExpr, tirx.Buffer, tvm.tir.BufferLoad, ...
static bool is_instance_of(Value value, Value type) {
  const char *name = type.kind == VALUE_BUILTIN ? type.builtin->name : type.kind == VALUE_OPAQUE ? type.string : "";
  const char *dot = strrchr(name, '.');
  if (dot) name = dot + 1;
  if (!strcmp(name, "Buffer")) return value.kind == VALUE_BUFFER;
  if (value.kind != VALUE_EXPR) return false;
  if (!strcmp(name, "PrimExpr")) return value.expr->kind != EXPR_REGION;
  if (!strcmp(name, "BufferRegion")) return value.expr->kind == EXPR_REGION;
  if (!strcmp(name, "BufferLoad")) return value.expr->kind == EXPR_LOAD;
  return !strcmp(name, "Var") && value.expr->kind == EXPR_VAR;
}

static Value run_isinstance(Elaborator *e, Call *call) {
  ValueList types = {0};
  Value value = call->args[0];
  if (value_is_sequence(call->args[1]))
    types = *call->args[1].list;
  else
    vector_push(e->c->arena, &types, call->args[1]);
  for (size_t i = 0; i < types.count; i++) {
    Value type = types.items[i];
    bool match = (is_type_name(type, "int") && (value.kind == VALUE_INT || value.kind == VALUE_BOOL)) ||
                 (is_type_name(type, "float") && value.kind == VALUE_FLOAT) || (is_type_name(type, "bool") && value.kind == VALUE_BOOL) ||
                 (is_type_name(type, "str") && value.kind == VALUE_STRING) || (is_type_name(type, "tuple") && value.kind == VALUE_TUPLE) ||
                 (is_type_name(type, "list") && value.kind == VALUE_LIST) || (is_type_name(type, "dict") && value.kind == VALUE_DICT);
    if (match || is_instance_of(value, type) || object_is(value, type)) return value_bool(true);
  }
  return value_bool(false);
}

static bool has_attribute(Elaborator *e, Value object, const char *name, Value *value) {
  size_t before = e->c->diagnostics.count;
  *value = eval_attribute(e, object, intern(e->c, name), NO_SPAN);
  bool found = value->kind != VALUE_ERROR && e->c->diagnostics.count == before;
  e->c->diagnostics.count = before;
  return found;
}

static Value run_getattr(Elaborator *e, Call *call) {
  const char *name = argument_string(e, call, 1);
  Value value;
  if (!name) return VALUE_FAILED;
  if (call->args[2].kind != VALUE_ABSENT) return has_attribute(e, call->args[0], name, &value) ? value : call->args[2];
  return eval_attribute(e, call->args[0], intern(e->c, name), call->span);
}

static Value run_hasattr(Elaborator *e, Call *call) {
  const char *name = argument_string(e, call, 1);
  Value value;
  return name ? value_bool(has_attribute(e, call->args[0], name, &value)) : VALUE_FAILED;
}

// map(function, values) and filter(function, values) as lists.
static Value run_map(Elaborator *e, Call *call) {
  bool filter = call->builtin->name[0] == 'f', truth;
  ValueList items = {0};
  if (!eval_iterate(e, call->args[1], call->spans[1], &items)) return VALUE_FAILED;
  Value result = value_list(e->c, VALUE_LIST, NULL, 0);
  for (size_t i = 0; i < items.count; i++) {
    ArgumentList arguments = {0};
    vector_push(e->c->arena, &arguments, ((Argument){NULL, items.items[i], call->spans[1]}));
    Value value = call_value(e, call->args[0], &arguments, call->span);
    if (value.kind == VALUE_ERROR || !elab_step(e, call->span)) return VALUE_FAILED;
    if (!filter || (value_truth(value, &truth) && truth)) vector_push(e->c->arena, result.list, filter ? items.items[i] : value);
  }
  return result;
}

const Builtin PYTHON_BUILTINS[] = {
    {"range", "start stop? step?", run_range},
    {"slice", "start stop? step?", run_slice},
    {"len", "object", run_len},
    {"min", "*values", run_min},
    {"max", "*values", run_max},
    {"int", "value", run_int},
    {"float", "value", run_float},
    {"bool", "value", run_bool},
    {"str", "value", run_str},
    {"abs", "value", run_abs},
    {"sum", "values start?", run_sum},
    {"all", "values", run_all},
    {"any", "values", run_any},
    {"list", "values?", run_list},
    {"set", "values?", run_list},
    {"tuple", "values?", run_tuple},
    {"sorted", "values", run_list},
    {"reversed", "values", run_reversed},
    {"enumerate", "values start?", run_enumerate},
    {"zip", "*columns **", run_zip},
    {"dict", "**", run_dict},
    {"round", "value digits?", run_round},
    {"print", "*values **", run_print},
    {"isinstance", "object type", run_isinstance},
    {"map", "function values", run_map},
    {"filter", "function values", run_map},
    {"getattr", "object name default?", run_getattr},
    {"hasattr", "object name", run_hasattr},
    {0},
};

// ---- math, tilelang.math

static bool numbers(Elaborator *e, const Call *call, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    if (!value_is_number(call->args[i])) {
      if (call->args[i].kind != VALUE_ERROR)
        FAIL(e, call->spans[i], "%s works at compile time, not on %s", call->builtin->name, value_kind_text(call->args[i]));
      return false;
    }
  return true;
}

static Value run_ceildiv(Elaborator *e, Call *call) {
  Value sum = arith_binary(e, TOKEN_PLUS, call->args[0], call->args[1], call->span);
  sum = arith_binary(e, TOKEN_MINUS, sum, value_int(1), call->span);
  return arith_binary(e, TOKEN_FLOORDIV, sum, call->args[1], call->span);
}

static Value run_next_power(Elaborator *e, Call *call) {
  int64_t value, power = 1;
  if (!argument_int(e, call, 0, &value)) return VALUE_FAILED;
  while (power < value && power < INT64_C(1) << 62) power *= 2;
  return value_int(power);
}

static Value float_function(Elaborator *e, Call *call) {
  const char *name = call->builtin->name;
  if (!numbers(e, call, 1)) return VALUE_FAILED;
  double x = value_as_double(call->args[0]), result = 0;
  bool positive = !strncmp(name, "log", 3);
  if ((positive && x <= 0) || (!strcmp(name, "sqrt") && x < 0)) return FAIL(e, call->spans[0], "math.%s of %g", name, x);
  if (!strcmp(name, "sqrt")) result = sqrt(x);
  else if (!strcmp(name, "exp")) result = exp(x);
  else if (!strcmp(name, "log2")) result = log2(x);
  else if (!strcmp(name, "log10")) result = log10(x);
  else if (!strcmp(name, "log") && argument_given(call, 1) && value_is_number(call->args[1])) result = log(x) / log(value_as_double(call->args[1]));
  else if (!strcmp(name, "log")) result = log(x);
  return value_float(result);
}

static Value rounding(Elaborator *e, Call *call) {
  if (!numbers(e, call, 1)) return VALUE_FAILED;
  double x = value_as_double(call->args[0]);
  if (!(fabs(x) < 9e18)) return FAIL(e, call->spans[0], "this number is too large");
  return value_int((int64_t)(call->builtin->name[0] == 'c' ? ceil(x) : floor(x)));
}

static Value run_gcd(Elaborator *e, Call *call) {
  int64_t a, b;
  if (!argument_int(e, call, 0, &a) || !argument_int(e, call, 1, &b)) return VALUE_FAILED;
  uint64_t x = a < 0 ? 0 - (uint64_t)a : (uint64_t)a, y = b < 0 ? 0 - (uint64_t)b : (uint64_t)b;
  while (y) {
    uint64_t rest = x % y;
    x = y;
    y = rest;
  }
  return value_int((int64_t)x);
}

static Value run_pow(Elaborator *e, Call *call) {
  return numbers(e, call, 2) ? value_float(pow(value_as_double(call->args[0]), value_as_double(call->args[1]))) : VALUE_FAILED;
}

static Value run_prod(Elaborator *e, Call *call) {
  ValueList items = {0};
  Value product = value_int(1);
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  for (size_t i = 0; i < items.count; i++) product = arith_binary(e, TOKEN_TIMES, product, items.items[i], call->span);
  return product;
}

const Builtin MATH_BUILTINS[] = {
    {"cdiv", "lhs rhs", run_ceildiv},
    {"ceildiv", "lhs rhs", run_ceildiv},
    {"next_power_of_2", "n", run_next_power},
    {"sqrt", "x", float_function},
    {"exp", "x", float_function},
    {"log", "x base?", float_function},
    {"log2", "x", float_function},
    {"log10", "x", float_function},
    {"ceil", "x", rounding},
    {"floor", "x", rounding},
    {"gcd", "a b", run_gcd},
    {"pow", "x y", run_pow},
    {"prod", "values", run_prod},
    {0},
};

// ---- methods

static Value list_append(Elaborator *e, Call *call) {
  vector_push(e->c->arena, call->self.list, call->args[0]);
  return value_none();
}

static Value list_extend(Elaborator *e, Call *call) {
  ValueList items = {0};
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  size_t count = items.count;  // the list may extend itself
  if (!elab_spend(e, count + call->self.list->count, call->span)) return VALUE_FAILED;
  for (size_t i = 0; i < count; i++) vector_push(e->c->arena, call->self.list, items.items[i]);
  return value_none();
}

static Value list_index(Elaborator *e, Call *call) {
  for (size_t i = 0; i < call->self.list->count; i++)
    if (value_equal(call->self.list->items[i], call->args[0])) return value_int((int64_t)i);
  return FAIL(e, call->span, "the value is not in the list");
}

static Value dict_get(Elaborator *e, Call *call) {
  (void)e;
  for (size_t i = 0; i < call->self.list->count; i += 2)
    if (value_equal(call->self.list->items[i], call->args[0])) return call->self.list->items[i + 1];
  return argument_given(call, 1) ? call->args[1] : value_none();
}

static Value dict_list(Elaborator *e, Call *call) {
  Value list = value_list(e->c, VALUE_LIST, NULL, 0);
  char which = call->builtin->name[5];  // "dict.keys", "dict.values", "dict.items"
  for (size_t i = 0; i < call->self.list->count; i += 2) {
    Value *pair = &call->self.list->items[i];
    vector_push(e->c->arena, list.list, which == 'k' ? pair[0] : which == 'v' ? pair[1] : value_list(e->c, VALUE_TUPLE, pair, 2));
  }
  return list;
}

static Value string_method(Elaborator *e, Call *call) {
  const char *name = call->builtin->name + strlen("string."), *self = call->self.string;
  if (!strcmp(name, "startswith") || !strcmp(name, "endswith")) {
    const char *part = argument_string(e, call, 0);
    if (!part) return VALUE_FAILED;
    size_t length = strlen(part), whole = strlen(self);
    return value_bool(length <= whole && !memcmp(name[0] == 's' ? self : self + whole - length, part, length));
  }
  char *copy = arena_copy(e->c->arena, self, strlen(self));
  for (char *c = copy; *c; c++) *c = (char)(name[0] == 'l' ? tolower((unsigned char)*c) : toupper((unsigned char)*c));
  return value_string(intern(e->c, copy));
}

static Value string_join(Elaborator *e, Call *call) {
  ValueList items = {0};
  Text text = text_open(e->c->arena);
  if (!eval_iterate(e, call->args[0], call->spans[0], &items)) return VALUE_FAILED;
  for (size_t i = 0; i < items.count; i++) {
    if (i) text_put(&text, call->self.string);
    text_put(&text, value_text(e->c, items.items[i]));
    if (text.length > MOST_ITEMS) break;
  }
  if (!elab_spend(e, text.length, call->span)) return VALUE_FAILED;
  return value_string(intern(e->c, text.bytes));
}

static Value dtype_as_torch(Elaborator *e, Call *call) {
  (void)e;
  return call->self;
}

static Value string_isdigit(Elaborator *e, Call *call) {
  (void)e;
  const char *self = call->self.string;
  return value_bool(*self && self[strspn(self, "0123456789")] == 0);
}

static Value string_split(Elaborator *e, Call *call) {
  Value list = value_list(e->c, VALUE_LIST, NULL, 0);
  const char *separators = argument_given(call, 0) ? argument_string(e, call, 0) : " \t\n", *at = call->self.string;
  if (!separators || strlen(separators) == 0) return VALUE_FAILED;
  bool blanks = !argument_given(call, 0);
  for (;;) {
    size_t length = strcspn(at, separators);
    if (length || !blanks) vector_push(e->c->arena, list.list, value_string(intern_range(e->c, at, length)));
    if (!at[length]) return list;
    at += length + 1;
  }
}

static Value string_replace(Elaborator *e, Call *call) {
  const char *old = argument_string(e, call, 0), *new = old ? argument_string(e, call, 1) : NULL, *at = call->self.string;
  Text text = text_open(e->c->arena);
  if (!new) return VALUE_FAILED;
  if (!*old) return call->self;
  for (const char *found; (found = strstr(at, old)) && text.length <= MOST_ITEMS; at = found + strlen(old)) {
    text_add(&text, at, (size_t)(found - at));
    text_put(&text, new);
  }
  text_put(&text, at);
  if (!elab_spend(e, text.length, call->span)) return VALUE_FAILED;
  return value_string(intern(e->c, text.bytes));
}

// The text with its fields left in: only messages are formatted.
static Value string_format(Elaborator *e, Call *call) {
  (void)e;
  return call->self;
}

static Value expr_astype(Elaborator *e, Call *call) {
  DType type;
  return argument_dtype(e, call, 0, &type) ? arith_cast(e, type, call->self, call->span) : VALUE_FAILED;
}

static Value buffer_scope(Elaborator *e, Call *call) {
  (void)e;
  const char *text = scope_text(call->self.buffer->scope);
  return value_string(*text ? text : "global");
}

// A.access_ptr("rw", offset=...): as TVM's buffers give their address.
static Value buffer_access_ptr(Elaborator *e, Call *call) {
  const char *text = call->args[0].kind == VALUE_STRING ? call->args[0].string : "rw";
  int64_t access = (strchr(text, 'r') ? ACCESS_READ : 0) | (strchr(text, 'w') ? ACCESS_WRITE : 0);
  value_as_int(call->args[0], &access);
  const Expr *pointer = gpu_pointer(e, call->self.buffer, argument_given(call, 1) ? call->args[1] : value_int(0), (Access)access, call->span);
  return pointer ? value_expr(pointer) : VALUE_FAILED;
}

static Value dtype_is(Elaborator *e, Call *call) {
  (void)e;
  TypeKind kind = type_kind(call->self.dtype);
  bool is_float = !strcmp(call->builtin->name, "dtype.is_float");
  return value_bool(is_float ? kind == TYPE_KIND_FLOAT : type_is_int(call->self.dtype));
}

static Value int_bit_length(Elaborator *e, Call *call) {
  int64_t value;
  if (!value_as_int(call->self, &value)) return FAIL(e, call->span, "bit_length() of %s", value_kind_text(call->self));
  uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  int64_t bits = 0;
  for (; magnitude; magnitude >>= 1) bits++;
  return value_int(bits);
}

const Builtin METHODS[] = {
    {"expr.bit_length", "", int_bit_length},
    {"list.append", "value", list_append},
    {"list.extend", "values", list_extend},
    {"list.index", "value", list_index},
    {"dict.get", "key default?", dict_get},
    {"dict.keys", "", dict_list},
    {"dict.values", "", dict_list},
    {"dict.items", "", dict_list},
    {"string.startswith", "prefix", string_method},
    {"string.endswith", "suffix", string_method},
    {"string.lower", "", string_method},
    {"string.upper", "", string_method},
    {"string.isdigit", "", string_isdigit},
    {"string.split", "separator?", string_split},
    {"string.strip", "", dtype_as_torch},
    {"string.replace", "old new", string_replace},
    {"string.join", "values", string_join},
    {"string.format", "*values **", string_format},
    {"expr.astype", "dtype", expr_astype},
    {"buffer.scope", "", buffer_scope},
    {"buffer.access_ptr", "access_mask offset?", buffer_access_ptr},
    {"dtype.is_float", "", dtype_is},
    {"dtype.is_int", "", dtype_is},
    {"dtype.as_torch", "", dtype_as_torch},
    {0},
};
