// What every op of the device does to data. With TILECC_MUTATE_OP=<op> in a mutation build this test must fail for each op.
#include "emulator/exact.h"
#include "emulator/tile_math.h"
#include "emulator_rig.h"

// Not inlined: gcc 12.2 compiles `c ? x : float_from_bits(float_bits(x) & 0xffff0000)` to x.
__attribute__((noinline)) static float cut(float value) { return float_from_bits(float_bits(value) & 0xffff0000u); }
static float half_away(float value) { return float_from_bits((float_bits(value) + 0x8000u) & 0xffff0000u); }

// ---- one tile op between reader and writer: CB 0 and 1 -> CB 2
typedef struct TileRun {
  const char *device;
  bool wide;                       // 32-bit DST
  bool exact;                      // numerics
  bool to_dst;                     // both inputs are unpacked to DST
  DataFormat in0, in1, out;
  float inputs[2][1024], output[1024];
} TileRun;

// The compute kernel gets both inputs; its result is packed from DST 0.
static void run_tiles(TileRun *run, const Step *steps, size_t count) {
  Rig rig;
  rig_open(&rig, run->device);
  rig.compute.fp32_dest_acc = run->wide;
  rig.compute.unpack_to_dest_fp32 = run->to_dst ? 3 : 0;
  emu_set_numerics(rig.emulator, run->exact ? EMU_NUMERICS_EXACT : EMU_NUMERICS_FAST);
  rig_buffer(&rig, 0, "a", run->in0, 2);
  rig_buffer(&rig, 1, "b", run->in1, 2);
  rig_buffer(&rig, 2, "c", run->out, 2);
  uint32_t a = rig_tensor(&rig, run->in0, 1, &run->inputs[0]), b = rig_tensor(&rig, run->in1, 1, &run->inputs[1]);
  uint32_t c = rig_tensor(&rig, run->out, 1, NULL);
  rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, format_tile_bytes(run->in0)), KEEP(2, TENSOR_ACCESSOR, 1, b, format_tile_bytes(run->in1)),
                         CALL(CB_RESERVE_BACK, 0, 1), CALL(CB_RESERVE_BACK, 1, 1), KEEP(3, GET_WRITE_PTR, 0), KEEP(4, GET_WRITE_PTR, 1),
                         CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(3)), CALL(NOC_ASYNC_READ_PAGE, 0, R(2), R(4)),
                         DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1), CALL(CB_PUSH_BACK, 1, 1)));
  rig_compute(&rig, steps, count);
  rig_writer(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, c, format_tile_bytes(run->out)), CALL(CB_WAIT_FRONT, 2, 1), KEEP(2, GET_READ_PTR, 2),
                         CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)), DO(NOC_ASYNC_WRITE_BARRIER), CALL(CB_POP_FRONT, 2, 1)));
  rig_pass(&rig);
  rig_result(&rig, run->out, c, 1, &run->output);
  emu_close(rig.emulator);
}

static TileRun bf16_run(unsigned seed) {
  TileRun run = {.device = "wormhole_n150", .wide = true, .in0 = FORMAT_FLOAT16_B, .in1 = FORMAT_FLOAT16_B, .out = FORMAT_FLOAT32};
  rig_random(seed, 2048, run.inputs[0]);
  return run;
}

#define TAKE CALL(CB_WAIT_FRONT, 0, 1), CALL(CB_WAIT_FRONT, 1, 1), DO(TILE_REGS_ACQUIRE)
#define GIVE                                                                                                                \
  CALL(CB_POP_FRONT, 0, 1), CALL(CB_POP_FRONT, 1, 1), DO(TILE_REGS_COMMIT), CALL(CB_RESERVE_BACK, 2, 1), DO(TILE_REGS_WAIT), \
      CALL(PACK_TILE, 0, 2), DO(TILE_REGS_RELEASE), CALL(CB_PUSH_BACK, 2, 1)
#define START CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 1, 2)

static void assert_values(const float *actual, const float *expected) {
  for (unsigned i = 0; i < 1024; i++)
    if (float_bits(actual[i]) != float_bits(expected[i])) fail_msg("value %u is %.9g, expected %.9g", i, (double)actual[i], (double)expected[i]);
}

