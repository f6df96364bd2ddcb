// tilecc opt: the IR of a kernel, as the front end reads it or after passes.
#include "cli/options.h"

#include <stdio.h>

typedef struct OptWork {
  Compilation *compilation;
  const Options *options;
  VECTOR(const Pass *) passes;
} OptWork;

static void list_passes(void) {
  for (size_t i = 0; pass_at(i); i++) printf("%-24s%s\n", pass_at(i)->name, pass_at(i)->doc);
}

// Fills work->passes from --passes; NULL or what is wrong.
static const char *choose_passes(OptWork *work) {
  Compilation *c = work->compilation;
  const char *list = work->options->pass_list;
  if (!list && !work->options->print_after) return NULL;
  if (!list || strcmp(list, "all") == 0) {
    for (size_t i = 0; pass_at(i); i++) vector_push(c->arena, &work->passes, pass_at(i));
    return NULL;
  }
  while (*list) {
    size_t length = strcspn(list, ",");
    const char *name = arena_copy(c->arena, list, length);
    const Pass *pass = pass_find(name);
    if (!pass) return arena_format(c->arena, "unknown pass \"%s\"; see tilecc opt --list-passes", name);
    vector_push(c->arena, &work->passes, pass);
    list += length + (list[length] == ',');
  }
  return NULL;
}

static const char *check_print_after(const OptWork *work) {
  const char *name = work->options->print_after;
  if (!name || strcmp(name, "all") == 0) return NULL;
  for (size_t i = 0; i < work->passes.count; i++)
    if (strcmp(work->passes.items[i]->name, name) == 0) return NULL;
  return arena_format(work->compilation->arena, "--print-after=%s: no such pass is run", name);
}

static const char *module_text(const OptWork *work, const Module *module) {
  return work->options->canonical_names ? ir_print_canonical(work->compilation, module) : ir_print_module(work->compilation, module);
}

static void print_after(void *state, const Pass *pass, const Module *module) {
  const OptWork *work = state;
  const char *wanted = work->options->print_after;
  if (!wanted || (strcmp(wanted, "all") != 0 && strcmp(wanted, pass->name) != 0)) return;
  printf("# after %s\n%s", pass->name, module_text(work, module));
}

static void opt_work(void *state) {
  OptWork *work = state;
  Compilation *c = work->compilation;
  DriverOptions driver = options_driver(work->options);
  Module *module = driver_read(c, &driver);
  if (!module) return;
  if (!driver_passes(c, module, &driver.passes, work->passes.items, work->passes.count, print_after, work)) return;
  if (!work->options->print_after) fputs(module_text(work, module), stdout);
}

int command_opt(Compilation *compilation, const Options *options) {
  if (options->list_passes) {
    list_passes();
    return EXIT_OK;
  }
  OptWork work = {.compilation = compilation, .options = options};
  const char *wrong = choose_passes(&work);
  if (!wrong) wrong = check_print_after(&work);
  if (wrong) {
    fprintf(stderr, "tilecc: %s\n", wrong);
    return EXIT_USAGE;
  }
  driver_protect(compilation, opt_work, &work);
  return diag_exit_code(compilation);
}
