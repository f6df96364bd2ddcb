// Dense arrays: values in, each rounded once to the array's type.
#include "driver/arrays.h"

#include "base/text.h"

#include <math.h>

static bool holds_doubles(const Array *array) { return array->type == TYPE_FLOAT64; }
static bool holds_integers(const Array *array) { return type_is_int(array->type); }

Array *array_new(Compilation *compilation, DType type, unsigned rank, const int64_t *shape) {
  Array *array = arena_new(compilation->arena, Array);
  array->type = type;
  array->rank = rank;
  array->count = 1;
  for (unsigned d = 0; d < rank; d++) {
    array->shape[d] = shape[d];
    array->count *= (size_t)shape[d];
  }
  if (holds_integers(array)) array->integers = arena_array(compilation->arena, int64_t, array->count);
  else if (holds_doubles(array)) array->doubles = arena_array(compilation->arena, double, array->count);
  else array->floats = arena_array(compilation->arena, float, array->count);
  return array;
}

Array *array_copy(Compilation *compilation, const Array *array) {
  Array *copy = array_new(compilation, array->type, array->rank, array->shape);
  if (!array->count) return copy;
  if (holds_integers(array)) memcpy(copy->integers, array->integers, array->count * sizeof(int64_t));
  else if (holds_doubles(array)) memcpy(copy->doubles, array->doubles, array->count * sizeof(double));
  else memcpy(copy->floats, array->floats, array->count * sizeof(float));
  return copy;
}

double array_get(const Array *array, size_t index) {
  if (holds_integers(array)) return (double)array->integers[index];
  return holds_doubles(array) ? array->doubles[index] : (double)array->floats[index];
}

void array_set(Array *array, size_t index, double value) {
  if (holds_integers(array)) array_set_integer(array, index, (int64_t)value);
  else if (holds_doubles(array)) array->doubles[index] = value;
  else array->floats[index] = (float)type_round_once(array->type, value);
}

void array_set_integer(Array *array, size_t index, int64_t value) {
  if (!holds_integers(array)) {
    array_set(array, index, (double)value);
    return;
  }
  unsigned bits = type_bits(array->type);
  if (array->type == TYPE_BOOL) value = value != 0;
  else if (bits < 64) {
    uint64_t kept = (uint64_t)value & ((UINT64_C(1) << bits) - 1);
    bool negative = type_kind(array->type) == TYPE_KIND_SIGNED && (kept >> (bits - 1)) & 1;
    value = negative ? (int64_t)(kept | ~((UINT64_C(1) << bits) - 1)) : (int64_t)kept;
  }
  array->integers[index] = value;
}

bool array_fits(DType type, double value) {
  if (!type_is_int(type)) return true;
  if (isnan(value) || value != floor(value)) return false;
  if (type == TYPE_BOOL) return value == 0 || value == 1;
  int bits = (int)type_bits(type);
  bool is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  double high = ldexp(1, is_signed ? bits - 1 : bits);
  // 64-bit values are held as int64.
  if (!is_signed && bits == 64) high = ldexp(1, 63);
  return value >= (is_signed ? -high : 0) && value < high;
}

const char *shape_text(Compilation *compilation, unsigned rank, const int64_t *shape) {
  Text text = text_open(compilation->arena);
  text_put(&text, "(");
  for (unsigned d = 0; d < rank; d++) text_print(&text, "%s%lld", d ? ", " : "", (long long)shape[d]);
  text_put(&text, rank == 1 ? ",)" : ")");
  return text.bytes;
}
