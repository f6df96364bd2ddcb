// reference/reference.h: the evaluator against formulas written here, and the errors a wrong program gets.
#include "base/convert.h"
#include "reference/reference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
// cmocka needs the headers above first
#include <cmocka.h>

enum { MAX_TENSORS = 4 };

typedef struct Fixture {
  Compilation *c;
  PrimFunc *func;
  Block *body;  // where statements go
  Array *arrays[MAX_TENSORS];
} Fixture;

static Fixture f;

static const Expr *number(int64_t value) { return ir_int(f.c, value); }
static const Expr *use(Var *var) { return ir_var(f.c, var); }
static const Expr *binary(Op op, const Expr *a, const Expr *b) { return ir_op(f.c, op, a, b); }
static void append(Stmt *stmt) { ir_append(f.c, f.body, stmt); }

static int set_up(void **state) {
  (void)state;
  f = (Fixture){.c = compilation_open()};
  f.func = arena_new(f.c->arena, PrimFunc);
  f.func->name = "main";
  f.body = &f.func->body;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  compilation_close(f.c);
  return 0;
}

static Buffer *new_buffer(const char *name, DType type, Scope scope, int64_t rows, int64_t columns) {
  return ir_new_buffer(f.c, name, type, scope, 2, (const Expr *[]){number(rows), number(columns)});
}

// A tensor parameter whose array holds small numbers that any float type can hold.
static Buffer *tensor(const char *name, DType type, int64_t rows, int64_t columns) {
  Buffer *buffer = new_buffer(name, type, SCOPE_GLOBAL, rows, columns);
  size_t index = f.func->params.count;
  Array *array = arena_new(f.c->arena, Array);
  *array = (Array){.type = type, .rank = 2, .shape = {rows, columns}, .count = (size_t)(rows * columns)};
  vector_push(f.c->arena, &f.func->params, ((Param){name, NULL, buffer}));
  if (type_is_int(type))
    array->integers = arena_array(f.c->arena, int64_t, array->count);
  else
    array->floats = arena_array(f.c->arena, float, array->count);
  for (size_t i = 0; i < array->count; i++) {
    int value = (int)((i * 37 + index * 11) % 23) - 11;
    if (type_is_int(type))
      array->integers[i] = value;
    else
      array->floats[i] = (float)value / 8;
  }
  f.arrays[index] = array;
  return buffer;
}

static Buffer *on_chip(const char *name, DType type, int64_t rows, int64_t columns) {
  Buffer *buffer = new_buffer(name, type, SCOPE_FRAGMENT, rows, columns);
  append(ir_alloc(f.c, buffer));
  return buffer;
}

static const Expr *region(Buffer *buffer, const Expr *row, const Expr *column, int64_t rows, int64_t columns, Access access) {
  return ir_region(f.c, buffer, (const Expr *[]){row, column}, (const Expr *[]){number(rows), number(columns)}, access);
}

static const Expr *whole(Buffer *buffer, Access access) {
  return ir_region(f.c, buffer, (const Expr *[]){number(0), number(0)}, buffer->shape, access);
}

static void copy(const Expr *from, const Expr *to) { append(ir_eval(f.c, ir_op(f.c, OP_COPY, from, to))); }
static void fill(Buffer *buffer, double value) {
  append(ir_eval(f.c, ir_op(f.c, OP_FILL, whole(buffer, ACCESS_WRITE), ir_float(f.c, TYPE_FLOAT32, value))));
}

static void gemm(Buffer *a, Buffer *b, Buffer *c, bool transpose_a, bool transpose_b, bool clear) {
  const Expr *zero = number(0);
  append(ir_eval(f.c, ir_op(f.c, OP_GEMM, whole(a, ACCESS_READ), whole(b, ACCESS_READ), whole(c, ACCESS_READ_WRITE),
                            ir_bool(f.c, transpose_a), ir_bool(f.c, transpose_b), zero, zero, zero, zero, ir_bool(f.c, clear),
                            zero, zero, zero)));
}

static Block *open_loop(Var *var, int64_t extent, LoopKind kind) {
  Block *outer = f.body;
  Stmt *loop = ir_for(f.c, var, number(0), number(extent), kind);
  append(loop);
  f.body = &loop->loop.body;
  return outer;
}

