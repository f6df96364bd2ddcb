// emulator/tiles.h: where the faces lie, and what each format keeps.
#include "emulator/tiles.h"
#include "base/convert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the headers above first
#include <cmocka.h>

static void test_faces(void **state) {
  (void)state;
  float values[1024], page[1024], back[1024];
  for (int i = 0; i < 1024; i++) values[i] = (float)i;
  tile_encode(FORMAT_FLOAT32, values, page);
  for (int row = 0; row < 32; row++)
    for (int column = 0; column < 32; column++) {
      int face = row / 16 * 2 + column / 16;
      assert_true(page[face * 256 + row % 16 * 16 + column % 16] == values[row * 32 + column]);
    }
  tile_decode(FORMAT_FLOAT32, page, back);
  assert_memory_equal(values, back, sizeof values);
}

static void test_bf16_rounds_to_nearest_even(void **state) {
  (void)state;
  float values[1024] = {1 + 0x1p-8f, 1 + 3 * 0x1p-8f, -0.0f, 0x1.fffffep127f}, back[1024];
  uint16_t page[1024];
  tile_encode(FORMAT_FLOAT16_B, values, page);
  assert_int_equal(page[0], 0x3f80);
  assert_int_equal(page[1], 0x3f82);
  assert_int_equal(page[2], 0x8000);
  assert_int_equal(page[3], 0x7f80);
  tile_decode(FORMAT_FLOAT16_B, page, back);
  assert_true(back[1] == 1 + 0x1p-6f);
}

// Sixteen values of a face row share the largest exponent: 1.0 is magnitude 64 of scale 2^-6.
static void test_bfp8(void **state) {
  (void)state;
  float values[1024] = {1, -0.5f, 127.0f / 64, 1.0f / 64, 1.0f / 128, 3.0f / 128, 0x1p-30f, 255.0f / 128}, back[1024];
  static const uint8_t EXPECTED[] = {64, 0x80 | 32, 127, 1, 0, 2, 0, 127};
  static const float BACK[] = {1, -0.5f, 127.0f / 64, 1.0f / 64, 0, 2.0f / 64, 0, 127.0f / 64};
  uint8_t page[1088];
  tile_encode(FORMAT_BFP8_B, values, page);
  assert_int_equal(page[0], 127);  // exponent of the first row of the first face
  assert_int_equal(page[1], 0);
  assert_memory_equal(page + 64, EXPECTED, sizeof EXPECTED);
  tile_decode(FORMAT_BFP8_B, page, back);
  for (int i = 0; i < 8; i++) assert_true(back[i] == BACK[i]);
  page[64] = 0x80;  // a sign without magnitude is how the format writes minus infinity
  tile_decode(FORMAT_BFP8_B, page, back);
  assert_true(back[0] == -__builtin_inff());
}

static void test_integers(void **state) {
  (void)state;
  int32_t values[1024], back[1024];
  uint8_t page[4096];
  for (int i = 0; i < 1024; i++) values[i] = i * 70001 - 30000000;
  for (DataFormat format = FORMAT_INT32; format <= FORMAT_UINT8; format++) {
    tile_encode_int(format, values, page);
    tile_decode_int(format, page, back);
    unsigned bits = format_tile_bytes(format) / 1024 * 8;
    for (int i = 0; i < 1024; i++) {
      uint32_t kept = bits == 32 ? (uint32_t)values[i] : (uint32_t)values[i] & ((1u << bits) - 1);
      assert_int_equal((uint32_t)back[i], kept);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_faces), cmocka_unit_test(test_bf16_rounds_to_nearest_even),
                                     cmocka_unit_test(test_bfp8), cmocka_unit_test(test_integers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