// ---- FPU
static float product_sum(const TileRun *run, unsigned row, unsigned column, bool transposed) {
  float sum = 0;
  for (unsigned k = 0; k < 32; k++) sum += run->inputs[0][row * 32 + k] * run->inputs[1][transposed ? column * 32 + k : k * 32 + column];
  return sum;
}

static void check_matmul(bool transposed) {
  TileRun run = bf16_run(1);
  run_tiles(&run, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP_REVERSE, 0, 1, 2), CALL(MATMUL_INIT, 0, 1, transposed), TAKE,
                        CALL(MATMUL_TILES, 0, 1, 0, 0, 0), CALL(MATMUL_TILES, 0, 1, 0, 0, 0), GIVE));
  float expected[1024];
  for (unsigned i = 0; i < 1024; i++) {
    float sum = product_sum(&run, i / 32, i % 32, transposed);
    expected[i] = sum + sum;  // DST accumulates
  }
  assert_values(run.output, expected);
}

static void test_matmul_tiles(void **state) {
  (void)state;
  check_matmul(false);
  check_matmul(true);
}

// The version with vector instructions gives the bits of the plain one, whatever the values.
static void test_simd_gives_the_same_bits(void **state) {
  (void)state;
  if (!tile_has_simd()) skip();
  float a[1024], b[1024], plain[1024], vector[1024];
  for (unsigned seed = 0; seed < 20; seed++) {
    rig_random(seed, 1024, a);
    rig_random(seed + 100, 1024, b);
    if (seed & 1) {  // infinities, NaNs of both signs, denormals, zeros
      static const uint32_t SPECIAL[] = {0x7f800000, 0xff800000, 0x7fc10000, 0xffc20000, 0x00010000, 0x80000000, 0x7f7f0000};
      for (unsigned i = 0; i < 7; i++) a[(i * 131 + seed) % 1024] = b[(i * 257 + seed) % 1024] = float_from_bits(SPECIAL[i]);
    }
    for (unsigned accumulate = 0; accumulate < 3; accumulate++) {
      tile_matmul(false, accumulate, a, b, plain);
      tile_matmul(true, accumulate, a, b, vector);
      assert_memory_equal(plain, vector, sizeof plain);
    }
    uint8_t plain_page[4096], vector_page[4096];
    tile_pack(false, FORMAT_FLOAT32, false, b, plain_page);
    memcpy(vector_page, plain_page, sizeof vector_page);
    tile_pack(false, FORMAT_FLOAT32, true, a, plain_page);
    tile_pack(true, FORMAT_FLOAT32, true, a, vector_page);
    assert_memory_equal(plain_page, vector_page, sizeof plain_page);
    tile_unpack(false, FORMAT_FLOAT16_B, UNPACK_TF32, plain_page, plain);
    tile_unpack(true, FORMAT_FLOAT16_B, UNPACK_TF32, plain_page, vector);
    assert_memory_equal(plain, vector, sizeof plain);
  }
}

// Every product and sum rounds to 16 bits where DST has 16, half away from zero.
static void test_matmul_16_bit_dst(void **state) {
  (void)state;
  TileRun run = bf16_run(2);
  run.wide = false;
  run_tiles(&run, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP_REVERSE, 0, 1, 2), CALL(MATMUL_INIT, 0, 1, 0), TAKE,
                        CALL(MATMUL_TILES, 0, 1, 0, 0, 0), GIVE));
  float expected[1024];
  for (unsigned i = 0; i < 1024; i++) expected[i] = half_away(product_sum(&run, i / 32, i % 32, false));
  assert_values(run.output, expected);
}

// in0 Float32 becomes TF32 in SrcB, cut; in1 stays bfloat16 in SrcA.
static void test_matmul_mixed(void **state) {
  (void)state;
  TileRun run = bf16_run(3);
  run.in0 = FORMAT_FLOAT32;
  for (unsigned i = 0; i < 1024; i++) run.inputs[0][i] += (float)i * 0x1p-20f;
  run_tiles(&run, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP_REVERSE, 0, 1, 2), CALL(MATMUL_INIT, 0, 1, 0), TAKE,
                        CALL(MATMUL_TILES, 0, 1, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 1024; i++) run.inputs[0][i] = truncate_to_tf32(run.inputs[0][i]);
  float expected[1024];
  for (unsigned i = 0; i < 1024; i++) expected[i] = product_sum(&run, i / 32, i % 32, false);
  assert_values(run.output, expected);
}