static Block *open_launch(Var *x, Var *y, int64_t columns, int64_t rows) {
  Block *outer = f.body;
  Stmt *launch = ir_eval(f.c, number(0));
  *launch = (Stmt){.kind = STMT_LAUNCH, .span = NO_SPAN};
  launch->launch.dims = 2;
  launch->launch.grid[0] = x;
  launch->launch.grid[1] = y;
  launch->launch.extents[0] = number(columns);
  launch->launch.extents[1] = number(rows);
  append(launch);
  f.body = &launch->launch.body;
  return outer;
}

static void run(void) {
  if (!reference_run(f.c, f.func, f.arrays)) fail_msg("%s", diag_render(f.c));
}

static void fails(const char *part) {
  assert_false(reference_run(f.c, f.func, f.arrays));
  const char *text = diag_render(f.c);
  if (!strstr(text, part)) fail_msg("\"%s\" does not mention \"%s\"", text, part);
}

static Var *new_int(const char *name) { return ir_new_var(f.c, name, TYPE_INT32); }
static const Expr *times(Var *var, int64_t factor) { return binary(OP_MUL, use(var), number(factor)); }

// C = relu(A @ B) in blocks, ragged if the blocks do not divide the extents.
static void build_matmul(int64_t m, int64_t n, int64_t k, int64_t block_m, int64_t block_n, int64_t block_k, DType type) {
  Buffer *a = tensor("A", type, m, k), *b = tensor("B", type, k, n), *c = tensor("C", type, m, n);
  Var *bx = new_int("bx"), *by = new_int("by"), *ko = new_int("ko"), *i = new_int("i"), *j = new_int("j");
  open_launch(bx, by, (n + block_n - 1) / block_n, (m + block_m - 1) / block_m);
  Buffer *a_block = on_chip("As", type, block_m, block_k), *b_block = on_chip("Bs", type, block_k, block_n);
  Buffer *c_block = on_chip("Cl", TYPE_FLOAT32, block_m, block_n);
  fill(c_block, 0);
  Block *outer = open_loop(ko, (k + block_k - 1) / block_k, LOOP_SERIAL);
  copy(region(a, times(by, block_m), times(ko, block_k), block_m, block_k, ACCESS_READ), whole(a_block, ACCESS_WRITE));
  copy(region(b, times(ko, block_k), times(bx, block_n), block_k, block_n, ACCESS_READ), whole(b_block, ACCESS_WRITE));
  gemm(a_block, b_block, c_block, false, false, false);
  f.body = outer;
  open_loop(i, block_m, LOOP_PARALLEL);
  open_loop(j, block_n, LOOP_PARALLEL);
  const Expr *place[] = {use(i), use(j)};
  append(ir_store(f.c, c_block, place, binary(OP_MAX, ir_load(f.c, c_block, place), ir_float(f.c, TYPE_FLOAT32, 0))));
  f.body = outer;
  copy(whole(c_block, ACCESS_READ), region(c, times(by, block_m), times(bx, block_n), block_m, block_n, ACCESS_WRITE));
}

static void check_matmul(int64_t m, int64_t n, int64_t k, DType type) {
  const float *a = f.arrays[0]->floats, *b = f.arrays[1]->floats, *c = f.arrays[2]->floats;
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) {
      float sum = 0;
      for (int64_t l = 0; l < k; l++) sum = sum + a[i * k + l] * b[l * n + j];
      if (sum < 0) sum = 0;
      assert_true(c[i * n + j] == (float)type_round(type, (double)sum));
    }
}

static void test_matmul(void **state) {
  (void)state;
  build_matmul(64, 96, 128, 32, 32, 64, TYPE_FLOAT16);
  run();
  check_matmul(64, 96, 128, TYPE_FLOAT16);
}

static void test_ragged_matmul(void **state) {
  (void)state;
  build_matmul(37, 61, 50, 32, 32, 16, TYPE_BFLOAT16);
  run();
  check_matmul(37, 61, 50, TYPE_BFLOAT16);
}

