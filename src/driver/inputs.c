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
  uint64_t span = (uint64_t)high - (uint64_t)low;
  for (size_t i = 0; i < array->count; i++)
    array_set_integer(array, i, (int64_t)((uint64_t)low + input_bits(seed, argument, i) % span));
  return NULL;
}

const char *input_init(Compilation *c, Array *array, const char *how, uint64_t seed, unsigned argument) {
  if (strncmp(how, "randint:", 8) == 0) return init_randint(c, array, how + 8, seed, argument);
  bool zeros = strcmp(how, "zeros") == 0, ones = strcmp(how, "ones") == 0, arange = strcmp(how, "arange") == 0;
  if (!zeros && !ones && !arange)
    return arena_format(c->arena, "unknown initialisation \"%s\"; it is zeros, ones, arange or randint:LO:HI", how);
  if (arange && array->count && !array_fits(array->type, (double)(array->count - 1)))
    return arena_format(c->arena, "arange over %zu elements does not fit into %s", array->count, type_text(array->type));
  for (size_t i = 0; i < array->count; i++) array_set(array, i, zeros ? 0 : ones ? 1 : (double)i);
  return NULL;
}
