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

// Every code reads back to itself; every double goes to the nearest value, halves to the even code.
static void small_formats(void **state) {
  (void)state;
  static const struct {
    SmallFloat format;
    unsigned codes, bits;  // codes of magnitudes that are finite, width
    double largest, smallest, overflow;
  } rows[] = {{SMALL_E4M3FN, 0x7f, 8, 448, 0x1p-9, NAN},          {SMALL_E4M3FNUZ, 0x80, 8, 240, 0x1p-10, NAN},
              {SMALL_E5M2, 0x7c, 8, 57344, 0x1p-16, INFINITY},    {SMALL_E5M2FNUZ, 0x80, 8, 57344, 0x1p-17, NAN},
              {SMALL_E2M1FN, 8, 4, 6, 0.5, 6},                    {SMALL_E2M3FN, 32, 6, 7.5, 0.125, 7.5},
              {SMALL_E3M2FN, 32, 6, 28, 0.0625, 28},              {SMALL_E8M0FNU, 0xff, 8, 0x1p127, 0x1p-127, NAN}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    SmallFloat format = rows[i].format;
    unsigned first = format == SMALL_E8M0FNU ? 0 : 1;
    assert_true(small_to_double(format, (uint8_t)first) == rows[i].smallest);
    assert_true(small_to_double(format, (uint8_t)(rows[i].codes - 1)) == rows[i].largest);
    for (unsigned code = 0; code < rows[i].codes; code++) {
      double value = small_to_double(format, (uint8_t)code);
      assert_int_equal(double_to_small(format, value), code);
      if (first && value > 0) assert_true(small_to_double(format, double_to_small(format, -value)) == -value);
      if (code + 1 == rows[i].codes) continue;
      double next = small_to_double(format, (uint8_t)(code + 1)), middle = (value + next) / 2;
      assert_true(next > value);
      assert_int_equal(double_to_small(format, middle), code + (code & 1));
      assert_int_equal(double_to_small(format, nextafter(middle, 0)), code);
      assert_int_equal(double_to_small(format, nextafter(middle, INFINITY)), code + 1);
    }
    double over = small_to_double(format, double_to_small(format, rows[i].largest * 4));
    assert_true(isnan(rows[i].overflow) ? isnan(over) : over == rows[i].overflow);
    double nan_value = small_to_double(format, double_to_small(format, NAN));
    assert_true(rows[i].bits < 8 ? nan_value == 0 : isnan(nan_value));
  }
  assert_int_equal(double_to_small(SMALL_E4M3FNUZ, -0.0), 0);
  assert_true(isnan(small_to_double(SMALL_E8M0FNU, double_to_small(SMALL_E8M0FNU, -1.0))));
}

static void test_tf32_rounding(void **state) {
  (void)state;
  assert_true(round_to_tf32(1.0f + 0x1p-11f) == 1.0f);
  assert_true(round_to_tf32(1.0f + 0x3p-11f) == 1.0f + 0x1p-9f);
  assert_true(round_to_tf32(-1.0f - 0x1.01p-11f) == -1.0f - 0x1p-10f);
  assert_true(isinf(round_to_tf32(0x1.fffffep127f)));
  assert_true(isnan(round_to_tf32(float_from_bits(0x7f800001))));
}

// Just above a midpoint of bfloat16, but nearest to it in float32.
static void test_odd(void **state) {
  (void)state;
  double above = 1 + 0x1p-8 + 0x1p-40;
  assert_true((float)above == 1 + 0x1p-8f);
  assert_true(round_to_bf16((float)above) == 1.0f);
  assert_true(round_to_bf16(double_to_odd_float(above)) == 1 + 0x1p-7f);
  assert_true(round_to_bf16(double_to_odd_float(-above)) == -1 - 0x1p-7f);
  assert_true(double_to_odd_float(0.5) == 0.5f);
  assert_true(isinf(double_to_odd_float(1e300)));
  assert_true(isnan(double_to_odd_float((double)NAN)));
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
      cmocka_unit_test(test_tf32_rounding),
      cmocka_unit_test(test_odd),
      cmocka_unit_test(test_rows),
      cmocka_unit_test(small_formats),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
