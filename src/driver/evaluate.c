// File and tensors to the evaluator's results.
#include "driver/evaluate.h"

#include "driver/npy.h"

// ---- symbolic dims from the shapes of input files

static const Param *find_param(const PrimFunc *func, const char *name) {
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (param->buffer && strcmp(param->name, name) == 0) return param;
  }
  return NULL;
}

static bool is_defined(const FrontendOptions *options, const char *name) {
  for (size_t i = 0; i < options->define_count; i++)
    if (strcmp(options->defines[i].name, name) == 0) return true;
  return false;
}

static void add_define(Compilation *c, FrontendOptions *options, const char *name, int64_t value) {
  Define *defines = arena_array(c->arena, Define, options->define_count + 1);
  for (size_t i = 0; i < options->define_count; i++) defines[i] = options->defines[i];
  defines[options->define_count++] = (Define){name, arena_format(c->arena, "%lld", (long long)value)};
  options->defines = defines;
}

// A dim that is a symbol alone takes the extent of the file. False with a diagnostic if a file has no shape.
static bool define_symbols(Compilation *c, const PrimFunc *func, const TensorRequest *request, FrontendOptions *options) {
  for (size_t i = 0; i < request->inputs.count; i++) {
    unsigned rank = 0;
    int64_t shape[PLAN_MAX_RANK] = {0};
    const Param *param = find_param(func, request->inputs.items[i].name);
    if (!param) continue;
    if (!npy_shape(c, request->inputs.items[i].value, &rank, shape)) return false;
    for (unsigned d = 0; d < param->buffer->rank && d < rank; d++) {
      const Expr *dim = param->buffer->shape[d];
      if (dim->kind == EXPR_VAR && !is_defined(options, dim->var->name)) add_define(c, options, dim->var->name, shape[d]);
    }
  }
  return true;
}

Module *evaluate_read(Compilation *compilation, DriverOptions *options, const TensorRequest *request) {
  Module *module = driver_read(compilation, options);
  if (!module || driver_is_kernel_ir(module) || !module->functions.items[0]->symbols.count || !request->inputs.count) return module;
  size_t defines = options->frontend.define_count, reported = compilation->diagnostics.count;
  if (!define_symbols(compilation, module->functions.items[0], request, &options->frontend)) return NULL;
  if (options->frontend.define_count == defines) return module;
  compilation->diagnostics.count = reported;
  return driver_read(compilation, options);
}

// ---- the evaluation

static void judge(Compilation *c, const PrimFunc *func, EvaluateResult *result) {
  Roundoff program = roundoff_of_program(c, func);
  result->verdict = VERDICT_NONE;
  for (size_t i = 0; i < result->tensors.count; i++) {
    const KernelTensor *tensor = &result->tensors.items[i];
    if (!tensor->expected) continue;
    double last_place = type_roundoff(tensor->type);
    Roundoff storage = {last_place, arena_format(c->arena, "%s of the output", type_text(tensor->type))};
    OutputVerdict verdict =
        verdict_compare(tensor->name, last_place, roundoff_wider(program, storage), result->arrays[i], tensor->expected);
    vector_push(c->arena, &result->outputs, verdict);
    if (!verdict.pass) result->verdict = VERDICT_FAIL;
    else if (result->verdict == VERDICT_NONE) result->verdict = VERDICT_PASS;
  }
}

void evaluate_kernel(Compilation *compilation, const EvaluateRequest *request, EvaluateResult *result) {
  DriverOptions options = request->driver;
  Module *module = evaluate_read(compilation, &options, &request->tensors);
  if (!module) return;
  if (driver_is_kernel_ir(module)) {
    result->usage_error = arena_format(compilation->arena, "%s holds kernel IR; the evaluator runs tile IR", options.path);
    return;
  }
  const PrimFunc *func = ir_expand_vectors(compilation, module->functions.items[0]);
  result->kernel_name = func->name;
  compilation->stage = "the reference evaluator";
  if (!reference_accepts(compilation, func)) return;
  if (!tensors_of_function(compilation, func, &result->tensors, &result->usage_error) ||
      !tensors_fill(compilation, &request->tensors, &result->tensors, &result->usage_error))
    return;
  result->arrays = arena_array(compilation->arena, Array *, result->tensors.count + 1);
  for (size_t i = 0; i < result->tensors.count; i++) result->arrays[i] = result->tensors.items[i].array;
  if (!reference_run(compilation, func, result->arrays)) return;
  judge(compilation, func, result);
  result->complete = tensors_write(compilation, &result->tensors, result->arrays);
}