static void test_copy_and_transpose_tile(void **state) {
  (void)state;
  TileRun run = bf16_run(4);
  run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 0), GIVE));
  assert_values(run.output, run.inputs[0]);
  run_tiles(&run, STEPS(START, CALL(TRANSPOSE_INIT, 0), TAKE, CALL(TRANSPOSE_TILE, 0, 0, 0), GIVE));
  float expected[1024];
  for (unsigned i = 0; i < 1024; i++) expected[i] = run.inputs[0][i % 32 * 32 + i / 32];
  assert_values(run.output, expected);
}

static void test_add_sub_mul_tiles(void **state) {
  (void)state;
  TileRun run = bf16_run(5);
  float expected[1024], *a = run.inputs[0], *b = run.inputs[1];
  run_tiles(&run, STEPS(START, CALL(ADD_INIT, 0, 1), TAKE, CALL(ADD_TILES, 0, 1, 0, 0, 0), CALL(ADD_TILES, 0, 1, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 1024; i++) expected[i] = a[i] + b[i];
  assert_values(run.output, expected);
  run_tiles(&run, STEPS(START, CALL(SUB_INIT, 0, 1), TAKE, CALL(SUB_TILES, 0, 1, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 1024; i++) expected[i] = a[i] - b[i];
  assert_values(run.output, expected);
  run_tiles(&run, STEPS(START, CALL(MUL_INIT, 0, 1), TAKE, CALL(MUL_TILES, 0, 1, 0, 0, 0), CALL(MUL_TILES, 0, 1, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 1024; i++) expected[i] = a[i] * b[i] + a[i] * b[i];
  assert_values(run.output, expected);
  run.wide = false;
  run_tiles(&run, STEPS(START, CALL(MUL_INIT, 0, 1), TAKE, CALL(MUL_TILES, 0, 1, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 1024; i++) expected[i] = half_away(a[i] * b[i]);
  assert_values(run.output, expected);
}

// In exact numerics the FPU's ops are those of emulator/exact.h, which has its own test.
static void check_exact(const char *device, bool wide) {
  TileRun run = bf16_run(6);
  run.device = device;
  run.wide = wide;
  run.exact = true;
  ExactMode mode = {.fidelity = FIDELITY_HIFI4, .fp32_dest = wide, .minus_one_quirk = device_find(device)->minus_one_quirk};
  float expected[1024] = {0}, *a = run.inputs[0], *b = run.inputs[1];
  run_tiles(&run, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP_REVERSE, 0, 1, 2), CALL(MATMUL_INIT, 0, 1, 0), TAKE,
                        CALL(MATMUL_TILES, 0, 1, 0, 0, 0), CALL(MATMUL_TILES, 0, 1, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 2; i++) exact_matmul(&mode, a, b, expected);
  assert_values(run.output, expected);
  run_tiles(&run, STEPS(START, CALL(MUL_INIT, 0, 1), TAKE, CALL(MUL_TILES, 0, 1, 0, 0, 0), CALL(MUL_TILES, 0, 1, 0, 0, 0), GIVE));
  memset(expected, 0, sizeof expected);
  for (unsigned i = 0; i < 2; i++) exact_multiply(&mode, a, b, expected);
  assert_values(run.output, expected);
  run_tiles(&run, STEPS(START, CALL(ADD_INIT, 0, 1), TAKE, CALL(ADD_TILES, 0, 1, 0, 0, 0), GIVE));
  exact_add(&mode, a, b, false, expected);
  assert_values(run.output, expected);
  run_tiles(&run, STEPS(START, CALL(SUB_INIT, 0, 1), TAKE, CALL(SUB_TILES, 0, 1, 0, 0, 0), GIVE));
  exact_add(&mode, a, b, true, expected);
  assert_values(run.output, expected);
}

static void test_exact_numerics(void **state) {
  (void)state;
  check_exact("wormhole_n150", false);
  check_exact("wormhole_n150", true);
  check_exact("blackhole_p150", false);
}

// ---- SFPU
enum { K_BITS = 0x40500000 };  // 3.25
static const float K = 3.25f;

typedef float (*Unary)(float x);
static float add_k(float x) { return x + K; }
static float sub_k(float x) { return x - K; }
static float mul_k(float x) { return x * K; }
static float rsub_k(float x) { return K - x; }
static float max_k(float x) { return x > K ? x : K; }
static float min_k(float x) { return x < K ? x : K; }
static float fill_k(float x) { return x * 0 + K; }
static float recip(float x) { return 1 / x; }

static void test_sfpu_constants(void **state) {
  (void)state;
  static const struct {
    Op op, init;
    Unary expected;
  } ROWS[] = {
      {OP_FILL_TILE, OP_FILL_TILE_INIT, fill_k},
      {OP_ADD_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, add_k},
      {OP_SUB_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, sub_k},
      {OP_MUL_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, mul_k},
      {OP_DIV_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, mul_k},  // the constant is one over the divisor
      {OP_RSUB_UNARY_TILE, OP_BINOP_WITH_SCALAR_TILE_INIT, rsub_k},
      {OP_UNARY_MAX_TILE, OP_UNARY_MAX_TILE_INIT, max_k},
      {OP_UNARY_MIN_TILE, OP_UNARY_MIN_TILE_INIT, min_k},
      {OP_RECIP_TILE, OP_RECIP_TILE_INIT, recip},
  };
  for (unsigned row = 0; row < sizeof ROWS / sizeof *ROWS; row++)
    for (int wide = 0; wide < 2; wide++) {
      TileRun run = bf16_run(10 + row);
      run.wide = wide;
      run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 0), {ROWS[row].init, {0}, 0, 0, 0},
                            {ROWS[row].op, {0, K_BITS}, 0, 0, 0}, GIVE));
      float expected[1024];
      for (unsigned i = 0; i < 1024; i++) {
        float value = ROWS[row].expected(run.inputs[0][i]);
        bool to_even = ROWS[row].op == OP_RSUB_UNARY_TILE, away = ROWS[row].op == OP_RECIP_TILE;
        expected[i] = wide ? value : away ? half_away(value) : to_even ? round_to_bf16(value) : cut(value);
      }
      assert_values(run.output, expected);
    }
}

typedef float (*Binary)(float x, float y);
static float add(float x, float y) { return x + y; }
static float sub(float x, float y) { return x - y; }
static float mul(float x, float y) { return x * y; }
static float divide(float x, float y) { return x / y; }
static float max(float x, float y) { return x > y ? x : y; }
static float min(float x, float y) { return x < y ? x : y; }

static void test_sfpu_two_tiles(void **state) {
  (void)state;
  static const struct {
    Op op, init;
    Binary expected;
    bool rounds;
  } ROWS[] = {
      {OP_ADD_BINARY_TILE, OP_ADD_BINARY_TILE_INIT, add, false}, {OP_SUB_BINARY_TILE, OP_SUB_BINARY_TILE_INIT, sub, false},
      {OP_MUL_BINARY_TILE, OP_MUL_BINARY_TILE_INIT, mul, true},  {OP_DIV_BINARY_TILE, OP_DIV_BINARY_TILE_INIT, divide, true},
      {OP_BINARY_MAX_TILE, OP_BINARY_MAX_TILE_INIT, max, false}, {OP_BINARY_MIN_TILE, OP_BINARY_MIN_TILE_INIT, min, false},
  };
  for (unsigned row = 0; row < sizeof ROWS / sizeof *ROWS; row++)
    for (int wide = 0; wide < 2; wide++) {
      TileRun run = bf16_run(30 + row);
      run.wide = wide;
      // The result goes to DST 3 and is copied to DST 0.
      run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 1), CALL(COPY_TILE, 1, 0, 2), {ROWS[row].init, {0}, 0, 0, 0},
                            {ROWS[row].op, {1, 2, 3}, 0, 0, 0}, DO(COPY_DEST_VALUES_INIT), CALL(COPY_DEST_VALUES, 3, 0), GIVE));
      float expected[1024];
      for (unsigned i = 0; i < 1024; i++) {
        float value = ROWS[row].expected(run.inputs[0][i], run.inputs[1][i]);
        expected[i] = wide ? value : ROWS[row].rounds ? round_to_bf16(value) : cut(value);
      }
      assert_values(run.output, expected);
    }
}

// Sign and magnitude decide: -0 is below +0, a NaN is beyond the infinity of its sign.
static void test_max_of_special_values(void **state) {
  (void)state;
  TileRun run = bf16_run(40);
  run.in0 = run.in1 = FORMAT_FLOAT32;
  run.to_dst = true;
  static const uint32_t A[] = {0x80000000, 0, 0x7fc00000, 0xffc00000, 0x3f800000};
  static const uint32_t B[] = {0, 0x80000000, 0x3f800000, 0x3f800000, 0xff800000};
  static const uint32_t MAX[] = {0, 0, 0x7fc00000, 0x3f800000, 0x3f800000};
  for (unsigned i = 0; i < 5; i++) {
    run.inputs[0][i] = float_from_bits(A[i]);
    run.inputs[1][i] = float_from_bits(B[i]);
  }
  run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 0), CALL(COPY_TILE, 1, 0, 1), DO(BINARY_MAX_TILE_INIT),
                        CALL(BINARY_MAX_TILE, 0, 1, 0), GIVE));
  for (unsigned i = 0; i < 5; i++) assert_int_equal(float_bits(run.output[i]), MAX[i]);
}

