// ir/print.h: the whole text of one function, and the corners of names, literals and parentheses.
#include "ir/print.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the headers above first
#include <cmocka.h>

static Compilation *c;

static int set_up(void **state) {
  (void)state;
  c = compilation_open();
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  compilation_close(c);
  return 0;
}

static void check(const Expr *expr, const char *text) { assert_string_equal(ir_print_expr(c, expr), text); }

static void test_parentheses(void **state) {
  (void)state;
  const Expr *x = ir_var(c, ir_new_var(c, "x", TYPE_INT32)), *y = ir_var(c, ir_new_var(c, "y", TYPE_INT32));
  const Expr *two = ir_int(c, 2);
  check(ir_op(c, OP_MUL, ir_op(c, OP_ADD, x, y), two), "(x + y) * 2");
  check(ir_op(c, OP_ADD, ir_op(c, OP_MUL, x, y), two), "x * y + 2");
  check(ir_op(c, OP_ADD, x, ir_op(c, OP_ADD, y, two)), "x + (y + 2)");
  check(ir_op(c, OP_SUB, ir_op(c, OP_SUB, x, y), two), "x - y - 2");
  check(ir_op(c, OP_SUB, x, ir_op(c, OP_SUB, y, two)), "x - (y - 2)");
  check(ir_op(c, OP_FLOORDIV, ir_op(c, OP_FLOORMOD, x, y), two), "x % y // 2");
  check(ir_op(c, OP_FLOORMOD, x, ir_op(c, OP_MUL, y, two)), "x % (y * 2)");
  check(ir_op(c, OP_MUL, x, ir_int(c, -1)), "x * -1");
  const Expr *less = ir_op(c, OP_LT, ir_op(c, OP_ADD, x, y), two), *equal = ir_op(c, OP_EQ, x, y);
  check(ir_op(c, OP_EQ, less, equal), "(x + y < 2) == (x == y)");
  check(ir_op(c, OP_AND, ir_op(c, OP_OR, less, equal), ir_op(c, OP_NOT, equal)), "(x + y < 2 or x == y) and not x == y");
  check(ir_op(c, OP_NOT, ir_op(c, OP_AND, less, equal)), "not (x + y < 2 and x == y)");
  check(ir_op(c, OP_MIN, x, ir_op(c, OP_MAX, y, two)), "T.min(x, T.max(y, 2))");
  check(ir_op(c, OP_TRUNCDIV, x, y), "T.Div(x, y)");
}

static void test_literals(void **state) {
  (void)state;
  check(ir_int(c, -7), "-7");
  check(ir_int_typed(c, TYPE_INT64, 5), "T.int64(5)");
  check(ir_int_typed(c, TYPE_UINT64, -1), "T.uint64(18446744073709551615)");
  check(ir_bool(c, true), "T.bool(True)");
  check(ir_float(c, TYPE_FLOAT32, 0.1), "T.float32(0.1)");
  check(ir_float(c, TYPE_FLOAT16, 0.1), "T.float16(0.1)");
  check(ir_float(c, TYPE_FLOAT64, 0.1), "T.float64(0.1)");
  check(ir_float(c, TYPE_FLOAT32, 3), "T.float32(3.0)");
  check(ir_float(c, TYPE_FLOAT32, 1e-12), "T.float32(1e-12)");
  check(ir_float(c, TYPE_FLOAT32, -INFINITY), "T.float32(\"-inf\")");
  check(ir_float(c, TYPE_BFLOAT16, NAN), "T.bfloat16(\"nan\")");
  check(ir_cast(c, TYPE_FLOAT32, ir_float(c, TYPE_FLOAT16, 2)), "T.Cast(\"float32\", T.float16(2.0))");
  check(ir_list(c, (const Expr *[]){ir_bool(c, false), ir_string(c, "a\"b")}, 2), "[False, \"a\\\"b\"]");
}

static Buffer *buffer(const char *name, DType type, Scope scope, const Expr *rows, const Expr *columns) {
  return ir_new_buffer(c, name, type, scope, 2, (const Expr *[]){rows, columns});
}

