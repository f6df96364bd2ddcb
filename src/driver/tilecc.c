// The public C interface over the driver. Each compile and each run has a compilation of its own.
#include <tilecc/tilecc.h>

#include "driver/arrays.h"
#include "driver/run.h"

struct TileccProgram {
  Compilation *compilation;  // of the compile; owns all that lives as long as the program
  Compilation *last_run;     // NULL before the first run
  DriverOptions driver;
  const Device *device;
  TileccStatus status;
  const char *diagnostics;
  ArtifactList artifacts;
  const Plan *plan;  // NULL if the compile failed
  TensorValues *values;
  const double **results;  // of the last run, by tensor
};

static void compile_work(void *state) {
  TileccProgram *program = state;
  Compilation *c = program->compilation;
  Module *module = driver_read(c, &program->driver);
  const Plan *plan = module ? driver_plan(c, module, &program->driver.passes) : NULL;
  if (!plan) return;
  c->stage = "codegen";
  program->artifacts = codegen_emit(c, module, plan);
  program->plan = plan;
}

// "NAME=VALUE" strings as defines; false if one has no name.
static bool set_defines(TileccProgram *program, const TileccOptions *options) {
  Compilation *c = program->compilation;
  Define *defines = arena_array(c->arena, Define, options->define_count + 1);
  for (size_t i = 0; i < options->define_count; i++) {
    const char *text = options->defines[i], *equals = strchr(text, '=');
    if (!equals || equals == text) return false;
    defines[i] = (Define){intern_range(c, text, (size_t)(equals - text)), arena_copy(c->arena, equals + 1, strlen(equals + 1))};
  }
  program->driver.frontend.defines = defines;
  program->driver.frontend.define_count = options->define_count;
  return true;
}

static bool one_of(const char *text, const char *const *choices) {
  for (; *choices; choices++)
    if (strcmp(text, *choices) == 0) return true;
  return false;
}

// NULL or what is wrong with the options.
static const char *set_options(TileccProgram *program, const TileccOptions *options) {
  static const char *const fp16_choices[] = {"bf16", "fp32", NULL};
  static const char *const fidelity_choices[] = {"LoFi", "HiFi2", "HiFi3", "HiFi4", NULL};
  Arena *arena = program->compilation->arena;
  program->device = options->target ? device_find(options->target) : device_at(0);
  program->driver.passes.fp16 = "bf16";
  if (!program->device) return "unknown target";
  if (options->fp16 && !one_of(options->fp16, fp16_choices)) return "unknown fp16";
  if (options->math_fidelity && !one_of(options->math_fidelity, fidelity_choices)) return "unknown math_fidelity";
  if (!set_defines(program, options)) return "a define is not NAME=VALUE";
  if (options->fp16) program->driver.passes.fp16 = arena_copy(arena, options->fp16, strlen(options->fp16));
  if (options->math_fidelity)
    program->driver.passes.math_fidelity = arena_copy(arena, options->math_fidelity, strlen(options->math_fidelity));
  if (options->kernel) program->driver.frontend.kernel = arena_copy(arena, options->kernel, strlen(options->kernel));
  return NULL;
}

static TileccStatus status_of(const Compilation *compilation) { return (TileccStatus)diag_exit_code(compilation); }

TileccProgram *tilecc_compile(const char *path, const char *source, size_t length, const TileccOptions *options) {
  Compilation *c = compilation_open();
  TileccProgram *program = arena_new(c->arena, TileccProgram);
  program->compilation = c;
  program->driver.path = arena_copy(c->arena, path, strlen(path));
  program->driver.text = arena_copy(c->arena, source, length);
  program->driver.length = length;
  const char *wrong = set_options(program, options);
  program->status = TILECC_USAGE;
  program->diagnostics = wrong;
  if (wrong) return program;
  c->device = program->device;
  driver_protect(c, compile_work, program);
  program->status = status_of(c);
  program->diagnostics = diag_render(c);
  if (program->status != TILECC_OK) {
    program->plan = NULL;
    program->artifacts = (ArtifactList){0};
  }
  size_t tensors = tilecc_tensor_count(program);
  program->values = arena_array(c->arena, TensorValues, tensors + 1);
  return program;
}

static void close_run(TileccProgram *program) {
  if (program->last_run) compilation_close(program->last_run);
  program->last_run = NULL;
  program->results = NULL;
}

void tilecc_close(TileccProgram *program) {
  if (!program) return;
  close_run(program);
  compilation_close(program->compilation);
}