// What the ways to and from DST do: the addition of zero in a 32-bit DST, the packer behind a 16-bit one. UnpackToDestFp32 keeps all bits.
static void check_specials(bool wide, bool to_dst, DataFormat in, const uint32_t *expected) {
  static const uint32_t IN[] = {0x80000000, 0x7fc00000, 0xffc00000, 0xff800000, 0x00010000, 0x80010000, 0x7f7f0000, 0x00800000};
  TileRun run = bf16_run(41);
  run.wide = wide;
  run.to_dst = to_dst;
  run.in0 = run.in1 = in;
  for (unsigned i = 0; i < 8; i++) run.inputs[0][i] = float_from_bits(IN[i]);
  run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 8; i++) assert_int_equal(float_bits(run.output[i]), (expected ? expected : IN)[i]);
}

static void test_moves_of_special_values(void **state) {
  (void)state;
  static const uint32_t SETTLED[] = {0, 0x7f800000, 0xff800000, 0xff800000, 0, 0, 0x7f7f0000, 0x00800000};
  check_specials(true, false, FORMAT_FLOAT16_B, SETTLED);
  check_specials(true, false, FORMAT_FLOAT32, SETTLED);
  check_specials(false, false, FORMAT_FLOAT16_B, SETTLED);
  check_specials(false, false, FORMAT_FLOAT32, SETTLED);
  check_specials(true, true, FORMAT_FLOAT32, NULL);
}

