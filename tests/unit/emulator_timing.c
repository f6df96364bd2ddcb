// The cycle model: what bounds what, and that nothing is faster than the hardware.
#include "emulator_rig.h"

enum { CALLS = 200 };

static const Device *wormhole(void) { return device_find("wormhole_n150"); }

static double body_cycles(const Rig *rig, const char *device) {
  return (double)rig->report->cycles - device_find(device)->costs.launch_cycles.value;
}

// A tile in buffer 0 that stays; `steps` once.
static double run_compute(const char *device, MathFidelity fidelity, const Step *steps, size_t count) {
  Rig rig;
  rig_open(&rig, device);
  rig.compute.fidelity = fidelity;
  rig_buffer(&rig, 0, "a", FORMAT_FLOAT16_B, 1);
  rig_buffer(&rig, 2, "c", FORMAT_FLOAT16_B, 2);
  uint32_t a = rig_tensor(&rig, FORMAT_FLOAT16_B, 1, NULL);
  rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, PAGE), CALL(CB_RESERVE_BACK, 0, 1), KEEP(2, GET_WRITE_PTR, 0), CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)),
                         DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1)));
  rig_compute(&rig, steps, count);
  rig_writer(&rig, STEPS(CALL(CB_WAIT_FRONT, 2, 1), CALL(CB_POP_FRONT, 2, 1), LOOP(CALLS, 2)));
  rig_pass(&rig);
  double cycles = body_cycles(&rig, device);
  emu_close(rig.emulator);
  return cycles;
}

#define START CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 2), CALL(CB_WAIT_FRONT, 0, 1)
#define OUT CALL(CB_RESERVE_BACK, 2, 1), DO(TILE_REGS_WAIT), CALL(PACK_TILE, 0, 2), DO(TILE_REGS_RELEASE), CALL(CB_PUSH_BACK, 2, 1)

// CALLS matmuls, of which each is packed.
static double matmuls(const char *device, MathFidelity fidelity) {
  return run_compute(device, fidelity, STEPS(START, CALL(MATMUL_INIT, 0, 0, 0), DO(TILE_REGS_ACQUIRE), CALL(MATMUL_TILES, 0, 0, 0, 0, 0), DO(TILE_REGS_COMMIT), OUT,
                                             LOOP(CALLS, 8)));
}

// Unpacking, math and packing of different tiles overlap: the slowest of the three rules, plus the calls around it.
static void test_matmul_is_bound_by_the_slowest_engine(void **state) {
  (void)state;
  const DeviceCosts *costs = &wormhole()->costs;
  double hifi4 = matmuls("wormhole_n150", FIDELITY_HIFI4), lofi = matmuls("wormhole_n150", FIDELITY_LOFI);
  double math = 4 * costs->matmul_phase_cycles.value, calls = 2 * costs->call_issue_cycles.value;
  assert_true(hifi4 >= CALLS * (math + calls));
  assert_true(hifi4 <= CALLS * (math + calls) * 1.05 + 1000);
  double pack = PAGE / costs->pack_bytes_per_cycle.value + 4 * costs->call_issue_cycles.value;
  assert_true(lofi >= CALLS * pack);
  assert_true(lofi <= CALLS * pack * 1.05 + 1000);
}

// Two tiles of 2048 bytes share the unpackers' 80 bytes a cycle: slower than a LoFi product of 16 cycles.
static void test_unpacking_bounds_low_fidelity(void **state) {
  (void)state;
  const DeviceCosts *costs = &wormhole()->costs;
  double cycles = run_compute("wormhole_n150", FIDELITY_LOFI, STEPS(START, CALL(MATMUL_INIT, 0, 0, 0), DO(TILE_REGS_ACQUIRE), CALL(MATMUL_TILES, 0, 0, 0, 0, 0), LOOP(CALLS, 1),
                                                                    DO(TILE_REGS_COMMIT), OUT, DO(TILE_REGS_ACQUIRE), DO(TILE_REGS_COMMIT), OUT, LOOP(CALLS - 1, 7)));
  double unpack = 2 * PAGE / costs->unpack_pair_bytes_per_cycle.value, rest = (CALLS - 1) * (PAGE / costs->pack_bytes_per_cycle.value + 40);
  assert_true(cycles >= CALLS * unpack + rest);
  assert_true(cycles <= CALLS * unpack + rest + 1500);
}

