// base/convert.h, exhaustively: every pattern of every narrow format, and the roundings between neighbours.
#include "base/convert.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the headers above first
#include <cmocka.h>

// The definition of the formats, written down without their bit tricks.
static float small_value(unsigned bits, int width, int mantissa) {
  int fields = 1 << (width - 1 - mantissa), bias = fields / 2 - 1;
  unsigned magnitude = bits & ((1u << (width - 1)) - 1), fraction = magnitude & ((1u << mantissa) - 1);
  int field = (int)(magnitude >> mantissa);
  float scaled = ldexpf((float)fraction, -mantissa);
  float value = field ? ldexpf(1 + scaled, field - bias) : ldexpf(scaled, 1 - bias);
  return bits >> (width - 1) & 1 ? -value : value;
}

static float e4m3fn_value(unsigned bits) { return small_value(bits, 8, 3); }
static float e5m2_value(unsigned bits) { return small_value(bits, 8, 2); }

static void test_bf16_patterns(void **state) {
  (void)state;
  for (uint32_t bits = 0; bits < 0x10000; bits++) {
    float value = bf16_to_float((uint16_t)bits);
    uint32_t expected = (bits & 0x7fff) > 0x7f80 ? bits | 0x40 : bits;  // NaNs become quiet
    assert_int_equal(float_to_bf16(value), expected);
  }
}

static void test_fp16_patterns(void **state) {
  (void)state;
  for (uint32_t bits = 0; bits < 0x10000; bits++) {
    float value = fp16_to_float((uint16_t)bits);
    uint32_t expected = (bits & 0x7fff) > 0x7c00 ? bits | 0x200 : bits;
    assert_int_equal(float_to_fp16(value), expected);
    assert_int_equal(double_to_fp16((double)value), expected);
    if ((bits & 0x7fff) < 0x7c00) assert_true(value == small_value(bits, 16, 10));
  }
}

// Between two neighbours: the midpoint goes to the even one, a float next to the midpoint to the nearer one.
static void check_midpoint(float low, float high, float even, float (*round)(float)) {
  float middle = (float)(((double)low + (double)high) / 2);
  assert_true(round(middle) == even);
  assert_true(round(nextafterf(middle, low)) == low);
  assert_true(round(nextafterf(middle, high)) == high);
}

static void test_bf16_ties(void **state) {
  (void)state;
  for (uint16_t bits = 1; bits < 0x7f7f; bits++) {
    float low = bf16_to_float(bits), high = bf16_to_float((uint16_t)(bits + 1));
    check_midpoint(low, high, bits & 1 ? high : low, round_to_bf16);
    check_midpoint(-low, -high, bits & 1 ? -high : -low, round_to_bf16);
  }
}

static void test_fp16_ties(void **state) {
  (void)state;
  for (uint16_t bits = 0; bits < 0x7bff; bits++) {
    float low = fp16_to_float(bits), high = fp16_to_float((uint16_t)(bits + 1));
    check_midpoint(low, high, bits & 1 ? high : low, round_to_fp16);
    check_midpoint(-low, -high, bits & 1 ? -high : -low, round_to_fp16);
  }
}

static void test_overflow(void **state) {
  (void)state;
  assert_int_equal(float_to_fp16(65504.0f), 0x7bff);
  assert_int_equal(float_to_fp16(65519.996f), 0x7bff);
  assert_int_equal(float_to_fp16(65520.0f), 0x7c00);
  assert_int_equal(float_to_fp16(-3e38f), 0xfc00);
  assert_int_equal(float_to_fp16(-INFINITY), 0xfc00);
  assert_int_equal(double_to_fp16(1e300), 0x7c00);
  assert_int_equal(float_to_bf16(3.3895314e38f), 0x7f7f);
  assert_int_equal(float_to_bf16(3.3961775e38f), 0x7f80);
  assert_int_equal(float_to_bf16(INFINITY), 0x7f80);
}

static void test_underflow(void **state) {
  (void)state;
  assert_int_equal(float_to_fp16(0x1p-24f), 1);
  assert_int_equal(float_to_fp16(0x1p-25f), 0);  // a tie between 0 and the smallest denormal
  assert_int_equal(float_to_fp16(0x1.000002p-25f), 1);
  assert_int_equal(float_to_fp16(-0x1p-26f), 0x8000);
  assert_int_equal(double_to_fp16(5e-324), 0);
  assert_int_equal(float_to_fp16(0x1.ffcp-15f), 0x3ff + 1);  // rounds up from a denormal to the smallest normal number
  assert_int_equal(float_to_bf16(0x1p-149f), 0);
  assert_int_equal(float_to_bf16(0x1p-133f), 1);
}

