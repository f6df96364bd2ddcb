// Integer ops of the SFPU on tiles of a 32-bit DST, and conversions between integers and floats. Integers are two's complement and wrap.
#include "emulator/sfpu.h"

static EmuStatus done(EmuThread *thread, unsigned instructions) {
  const TickCosts *costs = emu_costs(thread);
  return emu_done(thread, costs->sfpu_load_store + instructions * costs->sfpu_instruction);
}

static uint32_t word_at(const float *values, unsigned i) {
  uint32_t word;
  memcpy(&word, &values[i], sizeof word);
  return word;
}

static void set_word(float *values, unsigned i, uint32_t word) { memcpy(&values[i], &word, sizeof word); }

// As SFPU_UNARY and SFPU_BINARY, of 32-bit words: x, y and the constant k; s, t and c are the same with sign.
#define INTEGER_UNARY(name, instructions, expression)                                      \
  DEVICE_OP(name) {                                                                        \
    float *values = sfpu_check_integers(thread) ? emu_dst_values(thread, args[0]) : NULL;  \
    if (!values) return EMU_FAILED;                                                        \
    const uint32_t k = (uint32_t)args[1];                                                  \
    const int32_t c = (int32_t)k;                                                          \
    (void)c;                                                                               \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                           \
      const uint32_t x = word_at(values, i);                                               \
      const int32_t s = (int32_t)x;                                                        \
      (void)s;                                                                             \
      set_word(values, i, (uint32_t)(expression));                                         \
    }                                                                                      \
    return done(thread, instructions);                                                     \
  }

#define INTEGER_BINARY(name, instructions, expression)                                     \
  DEVICE_OP(name) {                                                                        \
    bool fresh;                                                                            \
    const float *a = sfpu_check_integers(thread) ? emu_dst_values(thread, args[0]) : NULL; \
    const float *b = a ? emu_dst_values(thread, args[1]) : NULL;                           \
    float *out = b ? emu_dst_target(thread, args[2], &fresh) : NULL;                       \
    if (!out) return EMU_FAILED;                                                           \
    for (unsigned i = 0; i < TILE_VALUES; i++) {                                           \
      const uint32_t x = word_at(a, i), y = word_at(b, i);                                 \
      const int32_t s = (int32_t)x, t = (int32_t)y;                                        \
      (void)s;                                                                             \
      (void)t;                                                                             \
      set_word(out, i, (uint32_t)(expression));                                            \
    }                                                                                      \
    return done(thread, 1 + (instructions));                                               \
  }

// ---- moving
DEVICE_OP(FILL_TILE_INT) {
  bool fresh;
  float *values = sfpu_check_integers(thread) ? emu_dst_target(thread, args[0], &fresh) : NULL;
  if (!values) return EMU_FAILED;
  for (unsigned i = 0; i < TILE_VALUES; i++) set_word(values, i, (uint32_t)args[1]);
  return done(thread, 0);
}

DEVICE_OP(COPY_DEST_VALUES_INT32) {
  bool fresh;
  const float *from = sfpu_check_integers(thread) ? emu_dst_values(thread, args[0]) : NULL;
  float *to = from ? emu_dst_target(thread, args[1], &fresh) : NULL;
  if (!to) return EMU_FAILED;
  memmove(to, from, sizeof(float) * TILE_VALUES);
  return done(thread, 0);
}

// ---- arithmetic
// By zero: the quotient is all ones, the remainder the dividend, as the programs' corrections leave them (assumed).
static uint32_t divide(int32_t s, int32_t t, bool down) {
  if (t == 0) return UINT32_MAX;
  if (t == -1) return 0u - (uint32_t)s;
  int32_t quotient = s / t;
  return (uint32_t)(down && s % t != 0 && (s < 0) != (t < 0) ? quotient - 1 : quotient);
}

static uint32_t rest(int32_t s, int32_t t, bool sign_of_divisor) {
  if (t == 0) return (uint32_t)s;
  if (t == -1) return 0;
  int32_t remainder = s % t;
  return (uint32_t)(sign_of_divisor && remainder != 0 && (remainder < 0) != (t < 0) ? remainder + t : remainder);
}

INTEGER_BINARY(ADD_INT_TILE, 1, x + y)
INTEGER_BINARY(SUB_INT_TILE, 1, x - y)
INTEGER_BINARY(MUL_INT_TILE, 30, x * y)
INTEGER_BINARY(DIV_INT32_FLOOR_TILE, 60, divide(s, t, true))
INTEGER_BINARY(DIV_INT32_TRUNC_TILE, 60, divide(s, t, false))
INTEGER_BINARY(REMAINDER_INT32_TILE, 60, rest(s, t, true))
INTEGER_BINARY(FMOD_INT32_TILE, 60, rest(s, t, false))
INTEGER_BINARY(REMAINDER_UINT32_TILE, 60, y ? x % y : x)
INTEGER_UNARY(ADD_UNARY_TILE_INT32, 1, x + k)
INTEGER_UNARY(SUB_UNARY_TILE_INT32, 1, x - k)
INTEGER_UNARY(ABS_TILE_INT32, 1, s < 0 ? 0u - x : x)

