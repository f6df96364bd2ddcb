// tilecc kernels: the kernels of a file with their parameters and defaults, and the command that compiles each.
#include "base/text.h"
#include "cli/options.h"

#include <stdio.h>

typedef struct KernelsWork {
  Compilation *compilation;
  const Options *options;
} KernelsWork;

static void print_kernel(const KernelSummary *kernel, const char *path, bool only) {
  printf("%s\n    tilecc run %s", kernel->signature, path);
  if (!only) printf(" --kernel %s", kernel->name);
  for (size_t i = 0; i < kernel->needs.count; i++) printf(" -D %s=...", kernel->needs.items[i]);
  putchar('\n');
  for (size_t i = 0; i < kernel->inner.count; i++) printf("    holds %s.%s\n", kernel->name, kernel->inner.items[i]);
}

static void put_names(Text *text, const char *key, const NameList *names) {
  text_print(text, ", \"%s\": [", key);
  for (size_t i = 0; i < names->count; i++) {
    if (i) text_put(text, ", ");
    text_quote(text, names->items[i]);
  }
  text_put(text, "]");
}

static void put_kernel(Text *text, const KernelSummary *kernel) {
  text_put(text, "  {\"name\": ");
  text_quote(text, kernel->name);
  text_put(text, ", \"signature\": ");
  text_quote(text, kernel->signature);
  text_print(text, ", \"line\": %u", kernel->line);
  put_names(text, "needs", &kernel->needs);
  put_names(text, "inner", &kernel->inner);
  text_put(text, "}");
}

static void kernels_work(void *state) {
  const KernelsWork *work = state;
  Compilation *c = work->compilation;
  DriverOptions driver = options_driver(work->options);
  uint32_t source;
  if (!driver_load(c, &driver, &source)) return;
  KernelSummaryList kernels = frontend_kernels(c, source);
  if (!work->options->json) {
    for (size_t i = 0; i < kernels.count; i++) print_kernel(&kernels.items[i], driver.path, kernels.count == 1);
    if (!kernels.count && !diag_failed(c))
      diag_error(c, NO_SPAN, "%s has no kernel: no function with @tilelang.jit or @T.prim_func", driver.path);
    return;
  }
  Text text = text_open(c->arena);
  for (size_t i = 0; i < kernels.count; i++) {
    text_put(&text, i ? ",\n" : "\n");
    put_kernel(&text, &kernels.items[i]);
  }
  printf("[%s%s]\n", text.bytes, kernels.count ? "\n" : "");
}

int command_kernels(Compilation *compilation, const Options *options) {
  KernelsWork work = {compilation, options};
  driver_protect(compilation, kernels_work, &work);
  return diag_exit_code(compilation);
}
