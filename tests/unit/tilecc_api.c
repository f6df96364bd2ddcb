// The public header: compile, artifacts, a run with given values, failures. Uses nothing but tilecc/tilecc.h.
#include <tilecc/tilecc.h>

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char add[] =
    "import tilelang.language as T\n"
    "@T.prim_func\n"
    "def add(A: T.Tensor((32, 64), \"float32\"), B: T.Tensor((32, 64), \"float32\"), C: T.Tensor((32, 64), \"float32\")):\n"
    "    with T.Kernel(2) as bx:\n"
    "        A_block = T.alloc_shared((32, 32), \"float32\")\n"
    "        B_block = T.alloc_shared((32, 32), \"float32\")\n"
    "        C_block = T.alloc_fragment((32, 32), \"float32\")\n"
    "        T.copy(A[0, bx * 32], A_block)\n"
    "        T.copy(B[0, bx * 32], B_block)\n"
    "        for i, j in T.Parallel(32, 32):\n"
    "            C_block[i, j] = A_block[i, j] + B_block[i, j]\n"
    "        T.copy(C_block, C[0, bx * 32])\n";

enum { ELEMENTS = 32 * 64 };

static void compiles_and_runs(void **state) {
  (void)state;
  TileccOptions options = {.target = "blackhole"};
  TileccProgram *program = tilecc_compile("add.py", add, strlen(add), &options);
  assert_string_equal(tilecc_diagnostics(program), "");
  assert_int_equal(tilecc_status(program), TILECC_OK);
  int found = 0;
  for (size_t i = 0; i < tilecc_artifact_count(program); i++)
    if (strcmp(tilecc_artifact_name(program, i), "main.cpp") == 0) found = strstr(tilecc_artifact_text(program, i), "main(") != NULL;
  assert_true(found);
  assert_null(tilecc_artifact_text(program, tilecc_artifact_count(program)));
  assert_int_equal(tilecc_tensor_count(program), 3);
  TileccTensor tensor = tilecc_tensor(program, 2);
  assert_string_equal(tensor.name, "C");
  assert_string_equal(tensor.dtype, "float32");
  assert_true(tensor.rank == 2 && tensor.shape[1] == 64 && tensor.is_output && !tensor.is_input);
  double values[ELEMENTS];
  for (int i = 0; i < ELEMENTS; i++) values[i] = i;
  size_t count;
  assert_null(tilecc_values(program, 2, &count));
  assert_int_equal(tilecc_set_values(program, 0, values, 3), TILECC_USAGE);
  assert_int_equal(tilecc_set_values(program, 3, values, ELEMENTS), TILECC_USAGE);
  assert_int_equal(tilecc_set_values(program, 0, values, ELEMENTS), TILECC_OK);
  assert_int_equal(tilecc_set_values(program, 1, values, ELEMENTS), TILECC_OK);
  TileccRun run;
  assert_int_equal(tilecc_run(program, 0, &run), TILECC_OK);
  assert_int_equal(run.verdict, TILECC_PASS);
  assert_true(run.cycles > 0 && run.microseconds > 0);
  const double *sum = tilecc_values(program, 2, &count);
  assert_int_equal(count, ELEMENTS);
  for (int i = 0; i < ELEMENTS; i++) assert_true(sum[i] == 2.0 * i);
  assert_int_equal(tilecc_run(program, 1, &run), TILECC_OK);
  tilecc_close(program);
}

static void reports_what_is_wrong(void **state) {
  (void)state;
  TileccOptions options = {0};
  TileccProgram *program = tilecc_compile("bad.py", "def f(:\n", 8, &options);
  assert_int_equal(tilecc_status(program), TILECC_WRONG);
  assert_non_null(strstr(tilecc_diagnostics(program), "bad.py:1:"));
  assert_int_equal(tilecc_artifact_count(program), 0);
  TileccRun run;
  assert_int_equal(tilecc_run(program, 0, &run), TILECC_USAGE);
  tilecc_close(program);
  options.target = "gpu";
  program = tilecc_compile("add.py", add, strlen(add), &options);
  assert_int_equal(tilecc_status(program), TILECC_USAGE);
  assert_string_equal(tilecc_diagnostics(program), "unknown target");
  tilecc_close(program);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(compiles_and_runs), cmocka_unit_test(reports_what_is_wrong)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