static const Expr *block(Buffer *tensor, const Expr *row, const Expr *column, Access access) {
  const Expr *extent = ir_int(c, 32);
  return ir_region(c, tensor, (const Expr *[]){row, column}, (const Expr *[]){extent, extent}, access);
}

static void test_function(void **state) {
  (void)state;
  PrimFunc *f = arena_new(c->arena, PrimFunc);
  f->name = "main";
  Var *m = ir_new_var(c, "m", TYPE_INT32), *k = ir_new_var(c, "k", TYPE_INT32);
  vector_push(c->arena, &f->symbols, m);
  vector_push(c->arena, &f->symbols, k);
  Buffer *a = buffer("A", TYPE_FLOAT16, SCOPE_GLOBAL, ir_var(c, m), ir_var(c, k));
  Buffer *b = buffer("B", TYPE_FLOAT32, SCOPE_GLOBAL, ir_int(c, 64), ir_int(c, 32));
  vector_push(c->arena, &f->params, ((Param){"A", NULL, a}));
  vector_push(c->arena, &f->params, ((Param){"B", NULL, b}));
  vector_push(c->arena, &f->params, ((Param){"n", ir_new_var(c, "n", TYPE_INT32), NULL}));
  ir_set_attribute(c, &f->attributes, "tilelang_out_idx", ir_ints(c, (int64_t[]){-2}, 1));

  Stmt *launch = ir_eval(c, ir_int(c, 0));
  *launch = (Stmt){.kind = STMT_LAUNCH, .span = NO_SPAN};
  launch->launch.dims = 2;
  launch->launch.grid[0] = ir_new_var(c, "bx", TYPE_INT32);
  launch->launch.grid[1] = ir_new_var(c, "tx", TYPE_INT32);  // clashes with the thread index of the text
  launch->launch.extents[0] = launch->launch.extents[1] = ir_int(c, 2);
  launch->launch.thread_dims = 1;
  launch->launch.threads[0] = 128;
  ir_append(c, &f->body, launch);
  Block *body = &launch->launch.body;
  Buffer *first = buffer("s", TYPE_FLOAT16, SCOPE_SHARED, ir_int(c, 32), ir_int(c, 32));
  Buffer *second = buffer("s", TYPE_FLOAT32, SCOPE_FRAGMENT, ir_int(c, 32), ir_int(c, 32));
  ir_append(c, body, ir_alloc(c, first));
  ir_append(c, body, ir_alloc(c, second));

  Var *step = ir_new_var(c, "k", TYPE_INT32);
  Stmt *loop = ir_for(c, step, ir_int(c, 0), ir_int(c, 8), LOOP_SERIAL);
  ir_set_attribute(c, &loop->loop.annotations, "num_stages", ir_int(c, 3));
  const Expr *row = ir_op(c, OP_MUL, ir_var(c, launch->launch.grid[0]), ir_int(c, 32));
  const Expr *column = ir_op(c, OP_MUL, ir_var(c, step), ir_int(c, 32));
  ir_append(
      c, &loop->loop.body,
      ir_eval(c, ir_op(c, OP_COPY, block(a, row, column, ACCESS_READ), block(first, ir_int(c, 0), ir_int(c, 0), ACCESS_WRITE))));
  ir_append(c, body, loop);

  Var *i = ir_new_var(c, "i", TYPE_INT32), *j = ir_new_var(c, "i", TYPE_INT32);
  Stmt *outer = ir_for(c, i, ir_int(c, 0), ir_int(c, 32), LOOP_PARALLEL),
       *inner = ir_for(c, j, ir_int(c, 2), ir_int(c, 30), LOOP_PARALLEL);
  const Expr *place[] = {ir_var(c, i), ir_var(c, j)};
  Stmt *choice = ir_if(c, ir_op(c, OP_LT, ir_var(c, i), ir_var(c, j)));
  ir_append(c, &choice->branch.then,
            ir_store(c, second, place, ir_op(c, OP_MAX, ir_load(c, second, place), ir_float(c, TYPE_FLOAT32, 0))));
  ir_append(c, &inner->loop.body, choice);
  ir_append(c, &outer->loop.body, inner);
  ir_append(c, body, outer);
  ir_append(c, body,
            ir_eval(c, ir_op(c, OP_FILL, block(second, ir_int(c, 0), ir_int(c, 0), ACCESS_WRITE), ir_float(c, TYPE_FLOAT32, 0))));

  assert_string_equal(ir_print_function(c, f),
                      "# from tvm.script import tirx as T\n"
                      "\n"
                      "@T.prim_func\n"
                      "def main(A_handle: T.handle, B_handle: T.handle, n: T.int32):\n"
                      "    T.func_attr({\"tilelang_out_idx\": [-2]})\n"
                      "    m, k = T.int32(), T.int32()\n"
                      "    A = T.match_buffer(A_handle, (m, k), \"float16\", strides=(k, 1))\n"
                      "    B = T.match_buffer(B_handle, (64, 32), strides=(32, 1))\n"
                      "    for bx in T.thread_binding(2, thread=\"blockIdx.x\"):\n"
                      "        for tx in T.thread_binding(2, thread=\"blockIdx.y\"):\n"
                      "            tx_1: T.int32 = T.launch_thread_idx(0)\n"
                      "            ty: T.int32 = T.launch_thread_idx(1)\n"
                      "            tz: T.int32 = T.launch_thread_idx(2)\n"
                      "            with T.sblock(\"tilelang_root\"):\n"
                      "                T.reads()\n"
                      "                T.writes()\n"
                      "                T.sblock_attr({\"tl.launch_threads\": [128, 1, 1]})\n"
                      "                s = T.sblock_alloc_buffer((32, 32), \"float16\", scope=\"shared.dyn\")\n"
                      "                s_1 = T.sblock_alloc_buffer((32, 32), scope=\"local.fragment\")\n"
                      "                for k_1 in T.serial(8, annotations={\"num_stages\": 3}):\n"
                      "                    T.copy(T.region(A[bx * 32, k_1 * 32], 1, 32, 32), T.region(s[0, 0], 2, 32, 32))\n"
                      "                for i in T.parallel(32):\n"
                      "                    for i_1 in T.parallel(2, 32):\n"
                      "                        if i < i_1:\n"
                      "                            s_1[i, i_1] = T.max(s_1[i, i_1], T.float32(0.0))\n"
                      "                T.fill(T.region(s_1[0, 0], 2, 32, 32), T.float32(0.0))\n");
}

