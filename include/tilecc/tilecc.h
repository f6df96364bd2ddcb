// tilecc as a library: TileLang source in, a Metalium program and its checked run on the emulated chip out.
//
//   TileccOptions options = {.target = "wormhole_n150"};
//   TileccProgram *program = tilecc_compile("matmul.py", text, strlen(text), &options);
//   if (tilecc_status(program) == TILECC_OK) ...artifacts, tilecc_run...
//   else fputs(tilecc_diagnostics(program), stderr);
//   tilecc_close(program);
//
// Nothing is printed, nothing exits, there is no global state; a program belongs to one thread at a time. Strings and arrays
// that are returned live until tilecc_close (those of a run: until the next tilecc_run).
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TILECC_API __attribute__((visibility("default")))

typedef enum TileccStatus {
  TILECC_OK = 0,
  TILECC_WRONG = 1,        // the source or the result is wrong
  TILECC_USAGE = 2,        // an option does not fit
  TILECC_UNSUPPORTED = 3,  // valid TileLang that is not compiled yet
  TILECC_INTERNAL = 4,     // a bug of tilecc
} TileccStatus;

typedef struct TileccProgram TileccProgram;

// Zero means: the default.
typedef struct TileccOptions {
  const char *kernel;          // which kernel of the source, if it has several
  const char *target;          // "wormhole_n150" (default), "blackhole_p150"
  const char *const *defines;  // "NAME=VALUE", as with -D
  size_t define_count;
  const char *fp16;            // "bf16" (default) or "fp32": how float16 is stored
  const char *math_fidelity;   // "LoFi", "HiFi2", "HiFi3", "HiFi4"
} TileccOptions;

// Never NULL; ask tilecc_status. `path` is used in messages only.
TILECC_API TileccProgram *tilecc_compile(const char *path, const char *source, size_t length, const TileccOptions *options);
TILECC_API void tilecc_close(TileccProgram *program);
TILECC_API TileccStatus tilecc_status(const TileccProgram *program);       // of the last compile or run
TILECC_API const char *tilecc_diagnostics(const TileccProgram *program);  // text with source lines and carets; may hold warnings

// The files of the program: kernels, main.cpp, CMakeLists.txt, plan.json.
TILECC_API size_t tilecc_artifact_count(const TileccProgram *program);
TILECC_API const char *tilecc_artifact_name(const TileccProgram *program, size_t index);
TILECC_API const char *tilecc_artifact_text(const TileccProgram *program, size_t index);

typedef struct TileccTensor {
  const char *name, *dtype;
  unsigned rank;
  int64_t shape[5];
  int is_input, is_output;
} TileccTensor;

TILECC_API size_t tilecc_tensor_count(const TileccProgram *program);
TILECC_API TileccTensor tilecc_tensor(const TileccProgram *program, size_t index);

typedef enum TileccVerdict { TILECC_PASS, TILECC_FAIL, TILECC_NO_REFERENCE } TileccVerdict;

typedef struct TileccRun {
  TileccVerdict verdict;  // against the reference evaluator
  uint64_t cycles;
  double microseconds;
} TileccRun;

// Values of a tensor for the runs that follow, in C order, rounded to its dtype; the array is copied. Tensors without values are
// filled from the seed (docs/inputs.md). TILECC_USAGE if there is no such tensor or the count is not its number of elements.
TILECC_API TileccStatus tilecc_set_values(TileccProgram *program, size_t tensor, const double *values, size_t count);
// Runs on the emulated chip and compares with the reference evaluator. A failed verdict is TILECC_WRONG with *run set.
TILECC_API TileccStatus tilecc_run(TileccProgram *program, uint64_t seed, TileccRun *run);
// Values of a tensor after the last run, in C order; NULL before.
TILECC_API const double *tilecc_values(const TileccProgram *program, size_t tensor, size_t *count);

#ifdef __cplusplus
}
#endif
