// Module and plan -> the files of a Metalium program.
#include "codegen/codegen.h"
#include "base/text.h"
#include "codegen/host.h"
#include "codegen/kernel.h"

const Dialect *dialect_of(Compilation *compilation, const Metalium *metalium) {
  static const Dialect *const DIALECTS[] = {&DIALECT_081, &DIALECT_066};
  for (size_t i = 0; i < sizeof DIALECTS / sizeof *DIALECTS; i++)
    if (!strcmp(DIALECTS[i]->name, metalium->name)) return DIALECTS[i];
  internal_error(compilation, "there is no dialect of Metalium %s", metalium->name);
}

static bool has_artifact(const ArtifactList *list, const char *name) {
  for (size_t i = 0; i < list->count; i++)
    if (!strcmp(list->items[i].name, name)) return true;
  return false;
}

// Nothing in it depends on the kernel: it reads plan.json.
static const char *launcher_source(Compilation *compilation) {
  Text text = text_open(compilation->arena);
  for (size_t i = 0; LAUNCHER[i]; i++) text_print(&text, "%s\n", LAUNCHER[i]);
  return text.bytes;
}

void codegen_check(Compilation *compilation, const Plan *plan) {
  const Dialect *dialect = dialect_of(compilation, plan->metalium);
  for (size_t i = 0; i < plan->launches.count; i++)
    for (size_t k = 0; k < plan->launches.items[i].kernels.count; k++)
      kernel_check(compilation, dialect, &plan->launches.items[i].kernels.items[k]);
}

ArtifactList codegen_emit(Compilation *compilation, const Module *module, const Plan *plan) {
  ArtifactList list = {0};
  (void)module;  // the plan holds its kernels
  const Dialect *dialect = dialect_of(compilation, plan->metalium);
  for (size_t i = 0; i < plan->launches.count; i++) {
    const PlanLaunch *launch = &plan->launches.items[i];
    for (size_t k = 0; k < launch->kernels.count; k++) {
      const PlanKernel *kernel = &launch->kernels.items[k];
      if (has_artifact(&list, kernel->file)) continue;  // launched again
      vector_push(compilation->arena, &list, ((Artifact){kernel->file, kernel_source(compilation, dialect, plan, kernel)}));
    }
  }
  vector_push(compilation->arena, &list, ((Artifact){"main.cpp", host_source(compilation, plan)}));
  vector_push(compilation->arena, &list, ((Artifact){"CMakeLists.txt", host_cmake(compilation, plan)}));
  vector_push(compilation->arena, &list, ((Artifact){"launch.py", launcher_source(compilation)}));
  vector_push(compilation->arena, &list, ((Artifact){"plan.json", plan_json(compilation, plan)}));
  return list;
}