static void test_transposed_gemm(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 7, 5), *b = tensor("B", TYPE_FLOAT32, 9, 7), *c = tensor("C", TYPE_FLOAT16, 5, 9);
  gemm(a, b, c, true, true, false);
  float before[45];
  memcpy(before, f.arrays[2]->floats, sizeof before);
  run();
  for (unsigned i = 0; i < 5; i++)
    for (unsigned j = 0; j < 9; j++) {
      float sum = before[i * 9 + j];
      for (unsigned l = 0; l < 7; l++) sum = sum + f.arrays[0]->floats[l * 5 + i] * f.arrays[1]->floats[j * 7 + l];
      assert_true(f.arrays[2]->floats[i * 9 + j] == round_to_fp16(sum));
    }
}

static void test_int_gemm(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_INT8, 4, 6), *b = tensor("B", TYPE_INT8, 6, 3), *c = tensor("C", TYPE_INT32, 4, 3);
  gemm(a, b, c, false, false, true);
  run();
  for (unsigned i = 0; i < 4; i++)
    for (unsigned j = 0; j < 3; j++) {
      int64_t sum = 0;
      for (unsigned l = 0; l < 6; l++) sum += f.arrays[0]->integers[i * 6 + l] * f.arrays[1]->integers[l * 3 + j];
      assert_int_equal(f.arrays[2]->integers[i * 3 + j], sum);
    }
}

// Reads around the edges of the tensor give 0, writes there are skipped.
static void test_copy_bounds(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 5, 6), *c = tensor("C", TYPE_FLOAT32, 5, 6);
  Buffer *block = on_chip("s", TYPE_FLOAT32, 8, 8);
  copy(region(a, number(-2), number(-1), 8, 8, ACCESS_READ), whole(block, ACCESS_WRITE));
  copy(whole(block, ACCESS_READ), region(c, number(-1), number(-3), 8, 8, ACCESS_WRITE));
  run();
  for (int i = 0; i < 5; i++)
    for (int j = 0; j < 6; j++) {
      int row = i - 1, column = j + 2;  // of A: block[i + 1, j + 3] = A[i - 1, j + 2]
      bool inside = row >= 0 && row < 5 && column < 6;
      float expected = j + 3 > 7 ? f.arrays[1]->floats[i * 6 + j] : inside ? f.arrays[0]->floats[row * 6 + column] : 0;
      if (f.arrays[1]->floats[i * 6 + j] != expected)
        fail_msg("%d %d: %f, not %f", i, j, (double)f.arrays[1]->floats[i * 6 + j], (double)expected);
    }
}

static void test_transpose(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 4, 6), *b = tensor("B", TYPE_FLOAT32, 6, 4);
  append(ir_eval(f.c, ir_op(f.c, OP_TRANSPOSE, whole(a, ACCESS_READ), whole(b, ACCESS_WRITE))));
  run();
  for (unsigned i = 0; i < 4; i++)
    for (unsigned j = 0; j < 6; j++) assert_true(f.arrays[1]->floats[j * 4 + i] == f.arrays[0]->floats[i * 6 + j]);
}

// Every op rounds to its dtype: (a * b) is rounded to float16 before c is added.
static void test_rounding(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT16, 3, 300), *c = tensor("C", TYPE_FLOAT16, 3, 300);
  Var *i = new_int("i"), *j = new_int("j");
  open_loop(i, 3, LOOP_PARALLEL);
  open_loop(j, 300, LOOP_PARALLEL);
  const Expr *place[] = {use(i), use(j)}, *value = ir_load(f.c, a, place), *third = ir_float(f.c, TYPE_FLOAT16, 1.0 / 3);
  append(ir_store(f.c, c, place,
                  binary(OP_ADD, binary(OP_MUL, value, third), binary(OP_DIV, value, ir_float(f.c, TYPE_FLOAT16, 7)))));
  run();
  for (unsigned at = 0; at < 900; at++) {
    float x = f.arrays[0]->floats[at];
    float expected = round_to_fp16(round_to_fp16(x * round_to_fp16((float)(1.0 / 3))) + round_to_fp16(x / 7));
    assert_true(f.arrays[1]->floats[at] == expected);
  }
}