// ---- packer and formats
static void test_pack_to_bf16(void **state) {
  (void)state;
  TileRun run = bf16_run(50);
  run.in0 = FORMAT_FLOAT32;
  run.out = FORMAT_FLOAT16_B;
  static const uint32_t IN[] = {0x3f808000, 0x3f818000, 0xbf808000, 0x3f806000, 0x7f800000, 0x7fc00000, 0xffc00000, 0x00002000};
  static const uint32_t OUT[] = {0x3f810000, 0x3f820000, 0xbf810000, 0x3f800000, 0x7f800000, 0x7f800000, 0xff800000, 0};
  for (unsigned i = 0; i < 8; i++) run.inputs[0][i] = float_from_bits(IN[i]);
  run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 0), GIVE));
  for (unsigned i = 0; i < 8; i++) assert_int_equal(float_bits(run.output[i]), OUT[i]);
}

static void test_bfp8_through_the_chip(void **state) {
  (void)state;
  TileRun run = bf16_run(51);
  run.in0 = run.out = FORMAT_BFP8_B;
  uint8_t page[1088];
  tile_encode(FORMAT_BFP8_B, run.inputs[0], page);
  float stored[1024];
  tile_decode(FORMAT_BFP8_B, page, stored);
  run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), TAKE, CALL(COPY_TILE, 0, 0, 0), GIVE));
  assert_values(run.output, stored);  // what bfp8 holds survives unpack and pack
  for (unsigned i = 0; i < 1024; i++) {  // half a step of the largest of sixteen
    float largest = 0;
    for (unsigned j = i / 16 * 16; j < i / 16 * 16 + 16; j++) largest = run.inputs[0][j] * run.inputs[0][j] > largest * largest ? run.inputs[0][j] : largest;
    float step = float_from_bits((float_bits(largest) & 0x7f800000u)) * 0x1p-6f, error = stored[i] - run.inputs[0][i];
    assert_true(error * error <= step * step);
  }
}