// By way of float32 this value would first become a tie.
static void test_double_rounds_once(void **state) {
  (void)state;
  assert_int_equal(double_to_fp16(1.0 + 0x1p-11 + 0x1p-40), 0x3c01);
  assert_int_equal(double_to_fp16(1.0 + 0x1p-11), 0x3c00);
}

static void test_fp8_patterns(void **state) {
  (void)state;
  for (unsigned bits = 0; bits < 256; bits++) {
    float value = e4m3fn_to_float((uint8_t)bits);
    if ((bits & 0x7f) == 0x7f)
      assert_true(isnan(value));
    else
      assert_true(value == e4m3fn_value(bits));
    assert_int_equal(float_to_e4m3fn(value), bits);

    value = e5m2_to_float((uint8_t)bits);
    if ((bits & 0x7f) > 0x7c)
      assert_true(isnan(value));
    else if ((bits & 0x7f) == 0x7c)
      assert_true(isinf(value));
    else
      assert_true(value == e5m2_value(bits));
    assert_int_equal(float_to_e5m2(value), (bits & 0x7f) > 0x7c ? bits | 2 : bits);
  }
}

static void test_fp8_ties_and_overflow(void **state) {
  (void)state;
  for (unsigned bits = 0; bits < 0x7e; bits++) {
    float middle = (e4m3fn_value(bits) + e4m3fn_value(bits + 1)) / 2;
    assert_int_equal(float_to_e4m3fn(middle), bits + (bits & 1));
    assert_int_equal(float_to_e4m3fn(nextafterf(middle, 0)), bits);
    assert_int_equal(float_to_e4m3fn(nextafterf(middle, INFINITY)), bits + 1);
  }
  for (unsigned bits = 0; bits < 0x7b; bits++) {
    float middle = (e5m2_value(bits) + e5m2_value(bits + 1)) / 2;
    assert_int_equal(float_to_e5m2(middle), bits + (bits & 1));
  }
  assert_int_equal(float_to_e4m3fn(464.0f), 0x7e);
  assert_int_equal(float_to_e4m3fn(465.0f), 0x7f);
  assert_int_equal(float_to_e4m3fn(-INFINITY), 0xff);
  assert_int_equal(float_to_e5m2(61439.0f), 0x7b);
  assert_int_equal(float_to_e5m2(61440.0f), 0x7c);
}

// The rows agree with the single conversions on every exponent, around every rounding boundary.
static void test_rows(void **state) {
  (void)state;
  static const uint32_t LOW_BITS[] = {0, 1, 0xfff, 0x1000, 0x1001, 0x1fff, 0x2000, 0x3000, 0x7fff, 0x8000, 0x8001, 0xffff};
  enum { COUNT = sizeof LOW_BITS / sizeof *LOW_BITS };
  for (uint32_t high = 0; high < 0x10000; high++) {
    float half[COUNT], brain[COUNT];
    for (unsigned i = 0; i < COUNT; i++) half[i] = brain[i] = float_from_bits(high << 16 | LOW_BITS[i]);
    round_row_to_fp16(half, COUNT);
    round_row_to_bf16(brain, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
      float value = float_from_bits(high << 16 | LOW_BITS[i]);
      assert_int_equal(float_bits(half[i]), float_bits(round_to_fp16(value)));
      assert_int_equal(float_bits(brain[i]), float_bits(round_to_bf16(value)));
    }
  }
}

static void test_tf32(void **state) {
  (void)state;
  assert_true(truncate_to_tf32(1.0f + 0x1.8p-10f) == 1.0f + 0x1p-10f);
  assert_true(truncate_to_tf32(-1.0f - 0x1.8p-10f) == -1.0f - 0x1p-10f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bf16_patterns),
      cmocka_unit_test(test_fp16_patterns),
      cmocka_unit_test(test_bf16_ties),
      cmocka_unit_test(test_fp16_ties),
      cmocka_unit_test(test_overflow),
      cmocka_unit_test(test_underflow),
      cmocka_unit_test(test_double_rounds_once),
      cmocka_unit_test(test_fp8_patterns),
      cmocka_unit_test(test_fp8_ties_and_overflow),
      cmocka_unit_test(test_tf32),
      cmocka_unit_test(test_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