// Divergent branches, a guarded load that would be out of bounds, an int loop variable as a value.
static void test_masks(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 2, 300), *c = tensor("C", TYPE_FLOAT32, 2, 300);
  Buffer *block = on_chip("s", TYPE_FLOAT32, 2, 290);
  Var *i = new_int("i"), *j = new_int("j");
  copy(region(a, number(0), number(0), 2, 290, ACCESS_READ), whole(block, ACCESS_WRITE));
  open_loop(i, 2, LOOP_PARALLEL);
  open_loop(j, 300, LOOP_PARALLEL);
  const Expr *place[] = {use(i), use(j)}, *inside = binary(OP_LT, use(j), number(290)), *one = ir_float(f.c, TYPE_FLOAT32, 1);
  const Expr *guarded = ir_op(f.c, OP_IF_THEN_ELSE, inside, ir_load(f.c, block, place), one);
  Stmt *branch = ir_if(f.c, binary(OP_EQ, binary(OP_FLOORMOD, use(j), number(3)), number(0)));
  ir_append(f.c, &branch->branch.then, ir_store(f.c, c, place, guarded));
  ir_append(f.c, &branch->branch.orelse, ir_store(f.c, c, place, ir_cast(f.c, TYPE_FLOAT32, binary(OP_ADD, use(j), use(i)))));
  append(branch);
  run();
  for (unsigned row = 0; row < 2; row++)
    for (unsigned column = 0; column < 300; column++) {
      float expected = column % 3 ? (float)(row + column) : column < 290 ? f.arrays[0]->floats[row * 300 + column] : 1;
      assert_true(f.arrays[1]->floats[row * 300 + column] == expected);
    }
}

// A loop nest without tile ops: the loop over k is not parallel, the one over j is.
static void test_loop_nest(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 9, 10), *b = tensor("B", TYPE_FLOAT32, 10, 40), *c = tensor("C", TYPE_FLOAT32, 9, 40);
  Var *i = new_int("i"), *j = new_int("j"), *k = new_int("k");
  open_loop(i, 9, LOOP_SERIAL);
  open_loop(k, 10, LOOP_SERIAL);
  open_loop(j, 40, LOOP_SERIAL);
  const Expr *place[] = {use(i), use(j)}, *left[] = {use(i), use(k)}, *right[] = {use(k), use(j)};
  append(ir_store(f.c, c, place,
                  binary(OP_ADD, ir_load(f.c, c, place), binary(OP_MUL, ir_load(f.c, a, left), ir_load(f.c, b, right)))));
  float expected[360];
  memcpy(expected, f.arrays[2]->floats, sizeof expected);
  for (unsigned x = 0; x < 9; x++)
    for (unsigned y = 0; y < 40; y++)
      for (unsigned z = 0; z < 10; z++)
        expected[x * 40 + y] = expected[x * 40 + y] + f.arrays[0]->floats[x * 10 + z] * f.arrays[1]->floats[z * 40 + y];
  run();
  for (unsigned at = 0; at < 360; at++) assert_true(f.arrays[2]->floats[at] == expected[at]);
}

// C[0, 0] is written by every iteration, C[0, j] read one iteration after it was written: neither may run as lanes.
static void test_dependences(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_FLOAT32, 2, 100);
  Var *j = new_int("j"), *l = new_int("l");
  f.arrays[0]->floats[0] = 1;
  f.arrays[0]->floats[100] = 0;
  Block *outer = open_loop(j, 99, LOOP_SERIAL);
  const Expr *here[] = {number(0), use(j)}, *next[] = {number(0), binary(OP_ADD, use(j), number(1))},
             *total[] = {number(1), number(0)};
  append(ir_store(f.c, c, next, binary(OP_ADD, ir_load(f.c, c, here), ir_float(f.c, TYPE_FLOAT32, 2))));
  f.body = outer;
  open_loop(l, 100, LOOP_PARALLEL);
  const Expr *place[] = {number(0), use(l)};
  append(ir_store(f.c, c, total, binary(OP_ADD, ir_load(f.c, c, total), ir_load(f.c, c, place))));
  run();
  assert_true(f.arrays[0]->floats[99] == 199);
  assert_true(f.arrays[0]->floats[100] == 10000);
}