static void test_reconfigured_formats(void **state) {
  (void)state;
  TileRun run = bf16_run(52);
  run.in1 = FORMAT_FLOAT32;
  run.out = FORMAT_FLOAT16_B;
  float sums[1024];
  for (unsigned i = 0; i < 1024; i++) sums[i] = half_away(run.inputs[0][i] + run.inputs[1][i]);
  // Started for the wrong buffers throughout, then set right.
  run_tiles(&run, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP, 1, 0, 1), CALL(RECONFIG_DATA_FORMAT, 0, 1), CALL(PACK_RECONFIG_DATA_FORMAT, 2),
                        CALL(ADD_INIT, 0, 1), TAKE, CALL(ADD_TILES, 0, 1, 0, 0, 0), GIVE));
  assert_values(run.output, sums);
  run_tiles(&run, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP, 1, 0, 2), CALL(RECONFIG_DATA_FORMAT_SRCA, 0), CALL(COPY_INIT, 0), TAKE,
                        CALL(COPY_TILE, 0, 0, 0), GIVE));
  assert_values(run.output, run.inputs[0]);
  run_tiles(&run, STEPS(START, CALL(RECONFIG_DATA_FORMAT_REVERSE, 0, 1), CALL(MATMUL_INIT, 0, 1, 0), TAKE,
                        CALL(MATMUL_TILES, 0, 1, 0, 0, 0), GIVE));
  float expected[1024];
  for (unsigned i = 0; i < 1024; i++) expected[i] = half_away(product_sum(&run, i / 32, i % 32, false));
  assert_values(run.output, expected);
}

// A Float32 buffer with UnpackToDestFp32 keeps all its bits.
static void test_unpack_to_dst(void **state) {
  (void)state;
  Rig rig;
  rig_open(&rig, "blackhole_p150");
  rig.compute.fp32_dest_acc = true;
  rig.compute.unpack_to_dest_fp32 = 1;
  float tile[1][1024], result[1][1024];
  for (unsigned i = 0; i < 1024; i++) tile[0][i] = 1 + (float)i * 0x1p-23f;
  rig_buffer(&rig, 0, "a", FORMAT_FLOAT32, 1);
  rig_buffer(&rig, 2, "c", FORMAT_FLOAT32, 1);
  uint32_t a = rig_tensor(&rig, FORMAT_FLOAT32, 1, tile), c = rig_tensor(&rig, FORMAT_FLOAT32, 1, NULL);
  rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, 4096), CALL(CB_RESERVE_BACK, 0, 1), KEEP(3, GET_WRITE_PTR, 0),
                         CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(3)), DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1)));
  rig_compute(&rig, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 2), CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 1), DO(TILE_REGS_ACQUIRE),
                          CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT), CALL(CB_RESERVE_BACK, 2, 1), DO(TILE_REGS_WAIT),
                          CALL(PACK_TILE, 0, 2), DO(TILE_REGS_RELEASE), CALL(CB_PUSH_BACK, 2, 1), CALL(CB_POP_FRONT, 0, 1)));
  rig_writer(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, c, 4096), CALL(CB_WAIT_FRONT, 2, 1), KEEP(2, GET_READ_PTR, 2),
                         CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)), DO(NOC_ASYNC_WRITE_BARRIER), CALL(CB_POP_FRONT, 2, 1)));
  rig_pass(&rig);
  rig_result(&rig, FORMAT_FLOAT32, c, 1, result);
  assert_values(result[0], tile[0]);
  emu_close(rig.emulator);
}

