// Front end: text in, IR out. Reads TileLang Python source (eager @tilelang.jit and @T.prim_func factories), the TVMScript that
// tilelang prints, and our own printed IR (tile IR, and modules of kernel IR). User Python is never executed.
#pragma once
#include "ir/ir.h"

typedef struct Define {  // -D name=value; value is Python literal text: 128, 0.5, True, float16, "text", (1, 2)
  const char *name, *value;
} Define;

// The text of a file beside the user's, for what it imports; NULL if there is none. Must not report.
typedef const char *(*FrontendReadFile)(void *state, Compilation *compilation, const char *path, size_t *length);

typedef struct FrontendOptions {
  const char *kernel;  // --kernel: which one, NULL if the file has one
  const Define *defines;
  size_t define_count;
  FrontendReadFile read_file;  // NULL: imports of files are not followed
  void *read_state;
} FrontendOptions;

// Reports diagnostics and returns NULL on failure. `source` was returned by source_add.
Module *frontend_read(Compilation *compilation, uint32_t source, const FrontendOptions *options);

typedef VECTOR(const char *) NameList;

typedef struct KernelSummary {
  const char *name;
  const char *signature;  // "matmul(A, B, block_M, block_N, block_K, dtype=float16)"
  unsigned line;
  NameList needs;  // what has no default: -D gives it
  NameList inner;  // kernels inside, where there are several: --kernel name.inner
} KernelSummary;
typedef VECTOR(KernelSummary) KernelSummaryList;
KernelSummaryList frontend_kernels(Compilation *compilation, uint32_t source);
