// The interpreter: kernel IR made with the builders, run from a Plan. With an argument (tiles a side, such as 32) it times the
// matmul of that size on all cores: `test_emulator_run 32`, `test_emulator_run 32 exact`.
#include "emulator/bytecode.h"
#include "emulator/interpreter.h"
#include "emulator/tiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
// cmocka needs the headers above first
#include <cmocka.h>

enum { PAGE = 2048, COLUMNS = 8, SIDE = 4 };

// ---- building kernels
typedef struct Kernel {
  Compilation *c;
  PrimFunc *func;
  Block *block;  // where statements go
} Kernel;

static Kernel new_kernel(Compilation *c, const char *name) {
  Kernel kernel = {.c = c, .func = arena_new(c->arena, PrimFunc)};
  kernel.func->name = intern(c, name);
  kernel.func->span = NO_SPAN;
  kernel.block = &kernel.func->body;
  return kernel;
}

static const Expr *param(Kernel *kernel, const char *name) {
  Var *var = ir_new_var(kernel->c, intern(kernel->c, name), TYPE_INT32);
  vector_push(kernel->c->arena, &kernel->func->params, ((Param){var->name, var, NULL}));
  return ir_var(kernel->c, var);
}

static const Expr *number(Kernel *kernel, int64_t value) { return ir_int(kernel->c, value); }
static const Expr *compute(Kernel *kernel, Op op, const Expr *a, const Expr *b) {
  return ir_call(kernel->c, op, (const Expr *const[]){a, b}, 2);
}
static const Expr *linear(Kernel *kernel, const Expr *a, int64_t factor, const Expr *b) {
  return compute(kernel, OP_ADD, compute(kernel, OP_MUL, a, number(kernel, factor)), b);
}
static const Expr *let(Kernel *kernel, const char *name, const Expr *value) {
  Var *var = ir_new_var(kernel->c, name, value->type);
  var->value = value;
  ir_append(kernel->c, kernel->block, ir_let(kernel->c, var, value));
  return ir_var(kernel->c, var);
}
static void call(Kernel *kernel, Op op, const Expr *const *args, unsigned count) {
  ir_append(kernel->c, kernel->block, ir_eval(kernel->c, ir_call(kernel->c, op, args, count)));
}
#define N(value) number(kernel, (value))
#define DO0(op) call(kernel, OP_##op, NULL, 0)
#define DO(op, ...) \
  call(kernel, OP_##op, (const Expr *const[]){__VA_ARGS__}, sizeof((const Expr *const[]){__VA_ARGS__}) / sizeof(Expr *))
#define VALUE(op, ...) ir_op(kernel->c, OP_##op, __VA_ARGS__)

// Opens a loop; end_loop(kernel, outer) closes it.
static const Expr *begin_loop(Kernel *kernel, const Expr *extent, Block **outer) {
  Var *var = ir_new_var(kernel->c, "i", TYPE_INT32);
  Stmt *loop = ir_for(kernel->c, var, ir_int(kernel->c, 0), extent, LOOP_SERIAL);
  ir_append(kernel->c, kernel->block, loop);
  *outer = kernel->block;
  kernel->block = &loop->loop.body;
  return ir_var(kernel->c, var);
}

// ---- a plan
typedef struct Job {
  Compilation *c;
  Plan plan;
  PlanLaunch launch;
  void *tensors[4];
} Job;

static void open_job(Job *job, const char *device) {
  *job = (Job){.c = compilation_open()};
  job->plan.device = job->c->device = device_find(device);
}

static unsigned add_tensor(Job *job, const char *name, int64_t rows, int64_t columns, void *pages) {
  PlanTensor tensor = {.name = name, .format = FORMAT_FLOAT16_B, .rank = 2, .tile_rows = rows, .tile_columns = columns, .batches = 1, .page_bytes = PAGE};
  vector_push(job->c->arena, &job->plan.tensors, tensor);
  job->tensors[job->plan.tensors.count - 1] = pages;
  return (unsigned)job->plan.tensors.count - 1;
}

static void add_buffer(Job *job, unsigned id, const char *name, unsigned pages, DataFormat format) {
  PlanCircularBuffer buffer = {.id = id, .name = name, .pages = pages, .page_bytes = format_tile_bytes(format), .format = format};
  vector_push(job->c->arena, &job->launch.circular_buffers, buffer);
}

static void add_cores(Job *job, unsigned count) {
  for (unsigned i = 0; i < count; i++) vector_push(job->c->arena, &job->launch.cores, ((PlanCore){i % COLUMNS, i / COLUMNS}));
}

static PlanKernel *add_kernel(Job *job, const Kernel *kernel, KernelRole role) {
  PlanKernel plan = {.func = kernel->func, .name = kernel->func->name, .role = role, .fidelity = FIDELITY_HIFI4, .fp32_dest_acc = true};
  vector_push(job->c->arena, &job->launch.kernels, plan);
  return &job->launch.kernels.items[job->launch.kernels.count - 1];
}

static void add_address(Job *job, PlanKernel *kernel, unsigned tensor) {
  vector_push(job->c->arena, &kernel->args, ((PlanArg){.kind = PLAN_ARG_ADDRESS, .tensor = tensor}));
}

// An argument whose value on core i is i / divisor % modulus.
static void add_value(Job *job, PlanKernel *kernel, int64_t divisor, int64_t modulus) {
  PlanArg arg = {.kind = PLAN_ARG_VALUE, .values = arena_array(job->c->arena, int64_t, job->launch.cores.count)};
  for (size_t i = 0; i < job->launch.cores.count; i++) arg.values[i] = (int64_t)i / divisor % modulus;
  vector_push(job->c->arena, &kernel->args, arg);
}

static bool run_job(Job *job, EmuReport *report) {
  vector_push(job->c->arena, &job->plan.launches, job->launch);
  return emulate_plan(job->c, &job->plan, job->tensors, report);
}

static void pass_job(Job *job, EmuReport *report) {
  bool ok = run_job(job, report);
  if (!ok) print_error("%s\n", diag_render(job->c));
  assert_true(ok);
}

static void fail_job(Job *job, const char *text) {
  EmuReport report;
  assert_false(run_job(job, &report));
  const char *rendered = diag_render(job->c);
  if (!strstr(rendered, text)) print_error("expected %s in\n%s\n", text, rendered);
  assert_non_null(strstr(rendered, text));
  compilation_close(job->c);
}

// ---- matmul: each core one block of 4x4 tiles, partial sums in an L1 accumulator
static Kernel matmul_reader(Compilation *c, int64_t k_tiles, int64_t n_tiles) {
  Kernel made = new_kernel(c, "reader"), *kernel = &made;
  const Expr *a_address = param(kernel, "A_addr"), *b_address = param(kernel, "B_addr"), *by = param(kernel, "by"), *bx = param(kernel, "bx");
  const Expr *a = let(kernel, "A", VALUE(TENSOR_ACCESSOR, N(0), a_address, N(PAGE)));
  const Expr *b = let(kernel, "B", VALUE(TENSOR_ACCESSOR, N(1), b_address, N(PAGE)));
  Block *body, *steps;
  const Expr *k = begin_loop(kernel, N(k_tiles), &body);
  DO(CB_RESERVE_BACK, N(0), N(SIDE));
  DO(CB_RESERVE_BACK, N(1), N(SIDE));
  const Expr *a_pointer = let(kernel, "a_pointer", VALUE(GET_WRITE_PTR, N(0))), *b_pointer = let(kernel, "b_pointer", VALUE(GET_WRITE_PTR, N(1)));
  const Expr *i = begin_loop(kernel, N(SIDE), &steps);
  const Expr *row = linear(kernel, by, SIDE, i), *column = linear(kernel, bx, SIDE, i);
  DO(NOC_ASYNC_READ_PAGE, linear(kernel, row, k_tiles, k), a, linear(kernel, i, PAGE, a_pointer));
  DO(NOC_ASYNC_READ_PAGE, linear(kernel, k, n_tiles, column), b, linear(kernel, i, PAGE, b_pointer));
  kernel->block = steps;
  DO0(NOC_ASYNC_READ_BARRIER);
  DO(CB_PUSH_BACK, N(0), N(SIDE));
  DO(CB_PUSH_BACK, N(1), N(SIDE));
  kernel->block = body;
  return made;
}

// Four rows of the block, each its own stretch of DST; from the second k on the packer adds to what is in L1.
static void matmul_step(Kernel *kernel, const Expr *k) {
  Block *body, *inner;
  const Expr *row = begin_loop(kernel, N(SIDE), &body);
  DO0(TILE_REGS_ACQUIRE);
  const Expr *column = begin_loop(kernel, N(SIDE), &inner);
  DO(MATMUL_TILES, N(0), N(1), row, column, column);
  kernel->block = inner;
  DO0(TILE_REGS_COMMIT);
  DO0(TILE_REGS_WAIT);
  DO(PACK_RECONFIG_L1_ACC, ir_cast(kernel->c, TYPE_INT32, compute(kernel, OP_GT, k, N(0))));
  column = begin_loop(kernel, N(SIDE), &inner);
  DO(PACK_TILE_AT, column, N(2), linear(kernel, row, SIDE, column));
  kernel->block = inner;
  DO0(TILE_REGS_RELEASE);
  kernel->block = body;
}

static Kernel matmul_compute(Compilation *c, int64_t k_tiles) {
  Kernel made = new_kernel(c, "compute"), *kernel = &made;
  Block *body;
  DO(COMPUTE_KERNEL_HW_STARTUP_REVERSE, N(0), N(1), N(2));
  DO(MATMUL_INIT, N(0), N(1), N(0));
  DO(CB_RESERVE_BACK, N(2), N(SIDE * SIDE));
  const Expr *k = begin_loop(kernel, N(k_tiles), &body);
  DO(CB_WAIT_FRONT, N(0), N(SIDE));
  DO(CB_WAIT_FRONT, N(1), N(SIDE));
  matmul_step(kernel, k);
  DO(CB_POP_FRONT, N(0), N(SIDE));
  DO(CB_POP_FRONT, N(1), N(SIDE));
  kernel->block = body;
  DO(PACK_RECONFIG_L1_ACC, N(0));
  DO(CB_PUSH_BACK, N(2), N(SIDE * SIDE));
  DO(CB_WAIT_FRONT, N(2), N(SIDE * SIDE));
  DO(RECONFIG_DATA_FORMAT_SRCA, N(2));
  DO(PACK_RECONFIG_DATA_FORMAT, N(3));
  DO(COPY_INIT, N(2));
  const Expr *tile = begin_loop(kernel, N(SIDE * SIDE), &body);
  DO0(TILE_REGS_ACQUIRE);
  DO(COPY_TILE, N(2), tile, N(0));
  DO0(TILE_REGS_COMMIT);
  DO(CB_RESERVE_BACK, N(3), N(1));
  DO0(TILE_REGS_WAIT);
  DO(PACK_TILE, N(0), N(3));
  DO0(TILE_REGS_RELEASE);
  DO(CB_PUSH_BACK, N(3), N(1));
  kernel->block = body;
  DO(CB_POP_FRONT, N(2), N(SIDE * SIDE));
  return made;
}

static Kernel matmul_writer(Compilation *c, int64_t n_tiles) {
  Kernel made = new_kernel(c, "writer"), *kernel = &made;
  const Expr *c_address = param(kernel, "C_addr"), *by = param(kernel, "by"), *bx = param(kernel, "bx");
  const Expr *accessor = let(kernel, "C", VALUE(TENSOR_ACCESSOR, N(0), c_address, N(PAGE)));
  Block *body;
  const Expr *tile = begin_loop(kernel, N(SIDE * SIDE), &body);
  DO(CB_WAIT_FRONT, N(3), N(1));
  const Expr *row = linear(kernel, by, SIDE, compute(kernel, OP_FLOORDIV, tile, N(SIDE)));
  const Expr *column = linear(kernel, bx, SIDE, compute(kernel, OP_FLOORMOD, tile, N(SIDE)));
  DO(NOC_ASYNC_WRITE_PAGE, linear(kernel, row, n_tiles, column), accessor, VALUE(GET_READ_PTR, N(3)));
  DO0(NOC_ASYNC_WRITE_BARRIER);
  DO(CB_POP_FRONT, N(3), N(1));
  kernel->block = body;
  return made;
}

// C = A x B of tiles x tiles tiles; one core per 4x4 tiles.
static void matmul_job(Job *job, int64_t tiles, void *a, void *b, void *c) {
  open_job(job, "wormhole_n150");
  add_cores(job, (unsigned)(tiles / SIDE * (tiles / SIDE)));
  unsigned ta = add_tensor(job, "A", tiles, tiles, a), tb = add_tensor(job, "B", tiles, tiles, b), tc = add_tensor(job, "C", tiles, tiles, c);
  add_buffer(job, 0, "A_shared", 2 * SIDE, FORMAT_FLOAT16_B);
  add_buffer(job, 1, "B_shared", 2 * SIDE, FORMAT_FLOAT16_B);
  add_buffer(job, 2, "C_local", SIDE * SIDE, FORMAT_FLOAT32);
  add_buffer(job, 3, "C_out", 2, FORMAT_FLOAT16_B);
  Kernel reader = matmul_reader(job->c, tiles, tiles), compute_kernel = matmul_compute(job->c, tiles), writer = matmul_writer(job->c, tiles);
  PlanKernel *plan = add_kernel(job, &reader, ROLE_READER);
  add_address(job, plan, ta);
  add_address(job, plan, tb);
  add_value(job, plan, tiles / SIDE, tiles / SIDE);
  add_value(job, plan, 1, tiles / SIDE);
  add_kernel(job, &compute_kernel, ROLE_COMPUTE);
  plan = add_kernel(job, &writer, ROLE_WRITER);
  add_address(job, plan, tc);
  add_value(job, plan, tiles / SIDE, tiles / SIDE);
  add_value(job, plan, 1, tiles / SIDE);
}

static float element(const float *tiles, int64_t columns, int64_t row, int64_t column) {
  return tiles[(row / 32 * columns + column / 32) * 1024 + row % 32 * 32 + column % 32];
}

static void encode(const float *values, int64_t pages, uint8_t *data) {
  for (int64_t page = 0; page < pages; page++) tile_encode(FORMAT_FLOAT16_B, values + page * 1024, data + page * PAGE);
}

static void test_matmul(void **state) {
  (void)state;
  enum { TILES = 8, PAGES = TILES * TILES };
  static float a[PAGES * 1024], b[PAGES * 1024], c[PAGES * 1024];
  static uint8_t pages[3][PAGES * PAGE];
  for (int i = 0; i < PAGES * 1024; i++) {  // small integers: every sum is exact
    a[i] = (float)(i * 7 % 11 - 5);
    b[i] = (float)(i * 13 % 9 - 4);
  }
  encode(a, PAGES, pages[0]);
  encode(b, PAGES, pages[1]);
  Job job;
  EmuReport report;
  matmul_job(&job, TILES, pages[0], pages[1], pages[2]);
  pass_job(&job, &report);
  for (int page = 0; page < PAGES; page++) tile_decode(FORMAT_FLOAT16_B, pages[2] + page * PAGE, c + page * 1024);
  for (int row = 0; row < TILES * 32; row += 5)
    for (int column = 0; column < TILES * 32; column += 3) {
      float sum = 0;
      for (int k = 0; k < TILES * 32; k++) sum += element(a, TILES, row, k) * element(b, TILES, k, column);
      float got = element(c, TILES, row, column), error = got - sum;
      assert_true(error * error <= sum * sum * 0x1p-16f);
    }
  assert_int_equal(report.matmul_tiles, TILES * TILES * TILES);
  assert_int_equal(report.dram_read_bytes, 4 * TILES * 2 * SIDE * PAGE);
  assert_int_equal(report.dram_written_bytes, PAGES * PAGE);
  assert_true(report.cycles >= 64 * 16 * TILES);  // 16 tile products a step and core, 64 cycles each
  assert_true((double)report.cycles >= (double)(report.dram_read_bytes + report.dram_written_bytes) / (12 * 24));
  EmuReport again;
  Job second;
  matmul_job(&second, TILES, pages[0], pages[1], pages[2]);
  pass_job(&second, &again);
  assert_int_equal(report.cycles, again.cycles);
  compilation_close(job.c);
  compilation_close(second.c);
}

// ---- several launches: the second reads what the first wrote
static void add_copy_launch(Job *job, unsigned from, unsigned to, int64_t pages) {
  job->launch = (PlanLaunch){0};
  add_cores(job, 2);  // core i takes the pages that are i modulo 2
  add_buffer(job, 0, "page", 1, FORMAT_FLOAT16_B);
  for (int writes = 0; writes < 2; writes++) {
    Kernel made = new_kernel(job->c, writes ? "writer" : "reader"), *kernel = &made;
    const Expr *address = param(kernel, "address"), *first = param(kernel, "first");
    const Expr *accessor = let(kernel, "tensor", VALUE(TENSOR_ACCESSOR, N(0), address, N(PAGE)));
    Block *body;
    const Expr *page = linear(kernel, begin_loop(kernel, N(pages / 2), &body), 2, first);
    if (writes) {
      DO(CB_WAIT_FRONT, N(0), N(1));
      DO(NOC_ASYNC_WRITE_PAGE, page, accessor, VALUE(GET_READ_PTR, N(0)));
      DO0(NOC_ASYNC_WRITE_BARRIER);
      DO(CB_POP_FRONT, N(0), N(1));
    } else {
      DO(CB_RESERVE_BACK, N(0), N(1));
      DO(NOC_ASYNC_READ_PAGE, page, accessor, VALUE(GET_WRITE_PTR, N(0)));
      DO0(NOC_ASYNC_READ_BARRIER);
      DO(CB_PUSH_BACK, N(0), N(1));
    }
    kernel->block = body;
    PlanKernel *plan = add_kernel(job, kernel, writes ? ROLE_WRITER : ROLE_READER);
    add_address(job, plan, writes ? to : from);
    add_value(job, plan, 1, 2);
  }
}

static void test_launches_in_order(void **state) {
  (void)state;
  enum { PAGES = 6 };
  static uint8_t data[3][PAGES * PAGE];
  for (unsigned i = 0; i < sizeof data[0]; i++) data[0][i] = (uint8_t)(i * 31 % 251);
  Job job;
  EmuReport report;
  open_job(&job, "blackhole_p150");
  for (unsigned i = 0; i < 3; i++) add_tensor(&job, "T", 1, PAGES, data[i]);
  add_copy_launch(&job, 0, 1, PAGES);
  vector_push(job.c->arena, &job.plan.launches, job.launch);
  add_copy_launch(&job, 1, 2, PAGES);
  pass_job(&job, &report);
  assert_memory_equal(data[1], data[0], sizeof data[0]);
  assert_memory_equal(data[2], data[0], sizeof data[0]);
  assert_int_equal(report.dram_read_bytes, 2 * PAGES * PAGE);
  assert_int_equal(report.dram_written_bytes, 2 * PAGES * PAGE);
  assert_true((double)report.cycles >= 2 * device_find("blackhole_p150")->costs.launch_cycles.value);
  compilation_close(job.c);
}

// ---- control flow and arithmetic: a kernel that leaves its result in a runtime check
static const Expr *choose(Kernel *kernel, Op op, const Expr *condition, const Expr *a, const Expr *b) {
  return ir_call(kernel->c, op, (const Expr *const[]){condition, a, b}, 3);
}

// Reserves as many pages as the value says: right for 1 to 4, an error that shows it otherwise.
static void check_value(const char *expected, const Expr *(*make)(Kernel *kernel, const Expr *n), int64_t n) {
  Job job;
  open_job(&job, "wormhole_n150");
  add_cores(&job, 1);
  add_buffer(&job, 0, "a", 1, FORMAT_FLOAT16_B);
  Kernel made = new_kernel(job.c, "reader"), *kernel = &made;
  const Expr *argument = param(kernel, "n");
  DO(CB_RESERVE_BACK, N(0), make(kernel, argument));
  PlanKernel *plan = add_kernel(&job, &made, ROLE_READER);
  add_value(&job, plan, 1, 1);
  plan->args.items[0].values[0] = n;
  fail_job(&job, expected);
}

static const Expr *arithmetic(Kernel *kernel, const Expr *n) {  // 17: 17 // 5 * 100 + 17 % 5 * 10 + max(3, min(17, 4)) = 324
  const Expr *tens = linear(kernel, compute(kernel, OP_FLOORDIV, n, N(5)), 100, compute(kernel, OP_MUL, compute(kernel, OP_FLOORMOD, n, N(5)), N(10)));
  return compute(kernel, OP_ADD, tens, compute(kernel, OP_MAX, N(3), compute(kernel, OP_MIN, n, N(4))));
}
static const Expr *conditions(Kernel *kernel, const Expr *n) {  // the right side of `and`, and the other branch, would divide by zero
  const Expr *zero = compute(kernel, OP_SUB, n, n), *bad = compute(kernel, OP_GT, compute(kernel, OP_FLOORDIV, n, zero), N(0));
  const Expr *both = compute(kernel, OP_AND, compute(kernel, OP_NE, zero, N(0)), bad);
  const Expr *either = compute(kernel, OP_OR, compute(kernel, OP_EQ, zero, N(0)), bad);
  const Expr *first = choose(kernel, OP_IF_THEN_ELSE, both, compute(kernel, OP_FLOORDIV, n, zero), N(20));
  return compute(kernel, OP_ADD, first, choose(kernel, OP_SELECT, either, N(3), N(4)));
}
static const Expr *division(Kernel *kernel, const Expr *n) { return compute(kernel, OP_FLOORDIV, N(7), n); }
static const Expr *overflow(Kernel *kernel, const Expr *n) { return compute(kernel, OP_MUL, n, n); }

static void test_arithmetic(void **state) {
  (void)state;
  check_value("cb_reserve_back of 324 pages", arithmetic, 17);
  check_value("cb_reserve_back of 23 pages", conditions, 17);
  check_value("division by zero", division, 0);
  check_value("// or % of a negative number", division, -2);
  check_value("cb_reserve_back of 65536 pages", overflow, 256);
  check_value("cb_reserve_back of 0 pages", overflow, 65536);  // 32 bits
}

static void test_refusals(void **state) {
  (void)state;
  Job job;
  open_job(&job, "wormhole_n150");
  add_cores(&job, 1);
  Kernel made = new_kernel(job.c, "reader"), *kernel = &made;
  Var *unbound = ir_new_var(job.c, "lost", TYPE_INT32);
  DO(CB_RESERVE_BACK, ir_var(job.c, unbound), N(1));
  add_kernel(&job, &made, ROLE_READER);
  fail_job(&job, "variable lost is used where it has no value");

  open_job(&job, "wormhole_n150");
  add_cores(&job, 1);
  made = new_kernel(job.c, "reader");
  ir_append(job.c, made.block, ir_eval(job.c, ir_call(job.c, OP_COPY, NULL, 0)));
  add_kernel(&job, &made, ROLE_READER);
  fail_job(&job, "cannot stand in a kernel: kernels compute with integers and call operations of the device");

  open_job(&job, "wormhole_n150");
  add_cores(&job, 1);
  add_buffer(&job, 0, "big", 1000, FORMAT_FLOAT32);
  made = new_kernel(job.c, "reader");
  add_kernel(&job, &made, ROLE_READER);
  fail_job(&job, "circular buffer 0 (big) of 1000 pages of 4096 bytes of Float32 cannot be made: its id is taken or beyond 31"
           ", its pages are not whole tiles, or the L1 of 1395424 bytes is full");
}

static void test_more_refusals(void **state) {
  (void)state;
  Job job;
  open_job(&job, "wormhole_n150");
  add_cores(&job, 1);
  Kernel first = new_kernel(job.c, "left"), second = new_kernel(job.c, "right");
  add_kernel(&job, &first, ROLE_READER);
  add_kernel(&job, &second, ROLE_READER);
  fail_job(&job, "left and right want the same processor of a core: a launch has one kernel of each role");

  open_job(&job, "wormhole_n150");
  add_tensor(&job, "A", 1 << 20, 1 << 20, NULL);
  fail_job(&job, "the tensors do not fit into the DRAM of wormhole_n150: no room for A, 1099511627776 pages of 2048 bytes");

  open_job(&job, "wormhole_n150");  // 2^28 empty steps
  add_cores(&job, 1);
  Kernel made = new_kernel(job.c, "reader"), *kernel = &made;
  Block *outer;
  begin_loop(kernel, N(1 << 28), &outer);
  add_kernel(&job, &made, ROLE_READER);
  fail_job(&job, "the kernel loops without end");

  open_job(&job, "wormhole_n150");  // an expression deeper than any kernel's
  add_cores(&job, 1);
  made = new_kernel(job.c, "reader");
  const Expr *deep = N(1);
  for (int i = 0; i < 1000; i++) deep = compute(kernel, OP_ADD, deep, N(1));
  DO(CB_RESERVE_BACK, N(0), deep);
  add_kernel(&job, &made, ROLE_READER);
  fail_job(&job, "an expression nested this deep cannot stand in a kernel");
}

// The L1s lie below 2 GiB; here nothing is free there.
static void test_no_address_space(void **state) {
  (void)state;
  enum { STEP = 1 << 20, STEPS = 2048 };
  static void *taken[STEPS];
  for (uintptr_t i = 1; i < STEPS; i++)
    taken[i] = mmap((void *)(i * STEP), STEP, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  Job job;
  open_job(&job, "wormhole_n150");
  fail_job(&job, "the emulated L1 needs 64 windows of 2 MiB below 2 GiB of address space, which are not free");
  for (unsigned i = 1; i < STEPS; i++)
    if (taken[i] != MAP_FAILED) munmap(taken[i], STEP);
}

static void test_failure_names_the_place(void **state) {
  (void)state;
  Job job;
  open_job(&job, "wormhole_n150");
  add_cores(&job, 2);
  add_buffer(&job, 0, "a", 1, FORMAT_FLOAT16_B);
  uint32_t file = source_add(job.c, "kernel.tir", "first\nT.cb_pop_front(0, 1)\n", 26);
  Kernel made = new_kernel(job.c, "writer");
  const Expr *pop = ir_op(job.c, OP_CB_POP_FRONT, ir_int(job.c, 0), ir_int(job.c, 1));
  ir_append(job.c, made.block, ir_eval(job.c, ir_with_span(job.c, pop, (Span){file, 6, 25})));
  add_kernel(&job, &made, ROLE_WRITER);
  EmuReport report;
  assert_false(run_job(&job, &report));
  assert_false(report.ok);
  assert_int_equal(report.failure.place.line, 2);
  const char *rendered = diag_render(job.c);
  assert_non_null(strstr(rendered, "kernel.tir:2:1: error: cb_pop_front of 1 page of circular buffer 0 (a), but only 0 are waited for"));
  assert_non_null(strstr(rendered, "in kernel writer on core (0, 0), at cycle 0"));
  compilation_close(job.c);
}

// ---- timing on demand
static int time_matmul(int64_t tiles, bool exact) {
  size_t bytes = (size_t)(tiles * tiles) * PAGE;
  uint8_t *pages[3];
  for (unsigned i = 0; i < 3; i++) {
    pages[i] = calloc(1, bytes);
    for (size_t at = 0; at < bytes; at += 2) pages[i][at + 1] = 0x3f;
  }
  Job job;
  EmuReport report;
  matmul_job(&job, tiles, pages[0], pages[1], pages[2]);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  vector_push(job.c->arena, &job.plan.launches, job.launch);
  EmulateOptions options = {.numerics = exact ? EMU_NUMERICS_EXACT : EMU_NUMERICS_FAST};
  assert_true(emulate_plan_with(job.c, &job.plan, job.tensors, &options, &report));
  clock_gettime(CLOCK_MONOTONIC, &end);
  double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
  printf("%lld tiles a side: %.3f s, %llu tile products, %llu cycles\n", (long long)tiles, seconds,
         (unsigned long long)report.matmul_tiles, (unsigned long long)report.cycles);
  for (unsigned role = 0; role < EMU_ROLES; role++)
    printf("role %u: busy %llu of %llu\n", role, (unsigned long long)report.roles[role].busy, (unsigned long long)report.roles[role].total);
  compilation_close(job.c);
  for (unsigned i = 0; i < 3; i++) free(pages[i]);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1) return time_matmul(strtol(argv[1], NULL, 10), argc > 2);
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_matmul), cmocka_unit_test(test_launches_in_order), cmocka_unit_test(test_arithmetic), cmocka_unit_test(test_refusals), cmocka_unit_test(test_more_refusals), cmocka_unit_test(test_no_address_space),
                                     cmocka_unit_test(test_failure_names_the_place)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