TileccStatus tilecc_status(const TileccProgram *program) { return program->status; }
const char *tilecc_diagnostics(const TileccProgram *program) { return program->diagnostics; }
size_t tilecc_artifact_count(const TileccProgram *program) { return program->artifacts.count; }

const char *tilecc_artifact_name(const TileccProgram *program, size_t index) {
  return index < program->artifacts.count ? program->artifacts.items[index].name : NULL;
}

const char *tilecc_artifact_text(const TileccProgram *program, size_t index) {
  return index < program->artifacts.count ? program->artifacts.items[index].text : NULL;
}

size_t tilecc_tensor_count(const TileccProgram *program) { return program->plan ? program->plan->tensors.count : 0; }

TileccTensor tilecc_tensor(const TileccProgram *program, size_t index) {
  TileccTensor tensor = {0};
  if (index >= tilecc_tensor_count(program)) return tensor;
  const PlanTensor *plan = &program->plan->tensors.items[index];
  tensor = (TileccTensor){plan->name, type_text(plan->type), plan->rank, {0}, plan->is_input, plan->is_output};
  for (unsigned d = 0; d < plan->rank; d++) tensor.shape[d] = plan->shape[d];
  return tensor;
}

TileccStatus tilecc_set_values(TileccProgram *program, size_t index, const double *values, size_t count) {
  if (index >= tilecc_tensor_count(program)) return TILECC_USAGE;
  const PlanTensor *plan = &program->plan->tensors.items[index];
  size_t elements = 1;
  for (unsigned d = 0; d < plan->rank; d++) elements *= (size_t)plan->shape[d];
  if (count != elements) return TILECC_USAGE;
  double *copy = arena_array(program->compilation->arena, double, count + 1);
  if (count) memcpy(copy, values, count * sizeof *copy);
  program->values[index] = (TensorValues){copy, count};
  return TILECC_OK;
}

typedef struct ApiRun {
  Compilation *compilation;
  RunRequest request;
  RunResult result;
} ApiRun;

static void api_run_work(void *state) {
  ApiRun *run = state;
  run_kernel(run->compilation, &run->request, &run->result);
}

static TileccVerdict public_verdict(Verdict verdict) {
  switch (verdict) {
    case VERDICT_PASS: return TILECC_PASS;
    case VERDICT_FAIL: return TILECC_FAIL;
    case VERDICT_NONE: return TILECC_NO_REFERENCE;
  }
  return TILECC_NO_REFERENCE;
}

static void keep_results(TileccProgram *program, const ApiRun *run) {
  Arena *arena = run->compilation->arena;
  size_t tensors = run->result.plan->tensors.count;
  program->results = arena_array(arena, const double *, tensors + 1);
  for (size_t i = 0; i < tensors; i++) {
    const Array *array = run->result.tensors[i];
    double *values = arena_array(arena, double, array->count + 1);
    for (size_t k = 0; k < array->count; k++) values[k] = array_get(array, k);
    program->results[i] = values;
  }
}

TileccStatus tilecc_run(TileccProgram *program, uint64_t seed, TileccRun *result) {
  *result = (TileccRun){.verdict = TILECC_NO_REFERENCE};
  if (!program->plan) return TILECC_USAGE;
  close_run(program);
  Compilation *c = program->last_run = compilation_open();
  c->device = program->device;
  ApiRun run = {.compilation = c, .request = {.driver = program->driver, .tensors = {.seed = seed, .values = program->values,
                                              .value_count = tilecc_tensor_count(program)}}};
  driver_protect(c, api_run_work, &run);
  program->diagnostics = run.result.usage_error ? run.result.usage_error : diag_render(c);
  program->status = run.result.usage_error ? TILECC_USAGE : status_of(c);
  if (!run.result.complete) return program->status;
  keep_results(program, &run);
  *result = (TileccRun){public_verdict(run.result.verdict), run.result.report.cycles, run.result.microseconds};
  if (program->status == TILECC_OK && run.result.verdict == VERDICT_FAIL) program->status = TILECC_WRONG;
  return program->status;
}

const double *tilecc_values(const TileccProgram *program, size_t index, size_t *count) {
  *count = 0;
  if (!program->results || index >= tilecc_tensor_count(program)) return NULL;
  const PlanTensor *plan = &program->plan->tensors.items[index];
  *count = 1;
  for (unsigned d = 0; d < plan->rank; d++) *count *= (size_t)plan->shape[d];
  return program->results[index];
}