// ---- larger and smaller
INTEGER_BINARY(BINARY_MAX_INT32_TILE, 4, s > t ? x : y)
INTEGER_BINARY(BINARY_MIN_INT32_TILE, 4, s < t ? x : y)
INTEGER_BINARY(BINARY_MAX_UINT32_TILE, 4, x > y ? x : y)
INTEGER_BINARY(BINARY_MIN_UINT32_TILE, 4, x < y ? x : y)
INTEGER_UNARY(UNARY_MAX_INT32_TILE, 4, s > c ? x : k)
INTEGER_UNARY(UNARY_MIN_INT32_TILE, 4, s < c ? x : k)
INTEGER_UNARY(UNARY_MAX_UINT32_TILE, 4, x > k ? x : k)
INTEGER_UNARY(UNARY_MIN_UINT32_TILE, 4, x < k ? x : k)

// ---- bits
static uint32_t arithmetic_right(uint32_t x, uint32_t distance) {
  uint32_t ones = x >> 31 && distance ? ~(UINT32_MAX >> distance) : 0;
  return x >> distance | ones;
}

static uint32_t at_most_31(uint32_t distance) { return distance > 31 ? 31 : distance; }

INTEGER_BINARY(BITWISE_AND_BINARY_TILE, 1, x & y)
INTEGER_BINARY(BITWISE_OR_BINARY_TILE, 1, x | y)
INTEGER_BINARY(BITWISE_XOR_BINARY_TILE, 1, x ^ y)
INTEGER_UNARY(BITWISE_AND_TILE, 1, x & k)
INTEGER_UNARY(BITWISE_OR_TILE, 1, x | k)
INTEGER_UNARY(BITWISE_XOR_TILE, 1, x ^ k)
INTEGER_UNARY(BITWISE_NOT_TILE, 1, ~x)
INTEGER_UNARY(LEFT_SHIFT_TILE, 1, k < 32 ? x << k : 0)
INTEGER_UNARY(RIGHT_SHIFT_TILE, 4, arithmetic_right(x, at_most_31(k)))
INTEGER_UNARY(RIGHT_SHIFT_TILE_UINT32, 1, x >> at_most_31(k))
INTEGER_BINARY(BINARY_LEFT_SHIFT_TILE, 5, y < 32 ? x << y : 0)
INTEGER_BINARY(BINARY_RIGHT_SHIFT_TILE, 12, y < 32 ? arithmetic_right(x, y) : 0)
INTEGER_BINARY(BINARY_LOGICAL_RIGHT_SHIFT_TILE, 6, y < 32 ? x >> y : 0)

// ---- comparisons: an integer 1 or 0
INTEGER_BINARY(EQ_INT_TILE, 4, x == y)
INTEGER_BINARY(NE_INT_TILE, 4, x != y)
INTEGER_BINARY(LT_INT_TILE, 6, s < t)
INTEGER_BINARY(LE_INT_TILE, 6, s <= t)
INTEGER_BINARY(GT_INT_TILE, 6, s > t)
INTEGER_BINARY(GE_INT_TILE, 6, s >= t)
INTEGER_BINARY(LT_INT_TILE_UINT32, 6, x < y)
INTEGER_BINARY(LE_INT_TILE_UINT32, 6, x <= y)
INTEGER_BINARY(GT_INT_TILE_UINT32, 6, x > y)
INTEGER_BINARY(GE_INT_TILE_UINT32, 6, x >= y)

// ---- conversions
// Toward zero; beyond the range the nearest end of it, a NaN as an infinity of its sign.
static uint32_t to_signed(uint32_t bits) {
  uint32_t exponent = bits >> 23 & 0xff;
  bool negative = bits >> 31;
  if (exponent < 127) return 0;
  if (exponent >= 127 + 31) return negative ? 0x80000000u : 0x7fffffffu;
  int32_t value = (int32_t)float_from_bits(bits & 0x7fffffffu);
  return negative ? 0u - (uint32_t)value : (uint32_t)value;
}

static uint32_t to_unsigned(uint32_t bits) {
  uint32_t exponent = bits >> 23 & 0xff;
  if (bits >> 31 || exponent < 127) return 0;
  return exponent >= 127 + 32 ? UINT32_MAX : (uint32_t)float_from_bits(bits);
}

INTEGER_UNARY(TYPECAST_TILE_FLOAT32_INT32, 11, to_signed(x))
INTEGER_UNARY(TYPECAST_TILE_FLOAT32_UINT32, 8, to_unsigned(x))
INTEGER_UNARY(TYPECAST_TILE_INT32_FLOAT32, 5, float_bits((float)s))
INTEGER_UNARY(TYPECAST_TILE_UINT32_FLOAT32, 8, float_bits((float)x))
INTEGER_UNARY(TYPECAST_TILE_FLOAT32_BFLOAT16, 6, (x + 0x7fffu + (x >> 16 & 1)) & 0xffff0000u)
