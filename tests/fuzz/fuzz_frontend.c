// libFuzzer target of the front end: any bytes give diagnostics or IR that verifies, prints and reads back, never a crash or a hang.
// clang-14 -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Isrc tests/fuzz/fuzz_frontend.c src/base/*.c src/device/*.c
//   src/ir/*.c src/frontend/*.c -lm -o build-asan/fuzz_frontend && build-asan/fuzz_frontend -max_len=4096 corpus tests/frontend
#include "frontend/frontend.h"
#include "ir/print.h"
#include "ir/verify.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const Define defines[] = {{"M", "64"}, {"N", "64"}, {"K", "64"}, {"block_M", "32"}, {"block_N", "32"}, {"block_K", "32"}};
  Compilation *compilation = compilation_open();
  const char *text = arena_copy(compilation->arena, (const char *)data, size);
  FrontendOptions options = {.defines = defines, .define_count = sizeof defines / sizeof *defines};
  Module *module = frontend_read(compilation, source_add(compilation, "fuzz.py", text, size), &options);
  diag_render(compilation);
  if (module) {
    const char *broken = ir_verify(compilation, module), *printed = ir_print_module(compilation, module);
    options.define_count = 0;
    Module *again = frontend_read(compilation, source_add(compilation, "again.py", printed, strlen(printed)), &options);
    if (broken || !again || strcmp(printed, ir_print_module(compilation, again))) {
      fprintf(stderr, "%s\n%s%s", broken ? broken : "", diag_render(compilation), printed);
      abort();
    }
  }
  compilation_close(compilation);
  return 0;
}
