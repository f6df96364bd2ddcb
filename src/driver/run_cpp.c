// Arrays -> .npy files -> the emitted program -> .npy files -> arrays.
#include "driver/run_cpp.h"

#include "driver/files.h"
#include "driver/npy.h"

typedef struct CppFiles {
  Compilation *c;
  const Plan *plan;
  const char *folder;
  EmuNumerics numerics;
} CppFiles;

static const char *tensor_file(const CppFiles *files, size_t tensor, const char *what) {
  return arena_format(files->c->arena, "%s/%s_%zu.npy", files->folder, what, tensor);
}

static void add_setting(const CppFiles *files, WordList *arguments, const char *option, size_t tensor, const char *what) {
  vector_push(files->c->arena, arguments, option);
  vector_push(files->c->arena, arguments, arena_format(files->c->arena, "%zu=%s", tensor, tensor_file(files, tensor, what)));
}

static bool write_inputs(const CppFiles *files, Array *const *arrays, WordList *arguments) {
  for (size_t i = 0; i < files->plan->tensors.count; i++) {
    if (!npy_write(files->c, tensor_file(files, i, "input"), arrays[i])) return false;
    add_setting(files, arguments, "--input", i, "input");
    if (files->plan->tensors.items[i].is_output && !files->plan->tensors.items[i].is_workspace) add_setting(files, arguments, "--output", i, "output");
  }
  return true;
}

static bool read_results(const CppFiles *files, Array *const *arrays, Array **results) {
  for (size_t i = 0; i < files->plan->tensors.count; i++) {
    const PlanTensor *tensor = &files->plan->tensors.items[i];
    results[i] = tensor->is_output && !tensor->is_workspace ? npy_read(files->c, tensor_file(files, i, "output"), tensor->type, tensor->rank, tensor->shape)
                                   : array_copy(files->c, arrays[i]);
    if (!results[i]) return false;
  }
  return true;
}

static bool run_in_folder(const CppFiles *files, const Module *module, Array *const *arrays, Array **results, EmuReport *report) {
  PathList written = {0};
  CppRun request = {.folder = arena_format(files->c->arena, "%s/program", files->folder), .target = files->plan->device->name,
                    .numerics = files->numerics};
  CppResult result = {0};
  if (!driver_emit(files->c, module, files->plan, request.folder, &written)) return false;
  if (!write_inputs(files, arrays, &request.arguments)) return false;
  if (!cpp_run(files->c, &request, &result)) return false;
  if (result.exit_code != 0) internal_error(files->c, "the emitted program does not take its arguments: %s", result.printed);
  *report = result.report;
  return read_results(files, arrays, results);
}

bool emulate_cpp(Compilation *c, const Module *module, const Plan *plan, EmuNumerics numerics, Array *const *arrays,
                 Array **results, EmuReport *report) {
  CppFiles files = {.c = c, .plan = plan, .numerics = numerics, .folder = folder_temporary(c)};
  if (!files.folder) return false;
  bool done = run_in_folder(&files, module, arrays, results, report);
  folder_remove(files.folder);
  return done;
}
