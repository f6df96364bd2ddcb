// Generated tensor values: counter-based, so that every element can be had alone, in any order, on any machine.
#include "driver/inputs.h"

#include <errno.h>
#include <stdlib.h>

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static uint64_t input_bits(uint64_t seed, unsigned argument, uint64_t element) {
  return mix(mix(seed + GOLDEN * ((uint64_t)argument + 1)) + GOLDEN * (element + 1));
}

double input_value(uint64_t seed, unsigned argument, uint64_t element) {
  return (double)(input_bits(seed, argument, element) >> 40) * 0x1p-23 - 1.0;
}

void input_generate(Array *array, uint64_t seed, unsigned argument) {
  for (size_t i = 0; i < array->count; i++) array_set(array, i, input_value(seed, argument, i));
}

void input_randint(Array *array, int64_t low, int64_t high, uint64_t seed, unsigned argument) {
  uint64_t span = (uint64_t)high - (uint64_t)low + 1;  // 0: all of the 64-bit numbers
  for (size_t i = 0; i < array->count; i++) {
    uint64_t bits = input_bits(seed, argument, i);
    array_set_integer(array, i, (int64_t)((uint64_t)low + (span ? bits % span : bits)));
  }
}

static bool parse_integer(const char **text, int64_t *value) {
  char *end;
  errno = 0;
  *value = strtoll(*text, &end, 10);
  bool ok = end != *text && !errno;
  *text = end;
  return ok;
}

static const char *init_randint(Compilation *c, Array *array, const char *range, uint64_t seed, unsigned argument) {
  const char *at = range;
  int64_t low, high;
  bool ok = parse_integer(&at, &low) && *at++ == ':' && parse_integer(&at, &high) && !*at && low < high;
  if (!ok) return arena_format(c->arena, "randint wants LO:HI with LO < HI, not \"%s\"", range);
  if (!array_fits(array->type, (double)low) || !array_fits(array->type, (double)(high - 1)))
    return arena_format(c->arena, "randint:%s does not fit into %s", range, type_text(array->type));
  input_randint(array, low, high - 1, seed, argument);
  return NULL;
}

// Element i is the sum of the first i numbers: offsets of pieces of the given lengths.
static const char *init_cumsum(Compilation *c, Array *array, const char *list) {
  const char *at = list;
  int64_t sum = 0, number;
  size_t count = 0;
  for (;; at++) {
    if (count < array->count) array_set_integer(array, count, sum);
    if (!parse_integer(&at, &number) || (*at && *at != ',')) return arena_format(c->arena, "cumsum wants A,B,..., not \"%s\"", list);
    if (count++ < array->count && !array_fits(array->type, (double)sum))
      return arena_format(c->arena, "cumsum:%s does not fit into %s", list, type_text(array->type));
    if (__builtin_add_overflow(sum, number, &sum)) return arena_format(c->arena, "cumsum:%s does not fit into %s", list, type_text(array->type));
    if (!*at) break;
  }
  if (count + 1 == array->count && array_fits(array->type, (double)sum)) array_set_integer(array, count++, sum);
  if (count == array->count) return NULL;
  return arena_format(c->arena, "the tensor has %zu elements: cumsum wants as many lengths, or one fewer", array->count);
}

const char *input_init(Compilation *c, Array *array, const char *how, uint64_t seed, unsigned argument) {
  if (strncmp(how, "randint:", 8) == 0) return init_randint(c, array, how + 8, seed, argument);
  if (strncmp(how, "cumsum:", 7) == 0) return init_cumsum(c, array, how + 7);
  bool zeros = strcmp(how, "zeros") == 0, ones = strcmp(how, "ones") == 0, arange = strcmp(how, "arange") == 0;
  if (!zeros && !ones && !arange)
    return arena_format(c->arena, "unknown initialisation \"%s\"; it is zeros, ones, arange, randint:LO:HI or cumsum:A,B,...", how);
  if (arange && array->count && !array_fits(array->type, (double)(array->count - 1)))
    return arena_format(c->arena, "arange over %zu elements does not fit into %s", array->count, type_text(array->type));
  for (size_t i = 0; i < array->count; i++) array_set(array, i, zeros ? 0 : ones ? 1 : (double)i);
  return NULL;
}
