// ir/verify.h: a small correct function holds, and each way to break it is named.
#include "ir/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
// cmocka needs the headers above first
#include <cmocka.h>

typedef struct Fixture {
  Compilation *c;
  Module module;
  PrimFunc *func;
  Buffer *tensor, *block;
  Var *i;
  Stmt *loop;
} Fixture;

static Fixture f;

static const Expr *number(int64_t value) { return ir_int(f.c, value); }

static int set_up(void **state) {
  (void)state;
  f = (Fixture){.c = compilation_open()};
  const Expr *shape[] = {number(64), number(64)};
  f.func = arena_new(f.c->arena, PrimFunc);
  f.func->name = "main";
  f.tensor = ir_new_buffer(f.c, "A", TYPE_FLOAT16, SCOPE_GLOBAL, 2, shape);
  f.block = ir_new_buffer(f.c, "s", TYPE_FLOAT16, SCOPE_SHARED, 2, shape);
  f.i = ir_new_var(f.c, "i", TYPE_INT32);
  f.loop = ir_for(f.c, f.i, number(0), number(64), LOOP_SERIAL);
  vector_push(f.c->arena, &f.func->params, ((Param){"A", NULL, f.tensor}));
  ir_append(f.c, &f.func->body, ir_alloc(f.c, f.block));
  ir_append(f.c, &f.func->body, f.loop);
  vector_push(f.c->arena, &f.module.functions, f.func);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  compilation_close(f.c);
  return 0;
}

static void holds(void) {
  const char *broken = ir_verify(f.c, &f.module);
  if (broken) fail_msg("%s", broken);
}

static void breaks(const char *part) {
  const char *broken = ir_verify(f.c, &f.module);
  assert_non_null(broken);
  if (!strstr(broken, part)) fail_msg("\"%s\" does not mention \"%s\"", broken, part);
}

static void in_loop(Stmt *stmt) { ir_append(f.c, &f.loop->loop.body, stmt); }

static const Expr *region(Buffer *buffer, Access access) {
  return ir_region(f.c, buffer, (const Expr *[]){number(0), ir_var(f.c, f.i)}, (const Expr *[]){number(8), number(1)}, access);
}

static Stmt *store(const Expr *value) { return ir_store(f.c, f.block, (const Expr *[]){ir_var(f.c, f.i), number(0)}, value); }

static void test_holds(void **state) {
  (void)state;
  in_loop(ir_eval(f.c, ir_op(f.c, OP_COPY, region(f.tensor, ACCESS_READ), region(f.block, ACCESS_WRITE))));
  in_loop(store(ir_float(f.c, TYPE_FLOAT16, 1)));
  in_loop(ir_let(f.c, ir_new_var(f.c, "x", TYPE_INT32), ir_op(f.c, OP_ADD, ir_var(f.c, f.i), number(1))));
  holds();
}

static void test_undefined(void **state) {
  (void)state;
  ir_append(f.c, &f.func->body, store(ir_float(f.c, TYPE_FLOAT16, 1)));
  breaks("variable i is used where it is not defined");
}

static void test_undefined_buffer(void **state) {
  (void)state;
  f.func->body.items[0] = f.loop;
  f.func->body.count = 1;
  in_loop(store(ir_float(f.c, TYPE_FLOAT16, 1)));
  breaks("buffer s is used where it is not defined");
}

static void test_defined_twice(void **state) {
  (void)state;
  in_loop(ir_for(f.c, f.i, number(0), number(2), LOOP_SERIAL));
  breaks("i is defined twice");
}

static void test_store_type(void **state) {
  (void)state;
  in_loop(store(ir_float(f.c, TYPE_FLOAT32, 1)));
  breaks("which holds float16");
}

static void test_operand_types(void **state) {
  (void)state;
  in_loop(store(ir_op(f.c, OP_ADD, ir_float(f.c, TYPE_FLOAT16, 1), number(1))));
  breaks("differ in type");
}

static void test_arity(void **state) {
  (void)state;
  in_loop(ir_eval(f.c, ir_op(f.c, OP_COPY, region(f.tensor, ACCESS_READ))));
  breaks("has 1 operands");
}

static void test_operand_kind(void **state) {
  (void)state;
  in_loop(ir_eval(f.c, ir_op(f.c, OP_COPY, number(1), region(f.block, ACCESS_WRITE))));
  breaks("stands where a region belongs");
}

static void test_access(void **state) {
  (void)state;
  in_loop(ir_eval(f.c, ir_op(f.c, OP_COPY, region(f.tensor, ACCESS_READ), region(f.block, ACCESS_READ))));
  breaks("does not allow");
}

static void test_condition(void **state) {
  (void)state;
  in_loop(ir_if(f.c, ir_var(f.c, f.i)));
  breaks("is no bool");
}

static void test_break(void **state) {
  (void)state;
  Stmt *stop = ir_eval(f.c, number(0));
  stop->kind = STMT_BREAK;
  ir_append(f.c, &f.func->body, stop);
  breaks("outside a loop");
}

static void test_void_value(void **state) {
  (void)state;
  in_loop(ir_let(f.c, ir_new_var(f.c, "x", TYPE_VOID), ir_op(f.c, OP_NOC_ASYNC_READ_BARRIER, number(0))));
  breaks("has no value");
}

static void test_role(void **state) {
  (void)state;
  ir_set_attribute(f.c, &f.func->attributes, "tt_kernel_role", ir_string(f.c, "reader"));
  in_loop(ir_eval(f.c, ir_op(f.c, OP_CB_PUSH_BACK, number(0), number(1))));
  holds();
  in_loop(ir_eval(f.c, ir_op(f.c, OP_RECIP_TILE, number(0))));
  breaks("T.recip_tile does not run on a reader kernel");
}

static void test_circular_buffer(void **state) {
  (void)state;
  in_loop(ir_eval(f.c, ir_op(f.c, OP_CB_PUSH_BACK, ir_var(f.c, f.i), number(1))));
  breaks("operand 0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_holds),         TEST(test_undefined),       TEST(test_undefined_buffer),
      TEST(test_defined_twice), TEST(test_store_type),      TEST(test_operand_types),
      TEST(test_arity),         TEST(test_operand_kind),    TEST(test_access),
      TEST(test_condition),     TEST(test_break),           TEST(test_void_value),
      TEST(test_role),          TEST(test_circular_buffer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