// while, break, continue, a scalar variable: the sum of the odd numbers below 20.
static void test_control_flow(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_INT32, 1, 1);
  Buffer *at = on_chip("at", TYPE_INT32, 1, 1), *sum = on_chip("sum", TYPE_INT32, 1, 1);
  const Expr *place[] = {number(0), number(0)}, *at_value = ir_load(f.c, at, place), *sum_value = ir_load(f.c, sum, place);
  append(ir_store(f.c, at, place, number(0)));
  append(ir_store(f.c, sum, place, number(0)));
  Stmt *loop = ir_if(f.c, ir_bool(f.c, true)), *stop = ir_if(f.c, binary(OP_GT, at_value, number(20))),
       *skip = ir_if(f.c, binary(OP_EQ, binary(OP_FLOORMOD, at_value, number(2)), number(0)));
  loop->kind = STMT_WHILE;
  append(loop);
  Block *body = &loop->branch.then;
  ir_append(f.c, body, ir_store(f.c, at, place, binary(OP_ADD, at_value, number(1))));
  Stmt *leave = ir_eval(f.c, number(0)), *again = ir_eval(f.c, number(0));
  leave->kind = STMT_BREAK;
  again->kind = STMT_CONTINUE;
  ir_append(f.c, &stop->branch.then, leave);
  ir_append(f.c, &skip->branch.then, again);
  ir_append(f.c, body, stop);
  ir_append(f.c, body, skip);
  ir_append(f.c, body, ir_store(f.c, sum, place, binary(OP_ADD, sum_value, at_value)));
  append(ir_store(f.c, c, place, sum_value));
  run();
  assert_int_equal(f.arrays[0]->integers[0], 100);
}

static void test_integers_wrap(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_UINT8, 1, 300);
  Var *j = new_int("j");
  open_loop(j, 300, LOOP_PARALLEL);
  const Expr *place[] = {number(0), use(j)}, *small = ir_cast(f.c, TYPE_UINT8, use(j));
  append(ir_store(f.c, c, place,
                  binary(OP_ADD, binary(OP_MUL, small, ir_int_typed(f.c, TYPE_UINT8, 7)), ir_int_typed(f.c, TYPE_UINT8, 250))));
  run();
  for (unsigned x = 0; x < 300; x++) assert_int_equal(f.arrays[0]->integers[x], (uint8_t)((uint8_t)x * 7 + 250));
}

// ---- errors

static void test_unwritten(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_FLOAT32, 8, 8), *block = on_chip("s", TYPE_FLOAT32, 8, 8);
  copy(region(c, number(0), number(0), 4, 8, ACCESS_READ), region(block, number(0), number(0), 4, 8, ACCESS_WRITE));
  copy(whole(block, ACCESS_READ), whole(c, ACCESS_WRITE));
  fails("s is read before all of the region is written");
}

static void test_unwritten_element(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_FLOAT32, 8, 8), *block = on_chip("s", TYPE_FLOAT32, 8, 8);
  Var *j = new_int("j");
  open_loop(j, 8, LOOP_PARALLEL);
  const Expr *place[] = {number(2), use(j)};
  append(ir_store(f.c, c, place, ir_load(f.c, block, place)));
  fails("s[2, 0] is read before it is written");
}

static void test_unwritten_accumulator(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 8, 8), *block = on_chip("acc", TYPE_FLOAT32, 8, 8);
  gemm(a, a, block, false, false, false);
  fails("acc is read before");
}

static void test_out_of_bounds(void **state) {
  (void)state;
  Buffer *block = on_chip("s", TYPE_FLOAT32, 8, 8);
  Var *j = new_int("j");
  open_loop(j, 9, LOOP_PARALLEL);
  const Expr *place[] = {number(1), use(j)};
  append(ir_store(f.c, block, place, ir_float(f.c, TYPE_FLOAT32, 1)));
  fails("s[1, 8] is out of bounds: the shape of s is [8, 8]");
}

static void test_region_out_of_bounds(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_FLOAT32, 8, 8), *block = on_chip("s", TYPE_FLOAT32, 8, 8);
  copy(whole(c, ACCESS_READ), region(block, number(4), number(0), 8, 8, ACCESS_WRITE));
  fails("elements 4 to 11 are out of bounds");
}