static void test_module(void **state) {
  (void)state;
  PrimFunc *f = arena_new(c->arena, PrimFunc);
  f->name = "reader";
  vector_push(c->arena, &f->params, ((Param){"n", ir_new_var(c, "n", TYPE_UINT32), NULL}));
  ir_set_attribute(c, &f->attributes, "tt_kernel_role", ir_string(c, "reader"));
  Var *cb = ir_new_var(c, "cb_A", TYPE_INT32);
  ir_append(c, &f->body, ir_let(c, cb, ir_int(c, 0)));
  ir_append(c, &f->body, ir_eval(c, ir_op(c, OP_CB_PUSH_BACK, ir_var(c, cb), ir_int(c, 1))));
  ir_append(c, &f->body, ir_if(c, ir_op(c, OP_GT, ir_var(c, f->params.items[0].var), ir_int_typed(c, TYPE_UINT32, 0))));
  Module module = {0};
  vector_push(c->arena, &module.functions, f);
  ir_set_attribute(c, &module.attributes, "tt_passes", ir_list(c, (const Expr *[]){ir_string(c, "split_kernels")}, 1));
  assert_string_equal(ir_print_module(c, &module),
                      "# from tvm.script import ir as I, tirx as T\n"
                      "@I.ir_module\n"
                      "class Module:\n"
                      "    I.module_attrs({\"tt_passes\": [\"split_kernels\"]})\n"
                      "\n"
                      "    @T.prim_func\n"
                      "    def reader(n: T.uint32):\n"
                      "        T.func_attr({\"tt_kernel_role\": \"reader\"})\n"
                      "        cb_A: T.int32 = 0\n"
                      "        T.cb_push_back(cb_A, 1)\n"
                      "        if n > T.uint32(0):\n"
                      "            T.evaluate(0)\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_parentheses, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_literals, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_function, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_module, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
