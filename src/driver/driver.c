// The stages in order: file -> tile IR (or kernel IR) -> passes -> kernel IR -> plan.
#include "driver/driver.h"

#include "driver/files.h"

enum { SOURCE_LIMIT = 16 << 20 };

bool driver_protect(Compilation *compilation, void (*work)(void *state), void *state) {
  jmp_buf unwind;
  jmp_buf *outer = compilation->unwind;
  compilation->unwind = &unwind;
  if (setjmp(unwind) == 0) work(state);
  compilation->unwind = outer;
  return !diag_failed(compilation);
}

bool driver_load(Compilation *compilation, const DriverOptions *options, uint32_t *source) {
  size_t length = options->length;
  const char *text = options->text ? options->text : file_read(compilation, options->path, SOURCE_LIMIT, &length);
  if (!text) return false;
  *source = source_add(compilation, options->path, text, length);
  return true;
}

// A file that the user's imports; what can't be read is no file.
static const char *read_beside(void *state, Compilation *compilation, const char *path, size_t *length) {
  (void)state;
  size_t before = compilation->diagnostics.count;
  const char *text = file_read(compilation, path, SOURCE_LIMIT, length);
  compilation->diagnostics.count = before;
  return text;
}

Module *driver_read(Compilation *compilation, const DriverOptions *options) {
  uint32_t source;
  if (!driver_load(compilation, options, &source)) return NULL;
  compilation->stage = "the front end";
  FrontendOptions frontend = options->frontend;
  if (!options->text) frontend.read_file = read_beside;
  Module *module = frontend_read(compilation, source, &frontend);
  if (!module || diag_failed(compilation)) return NULL;
  const char *broken = ir_verify(compilation, module);
  // Text of IR is the user's own and may be broken in ways that only the verifier sees.
  if (broken) diag_error(compilation, NO_SPAN, "%s is not well-formed: %s", options->path, broken);
  return broken ? NULL : module;
}

bool driver_is_kernel_ir(const Module *module) {
  for (size_t i = 0; i < module->functions.count; i++)
    if (ir_attribute(&module->functions.items[i]->attributes, "tt_kernel_role")) return true;
  return false;
}

bool driver_passes(Compilation *compilation, Module *module, const PassOptions *options, const Pass *const *passes,
                   size_t count, DriverDump dump, void *state) {
  for (size_t i = 0; i < count; i++) {
    compilation->stage = passes[i]->name;
    if (!pass_run(compilation, passes[i], module, options)) return false;
    if (dump) dump(state, passes[i], module);
  }
  return true;
}

Plan *driver_plan(Compilation *compilation, Module *module, const PassOptions *options) {
  bool ready = driver_is_kernel_ir(module);
  for (size_t i = 0; pass_at(i) && !ready; i++) {
    const Pass *pass = pass_at(i);
    if (!driver_passes(compilation, module, options, &pass, 1, NULL, NULL)) return NULL;
  }
  compilation->stage = "plan_make";
  Plan *plan = plan_make(compilation, module);
  if (plan) codegen_check(compilation, plan);
  return diag_failed(compilation) ? NULL : plan;
}

bool driver_emit(Compilation *compilation, const Module *module, const Plan *plan, const char *folder, PathList *written) {
  compilation->stage = "codegen";
  ArtifactList artifacts = codegen_emit(compilation, module, plan);
  if (diag_failed(compilation)) return false;
  FileTextList files = {0};
  for (size_t i = 0; i < artifacts.count; i++) {
    FileText file = {artifacts.items[i].name, artifacts.items[i].text};
    vector_push(compilation->arena, &files, file);
    const char *path = arena_format(compilation->arena, "%s/%s", folder, file.path);
    vector_push(compilation->arena, written, path);
  }
  return files_install(compilation, folder, &files);
}