static void test_divide_by_zero(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_INT32, 8, 8);
  const Expr *place[] = {number(1), number(1)};
  append(ir_store(f.c, c, place, binary(OP_FLOORDIV, number(3), binary(OP_SUB, ir_load(f.c, c, place), ir_load(f.c, c, place)))));
  fails("division of 3 by zero");
}

static void test_gemm_shapes(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 8, 4), *b = tensor("B", TYPE_FLOAT32, 8, 4), *c = tensor("C", TYPE_FLOAT32, 8, 4);
  gemm(a, b, c, false, false, true);
  fails("T.gemm of 8 x 4 and 8 x 4 into 8 x 4");
}

static void test_too_big(void **state) {
  (void)state;
  on_chip("huge", TYPE_FLOAT32, 1 << 20, 1 << 20);
  fails("huge has more elements than the evaluator holds");
}

static void test_endless(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_INT32, 1, 1);
  const Expr *place[] = {number(0), number(0)};
  Stmt *loop = ir_if(f.c, binary(OP_EQ, ir_load(f.c, c, place), ir_load(f.c, c, place)));
  loop->kind = STMT_WHILE;
  append(loop);
  fails("the while loop does not end");
}

static void test_unknown_op(void **state) {
  (void)state;
  append(ir_eval(f.c, ir_op(f.c, OP_CB_PUSH_BACK, number(0), number(1))));
  fails("the reference evaluator does not know T.cb_push_back: it runs what the chip can, no functions of GPUs or of kernel IR");
}

static void test_device_value(void **state) {
  (void)state;
  append(ir_let(f.c, ir_new_var(f.c, "p", TYPE_UINT32), ir_op(f.c, OP_GET_WRITE_PTR, number(0))));
  fails("the reference evaluator does not know T.get_write_ptr in an expression");
}

static void test_unknown_symbol(void **state) {
  (void)state;
  append(ir_let(f.c, new_int("x"), use(new_int("stride"))));
  fails("the reference evaluator does not know the value of stride");
}

static void test_handle(void **state) {
  (void)state;
  append(ir_let(f.c, ir_new_var(f.c, "x", TYPE_HANDLE), ir_int_typed(f.c, TYPE_HANDLE, 1)));
  fails("a pointer: the reference evaluator has no addresses; pass each tensor as a T.Tensor parameter");
}

static void test_no_number(void **state) {
  (void)state;
  append(ir_if(f.c, ir_int_typed(f.c, TYPE_HANDLE, 1)));
  fails("the reference evaluator has no values of type handle; floats, integers and bool work");
}

static void test_rank(void **state) {
  (void)state;
  const Expr *one = number(1), *shape[] = {one, one, one, one, one, one, one, one, one};
  append(ir_alloc(f.c, ir_new_buffer(f.c, "s", TYPE_FLOAT32, SCOPE_SHARED, 9, shape)));
  fails("s has 9 dimensions; at most 8 work");
}

static void test_argument_type(void **state) {
  (void)state;
  tensor("A", TYPE_FLOAT32, 8, 4);
  f.arrays[0]->type = TYPE_FLOAT16;
  fails("A is a tensor of 2 dimensions of float32, not 2 of float16");
}

static void test_argument_shape(void **state) {
  (void)state;
  tensor("A", TYPE_FLOAT32, 8, 4);
  f.arrays[0]->shape[1] = 3;
  fails("dimension 1 of A has 3 elements, expected 4");
}

static void test_box_ranks(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 8, 4), *c = tensor("C", TYPE_FLOAT32, 8, 4);
  append(ir_eval(f.c, ir_op(f.c, OP_ATOMICADD, whole(a, ACCESS_READ), region(c, number(0), number(0), 1, 4, ACCESS_WRITE))));
  fails("a box of 2 dimensions is copied to one of 1");
}

static void test_region_extent(void **state) {
  (void)state;
  Buffer *c = tensor("C", TYPE_INT32, 8, 4);
  const Expr *far = ir_int_typed(f.c, TYPE_INT64, 1ll << 40);
  append(ir_eval(f.c,
                 ir_op(f.c, OP_FILL,
                       ir_region(f.c, c, (const Expr *[]){number(0), number(0)}, (const Expr *[]){number(1), far}, ACCESS_WRITE),
                       number(0))));
  fails("the region has 1099511627776 elements in dimension 1");
}

