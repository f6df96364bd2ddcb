// The pipeline: the table of passes.def and how one pass is run. In: a module; out: the module one step further.
#include "ir/verify.h"
#include "passes/atomics.h"
#include "passes/launches.h"

typedef struct PassRow {
  Pass pass;
  const char *marker;
} PassRow;

static const PassRow PASSES[] = {
#define PASS(name, marker, needs, doc) {{#name, pass_##name, needs, doc}, marker},
#include "passes/passes.def"
#undef PASS
};
enum { PASS_COUNT = sizeof PASSES / sizeof *PASSES };

const Pass *pass_at(size_t index) { return index < PASS_COUNT ? &PASSES[index].pass : NULL; }

const Pass *pass_find(const char *name) {
  for (size_t i = 0; i < PASS_COUNT; i++)
    if (!strcmp(PASSES[i].pass.name, name)) return &PASSES[i].pass;
  return NULL;
}

static const PassRow *row_of(const Pass *pass) {
  for (size_t i = 0; i < PASS_COUNT; i++)
    if (&PASSES[i].pass == pass) return &PASSES[i];
  return NULL;
}

static const char *pass_of_marker(const char *marker) {
  for (size_t i = 0; i < PASS_COUNT; i++)
    if (!strcmp(PASSES[i].marker, marker)) return PASSES[i].pass.name;
  return "?";
}

static bool has_marker(const PrimFunc *func, const char *marker) {
  size_t length = strlen(marker);
  bool prefix = marker[length - 1] == '*';
  for (size_t i = 0; i < func->attributes.count; i++) {
    const char *name = func->attributes.items[i].name;
    if (prefix ? !strncmp(name, marker, length - 1) : !strcmp(name, marker)) return true;
  }
  return false;
}

static bool run_on(Compilation *c, const Pass *pass, Module *module, const PassOptions *options) {
  const PassRow *row = row_of(pass);
  const PrimFunc *host = pass_host(module);
  if (!host) internal_error(c, "a module without functions");
  // apply_tt_defaults keeps what is there, so it may run again; any other pass runs once.
  if (pass->needs && has_marker(host, row->marker)) {
    diag_error(c, NO_SPAN, "pass %s has already run on this module (it has the attribute %s)", pass->name, row->marker);
    return false;
  }
  if (pass->needs && !has_marker(host, pass->needs)) {
    diag_error(c, NO_SPAN, "pass %s needs pass %s to have run before (the attribute %s is missing)", pass->name,
               pass_of_marker(pass->needs), pass->needs);
    return false;
  }
  pass->run(c, module, options);
  if (diag_failed(c)) return false;
  const char *broken = ir_verify(c, module);
  if (broken) internal_error(c, "broken IR after the pass: %s", broken);
  return true;
}

bool pass_run(Compilation *c, const Pass *pass, Module *module, const PassOptions *options) {
  c->stage = pass->name;
  bool whole = !module->launches.count && module->functions.count == 1;
  if (whole && pass == &PASSES[0].pass) {
    expand_atomics(c, pass_host(module));
    if (diag_failed(c)) return false;
    launches_lift_workspaces(c, pass_host(module));  // here, so that each launch gets a copy
  }
  if (whole) launches_split(c, module);
  if (diag_failed(c)) return false;
  if (!module->launches.count) return run_on(c, pass, module, options);
  for (size_t i = 0; i < module->launches.count; i++)
    if (!run_on(c, pass, module->launches.items[i], options)) return false;
  if (pass != &PASSES[PASS_COUNT - 1].pass) return true;
  launches_merge(c, module);
  const char *broken = ir_verify(c, module);
  if (broken) internal_error(c, "broken IR after the merge of the launches: %s", broken);
  return true;
}
