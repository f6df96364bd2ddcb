// tilecc build: the Metalium program of a kernel into a folder.
#include "cli/options.h"

#include <stdio.h>

typedef struct BuildWork {
  Compilation *compilation;
  const Options *options;
  PathList written;
  bool complete;
} BuildWork;

static void build_work(void *state) {
  BuildWork *work = state;
  Compilation *c = work->compilation;
  DriverOptions driver = options_driver(work->options);
  Module *module = driver_read(c, &driver);
  Plan *plan = module ? driver_plan(c, module, &driver.passes) : NULL;
  work->complete = plan && driver_emit(c, module, plan, work->options->out, &work->written);
}

int command_build(Compilation *compilation, const Options *options) {
  BuildWork work = {.compilation = compilation, .options = options};
  driver_protect(compilation, build_work, &work);
  for (size_t i = 0; work.complete && i < work.written.count; i++) printf("%s\n", work.written.items[i]);
  return diag_exit_code(compilation);
}
