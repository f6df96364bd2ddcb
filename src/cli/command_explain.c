// tilecc explain: what the compiler made of a kernel, and why.
#include "cli/options.h"
#include "driver/explain.h"

#include <stdio.h>

typedef struct ExplainWork {
  Compilation *compilation;
  const Options *options;
  const char *text;
} ExplainWork;

static void explain_work(void *state) {
  ExplainWork *work = state;
  DriverOptions driver = options_driver(work->options);
  Module *module = driver_read(work->compilation, &driver);
  Plan *plan = module ? driver_plan(work->compilation, module, &driver.passes) : NULL;
  if (plan) work->text = explain(work->compilation, plan);
}

int command_explain(Compilation *compilation, const Options *options) {
  ExplainWork work = {.compilation = compilation, .options = options};
  driver_protect(compilation, explain_work, &work);
  if (work.text) fputs(work.text, stdout);
  return diag_exit_code(compilation);
}