// An accumulator that stays in place: packed with and without L1 accumulation, then handed over once; reopened in between.
static void check_accumulator(DataFormat format) {
  TileRun run = bf16_run(60);
  run.out = format;
  run_tiles(&run, STEPS(START, CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 1), CALL(CB_WAIT_FRONT, 1, 1), CALL(CB_RESERVE_BACK, 2, 2),
                        CALL(PACK_RECONFIG_L1_ACC, 0), DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 0, 0, 0), CALL(COPY_TILE, 1, 0, 1), DO(TILE_REGS_COMMIT),
                        DO(TILE_REGS_WAIT), CALL(PACK_TILE_AT, 0, 2, 1), CALL(PACK_TILE_AT, 1, 2, 0), DO(TILE_REGS_RELEASE),
                        CALL(PACK_RECONFIG_L1_ACC, 1), DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT),
                        CALL(PACK_TILE_AT, 0, 2, 0), DO(TILE_REGS_RELEASE), CALL(PACK_RECONFIG_L1_ACC, 0), CALL(CB_PUSH_BACK, 2, 1), CALL(CB_POP_FRONT, 0, 1), CALL(CB_POP_FRONT, 1, 1)));
  float expected[1024];
  for (unsigned i = 0; i < 1024; i++) {
    float sum = run.inputs[1][i] + run.inputs[0][i];
    expected[i] = format == FORMAT_FLOAT32 ? sum : round_to_bf16(sum);
  }
  assert_values(run.output, expected);
}

#define PACK_BOTH(first, second) \
  DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT), CALL(PACK_TILE_AT, 0, first, 0), CALL(PACK_TILE_AT, 0, first, second), DO(TILE_REGS_RELEASE)

static void check_reopened_accumulator(void) {
  Rig rig;
  rig_open(&rig, "wormhole_n150");
  float tile[1][1024], result[1][1024];
  rig_random(61, 1024, tile[0]);
  rig_buffer(&rig, 0, "a", FORMAT_FLOAT16_B, 1);
  rig_buffer(&rig, 1, "sum", FORMAT_FLOAT32, 2);
  rig_buffer(&rig, 2, "c", FORMAT_FLOAT32, 1);
  rig.compute.fp32_dest_acc = true;
  uint32_t a = rig_tensor(&rig, FORMAT_FLOAT16_B, 1, tile), c = rig_tensor(&rig, FORMAT_FLOAT32, 1, NULL);
  rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, PAGE), CALL(CB_RESERVE_BACK, 0, 1), KEEP(3, GET_WRITE_PTR, 0),
                         CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(3)), DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1)));
  rig_compute(&rig, STEPS(CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 1), CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 1), CALL(CB_RESERVE_BACK, 1, 2),
                          DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 0, 0, 0), PACK_BOTH(1, 1), CALL(CB_PUSH_BACK, 1, 2),
                          CALL(CB_WAIT_FRONT, 1, 2), CALL(CB_POP_FRONT, 1, 2), CALL(CB_RESERVE_BACK, 1, 2), CALL(PACK_RECONFIG_L1_ACC, 1),
                          DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 0, 0, 0), PACK_BOTH(1, 1), CALL(PACK_RECONFIG_L1_ACC, 0), CALL(CB_PUSH_BACK, 1, 2),
                          CALL(CB_WAIT_FRONT, 1, 2), CALL(RECONFIG_DATA_FORMAT_SRCA, 1), DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 1, 1, 0),
                          DO(TILE_REGS_COMMIT), CALL(CB_RESERVE_BACK, 2, 1), DO(TILE_REGS_WAIT), CALL(PACK_TILE, 0, 2), DO(TILE_REGS_RELEASE),
                          CALL(CB_PUSH_BACK, 2, 1), CALL(CB_POP_FRONT, 1, 2), CALL(CB_POP_FRONT, 0, 1)));
  rig_writer(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, c, 4096), CALL(CB_WAIT_FRONT, 2, 1), KEEP(2, GET_READ_PTR, 2),
                         CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)), DO(NOC_ASYNC_WRITE_BARRIER), CALL(CB_POP_FRONT, 2, 1)));
  rig_pass(&rig);
  rig_result(&rig, FORMAT_FLOAT32, c, 1, result);
  emu_close(rig.emulator);
  for (unsigned i = 0; i < 1024; i++) tile[0][i] += tile[0][i];
  assert_values(result[0], tile[0]);
}