static double sfpu(Op init, Op op) {
  return run_compute("wormhole_n150", FIDELITY_HIFI4, STEPS(START, {init, {0}, 0, 0, 0}, DO(TILE_REGS_ACQUIRE), {op, {0, 1, 2}, 0, 0, 0}, LOOP(CALLS, 1), DO(TILE_REGS_COMMIT), OUT,
                                                            DO(TILE_REGS_ACQUIRE), DO(TILE_REGS_COMMIT), OUT, LOOP(CALLS - 1, 7)));
}

static void test_sfpu_takes_its_passes(void **state) {
  (void)state;
  const DeviceCosts *costs = &wormhole()->costs;
  double unary = sfpu(OP_BINOP_WITH_SCALAR_TILE_INIT, OP_ADD_UNARY_TILE), binary = sfpu(OP_ADD_BINARY_TILE_INIT, OP_ADD_BINARY_TILE);
  assert_true(unary >= CALLS * (costs->sfpu_load_store_cycles.value + costs->sfpu_instruction_cycles.value));
  assert_true(binary - unary >= CALLS * costs->sfpu_instruction_cycles.value - 1);
  assert_true(binary - unary <= CALLS * costs->sfpu_instruction_cycles.value + 1);
}

// ---- data movement
// Eight pages by `cores` cores, `batch` reads to a barrier; page step 1 goes round the banks, `banks` stays on one.
static double read_pages(unsigned cores, bool batched, unsigned step) {
  Rig rig;
  rig_open(&rig, "wormhole_n150");
  uint32_t a = emu_dram_allocate(rig.emulator, 128, PAGE);
  for (unsigned i = 0; i < cores; i++) {
    rig.x = i % 8;
    rig.y = i / 8;
    rig_buffer(&rig, 0, "a", FORMAT_FLOAT16_B, 8);
#define PAGE_AT(i) CALL(NOC_ASYNC_READ_PAGE, (i) * step, R(1), AFTER(2, (i) * PAGE))
    if (batched)
      rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, PAGE), KEEP(2, GET_WRITE_PTR, 0), PAGE_AT(0), PAGE_AT(1), PAGE_AT(2), PAGE_AT(3), PAGE_AT(4), PAGE_AT(5), PAGE_AT(6),
                             PAGE_AT(7), DO(NOC_ASYNC_READ_BARRIER)));
    else
      rig_reader(&rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, a, PAGE), KEEP(2, GET_WRITE_PTR, 0), PAGE_AT(0), DO(NOC_ASYNC_READ_BARRIER), LOOP(8, 2)));
  }
  rig_pass(&rig);
  assert_int_equal(rig.report->dram_read_bytes, 8 * PAGE * cores);
  double cycles = body_cycles(&rig, "wormhole_n150");
  emu_close(rig.emulator);
  return cycles;
}

static void test_reads(void **state) {
  (void)state;
  const DeviceCosts *costs = &wormhole()->costs;
  double banks = wormhole()->dram_banks, bytes = 8 * PAGE, latency = costs->noc_read_latency_cycles.value;
  double alone = read_pages(1, true, 1), barriers = read_pages(1, false, 1);
  assert_true(alone >= latency + bytes / costs->noc_bytes_per_cycle.value);  // one core's port
  assert_true(alone <= latency + bytes / costs->noc_bytes_per_cycle.value + 300);
  assert_true(barriers >= 8 * latency);  // each read waits for itself
  double spread = read_pages(32, true, 1), one_bank = read_pages(32, true, wormhole()->dram_banks);
  assert_true(spread >= 32 * bytes / (banks * costs->dram_bytes_per_cycle.value));
  assert_true(one_bank >= 32 * bytes / costs->dram_bytes_per_cycle.value);  // all pages in one bank
  assert_true(one_bank > 6 * spread);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_matmul_is_bound_by_the_slowest_engine), cmocka_unit_test(test_unpacking_bounds_low_fidelity),
                                     cmocka_unit_test(test_sfpu_takes_its_passes), cmocka_unit_test(test_reads)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
