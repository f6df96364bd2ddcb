// What every libFuzzer target of the front end checks: any bytes give diagnostics or IR that verifies, prints, and reads back to the same
// text; never a crash, a hang or an internal error. tools/libfuzzer.py builds and runs the targets.
#pragma once
#include "frontend/frontend.h"
#include "ir/print.h"
#include "ir/verify.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_text(const char *bytes, size_t size, const FrontendOptions *options) {
  Compilation *compilation = compilation_open();
  const char *text = arena_copy(compilation->arena, bytes, size);
  Module *module = frontend_read(compilation, source_add(compilation, "fuzz.py", text, size), options);
  diag_render_as(compilation, DIAG_JSON);
  diag_render(compilation);
  if (module && !diag_failed(compilation)) {
    const char *broken = ir_verify(compilation, module), *printed = ir_print_module(compilation, module);
    FrontendOptions plain = {0};
    Module *again = broken ? NULL : frontend_read(compilation, source_add(compilation, "again.py", printed, strlen(printed)), &plain);
    if (broken || !again || strcmp(printed, ir_print_module(compilation, again))) {
      fprintf(stderr, "%s\n%s%s\n-- again:\n%s", broken ? broken : "", diag_render(compilation), printed, again ? ir_print_module(compilation, again) : "");
      abort();
    }
  } else if (!module && !diag_failed(compilation)) {
    fputs("neither IR nor a diagnostic\n", stderr);
    abort();
  }
  compilation_close(compilation);
}