static void test_pack_reconfig_l1_acc(void **state) {
  (void)state;
  check_accumulator(FORMAT_FLOAT32);
  check_accumulator(FORMAT_FLOAT16_B);
  check_reopened_accumulator();
}

// ---- data movement within a core
static void test_zeros_and_local_copies(void **state) {
  (void)state;
  Rig rig;
  rig_open(&rig, "blackhole_p150");
  float tiles[2][1024], expected[1024] = {0};
  rig_random(70, 2048, tiles[0]);
  rig_buffer(&rig, 0, "a", FORMAT_FLOAT16_B, 2);
  uint32_t a = rig_tensor(&rig, FORMAT_FLOAT16_B, 1, tiles), c = rig_tensor(&rig, FORMAT_FLOAT16_B, 2, tiles);
  // Page 0: the tensor's page. Page 1: a copy of it, whose first 512 bytes (half of a face pair) are then zeroed.
  rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, PAGE), CALL(CB_RESERVE_BACK, 0, 1), KEEP(2, GET_WRITE_PTR, 0), KEEP(3, GET_NOC_ADDR, R(2)),
                         CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)), DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1), CALL(CB_RESERVE_BACK, 0, 1),
                         KEEP(4, GET_WRITE_PTR, 0), KEEP(6, GET_NOC_ADDR, R(4)), CALL(NOC_ASYNC_WRITE, R(2), R(6), PAGE), DO(NOC_ASYNC_WRITE_BARRIER), KEEP_IT(5, MEM_ZEROS_BASE), KEEP(5, GET_NOC_ADDR, R(5)),
                         CALL(NOC_ASYNC_READ, R(5), R(4), 512), DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1)));
  rig_writer(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, c, PAGE), CALL(CB_WAIT_FRONT, 0, 2), KEEP(2, GET_READ_PTR, 0),
                         CALL(NOC_ASYNC_WRITE_PAGE, 1, R(1), R(2)), DO(NOC_ASYNC_WRITE_BARRIER), CALL(CB_POP_FRONT, 0, 1),
                         KEEP(2, GET_READ_PTR, 0), CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)), DO(NOC_ASYNC_WRITE_BARRIER), CALL(CB_POP_FRONT, 0, 1)));
  const EmuReport *report = rig_pass(&rig);
  assert_int_equal(report->dram_read_bytes, PAGE);
  assert_int_equal(report->dram_written_bytes, 2 * PAGE);
  float result[2][1024];
  rig_result(&rig, FORMAT_FLOAT16_B, c, 2, result);
  assert_values(result[1], tiles[0]);
  memcpy(expected, tiles[0], sizeof expected);
  for (unsigned row = 0; row < 16; row++) memset(expected + row * 32, 0, 16 * sizeof(float));  // the first face
  assert_values(result[0], expected);
  emu_close(rig.emulator);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_matmul_tiles),      cmocka_unit_test(test_matmul_16_bit_dst), cmocka_unit_test(test_matmul_mixed), cmocka_unit_test(test_simd_gives_the_same_bits),
      cmocka_unit_test(test_copy_and_transpose_tile), cmocka_unit_test(test_add_sub_mul_tiles),
      cmocka_unit_test(test_exact_numerics),    cmocka_unit_test(test_sfpu_constants),    cmocka_unit_test(test_sfpu_two_tiles),    cmocka_unit_test(test_max_of_special_values), cmocka_unit_test(test_moves_of_special_values),
      cmocka_unit_test(test_pack_to_bf16),      cmocka_unit_test(test_bfp8_through_the_chip), cmocka_unit_test(test_reconfigured_formats),
      cmocka_unit_test(test_unpack_to_dst),     cmocka_unit_test(test_pack_reconfig_l1_acc), cmocka_unit_test(test_zeros_and_local_copies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