static void test_gemm_dimensions(void **state) {
  (void)state;
  const Expr *two = number(2), *zero = number(0), *shape[] = {two, two, two}, *mins[] = {zero, zero, zero};
  Buffer *a = ir_new_buffer(f.c, "a", TYPE_FLOAT32, SCOPE_SHARED, 3, shape);
  append(ir_alloc(f.c, a));
  const Expr *box = ir_region(f.c, a, mins, shape, ACCESS_READ_WRITE);
  append(ir_eval(f.c, ir_op(f.c, OP_GEMM, box, box, box, ir_bool(f.c, false), ir_bool(f.c, false), zero, zero, zero, zero,
                            ir_bool(f.c, true), zero, zero, zero)));
  fails("a matrix operand of T.gemm has more than two dimensions with extents above 1");
}

// The time of this one is worth a look: about a second or less in a release build.
static void test_big_matmul(void **state) {
  (void)state;
  if (!getenv("TILECC_SLOW_TESTS")) return;
  build_matmul(1024, 1024, 1024, 128, 128, 32, TYPE_FLOAT16);
  run();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

// Products move by at most eps, differently for another seed; a maximum of exact values stays; integers stay.
static void test_perturbation(void **state) {
  (void)state;
  Buffer *a = tensor("A", TYPE_FLOAT32, 2, 300), *b = tensor("B", TYPE_FLOAT32, 2, 300), *c = tensor("C", TYPE_FLOAT32, 2, 300),
         *d = tensor("D", TYPE_FLOAT32, 2, 300);
  Var *i = new_int("i"), *j = new_int("j");
  open_loop(i, 2, LOOP_PARALLEL);
  open_loop(j, 300, LOOP_PARALLEL);
  const Expr *place[] = {use(i), use(j)}, *x = ir_load(f.c, a, place), *y = ir_load(f.c, b, place);
  append(ir_store(f.c, c, place, binary(OP_MUL, x, y)));
  append(ir_store(f.c, d, place, binary(OP_MAX, x, y)));
  float first[600];
  for (uint64_t seed = 1; seed <= 2; seed++) {
    const Perturbation perturbation = {0x1p-8, seed};
    assert_true(reference_run_perturbed(f.c, f.func, f.arrays, &perturbation));
    double moved = 0;
    for (unsigned at = 0; at < 600; at++) {
      double exact = (double)f.arrays[0]->floats[at] * (double)f.arrays[1]->floats[at], off = fabs((double)f.arrays[2]->floats[at] - exact);
      assert_true(off <= 0x1.01p-8 * fabs(exact));
      if (exact != 0) moved += off / fabs(exact);
      if (seed == 2 && exact != 0) assert_true(first[at] != f.arrays[2]->floats[at]);
      first[at] = f.arrays[2]->floats[at];
      assert_true(f.arrays[3]->floats[at] == fmaxf(f.arrays[0]->floats[at], f.arrays[1]->floats[at]));
    }
    assert_true(moved / 600 > 0x1p-10 && moved / 600 < 0x1p-8);  // a half of eps on average, but for products that are 0
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_matmul),
      TEST(test_ragged_matmul),
      TEST(test_transposed_gemm),
      TEST(test_int_gemm),
      TEST(test_copy_bounds),
      TEST(test_transpose),
      TEST(test_rounding),
      TEST(test_masks),
      TEST(test_loop_nest),
      TEST(test_dependences),
      TEST(test_control_flow),
      TEST(test_integers_wrap),
      TEST(test_unwritten),
      TEST(test_unwritten_element),
      TEST(test_unwritten_accumulator),
      TEST(test_out_of_bounds),
      TEST(test_region_out_of_bounds),
      TEST(test_divide_by_zero),
      TEST(test_gemm_shapes),
      TEST(test_too_big),
      TEST(test_endless),
      TEST(test_unknown_op),
      TEST(test_device_value),
      TEST(test_unknown_symbol),
      TEST(test_handle),
      TEST(test_no_number),
      TEST(test_rank),
      TEST(test_argument_type),
      TEST(test_argument_shape),
      TEST(test_box_ranks),
      TEST(test_region_extent),
      TEST(test_gemm_dimensions),
      TEST(test_big_matmul),
      TEST(test_perturbation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
