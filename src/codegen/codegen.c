// Module and plan -> the files of a Metalium program.
#include "codegen/codegen.h"
#include "base/text.h"
#include "codegen/host.h"
#include "codegen/kernel.h"

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

ArtifactList codegen_emit(Compilation *compilation, const Module *module, const Plan *plan) {
  ArtifactList list = {0};
  (void)module;  // the plan holds its kernels
  for (size_t i = 0; i < plan->launches.count; i++) {
    const PlanLaunch *launch = &plan->launches.items[i];
    for (size_t k = 0; k < launch->kernels.count; k++) {
      const PlanKernel *kernel = &launch->kernels.items[k];
      if (has_artifact(&list, kernel->file)) continue;  // launched again
      vector_push(compilation->arena, &list, ((Artifact){kernel->file, kernel_source(compilation, &DIALECT_081, plan, kernel)}));
    }
  }
  vector_push(compilation->arena, &list, ((Artifact){"main.cpp", host_source(compilation, plan)}));
  vector_push(compilation->arena, &list, ((Artifact){"CMakeLists.txt", host_cmake(compilation, plan)}));
  vector_push(compilation->arena, &list, ((Artifact){"launch.py", launcher_source(compilation)}));
  vector_push(compilation->arena, &list, ((Artifact){"plan.json", plan_json(compilation, plan)}));
  return list;
}
