// Arrays -> artifacts and .npy files -> arrays.
#include "driver/program_files.h"

#include "driver/npy.h"

static const char *tensor_file(const ProgramFiles *files, size_t tensor, const char *what) {
  return arena_format(files->c->arena, "%s/%s_%zu.npy", files->folder, what, tensor);
}

static void add_setting(ProgramFiles *files, const char *option, size_t tensor, const char *what) {
  vector_push(files->c->arena, &files->arguments, option);
  vector_push(files->c->arena, &files->arguments, arena_format(files->c->arena, "%zu=%s", tensor, tensor_file(files, tensor, what)));
}

bool program_files_write(ProgramFiles *files, const Module *module, Array *const *arrays) {
  PathList written = {0};
  files->program = arena_format(files->c->arena, "%s/program", files->folder);
  if (!driver_emit(files->c, module, files->plan, files->program, &written)) return false;
  for (size_t i = 0; i < files->plan->tensors.count; i++) {
    if (!npy_write(files->c, tensor_file(files, i, "input"), arrays[i])) return false;
    add_setting(files, "--input", i, "input");
    if (files->plan->tensors.items[i].is_output && !files->plan->tensors.items[i].is_workspace) add_setting(files, "--output", i, "output");
  }
  return true;
}

bool program_files_read(const ProgramFiles *files, Array *const *arrays, Array **results) {
  for (size_t i = 0; i < files->plan->tensors.count; i++) {
    const PlanTensor *tensor = &files->plan->tensors.items[i];
    results[i] = tensor->is_output && !tensor->is_workspace ? npy_read(files->c, tensor_file(files, i, "output"), tensor->type, tensor->rank, tensor->shape)
                                   : array_copy(files->c, arrays[i]);
    if (!results[i]) return false;
  }
  return true;
}
