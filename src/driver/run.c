// Compile, fill the tensors, run on the emulated chip, evaluate the reference on the same values, compare.
#include "driver/run.h"

#include "driver/evaluate.h"
#include "driver/pages.h"
#include "driver/run_cpp.h"
#include "driver/run_ttnn.h"
#include "driver/sensitivity.h"

#include <math.h>

typedef struct RunState {
  Compilation *compilation;
  const RunRequest *request;
  RunResult *result;
  const Plan *plan;
  KernelTensors tensors;  // in the order of the plan; their arrays take the values that are stored
  void **pages;           // as they lie in DRAM
  Array **results;        // after the run
  bool is_kernel_ir;
  const PrimFunc *func;  // the tile IR, elaborated once more: the passes have changed the module that was compiled; NULL for kernel IR
  Roundoff program;      // of the tile IR; none for kernel IR
  Array **reference;     // of the evaluator; NULL if nobody asked
  bool plain;                // judge by the plain bound alone
  Sensitivity *sensitivity;  // measured where the plain bound fails
} RunState;

// Pages as they lie in DRAM; the arrays take the values that are stored, so that the evaluator sees the same.
static void encode_tensors(RunState *run) {
  for (size_t i = 0; i < run->tensors.count; i++) {
    const PlanTensor *plan = &run->plan->tensors.items[i];
    run->pages[i] = arena_allocate(run->compilation->arena, pages_bytes(plan));
    pages_encode(plan, run->tensors.items[i].array, run->pages[i]);
    pages_decode(plan, run->pages[i], run->tensors.items[i].array);
  }
}

// ---- both sides
static bool emulate_through_cpp(RunState *run, const Module *module) {
  Array **arrays = arena_array(run->compilation->arena, Array *, run->tensors.count + 1);
  for (size_t i = 0; i < run->tensors.count; i++) arrays[i] = run->tensors.items[i].array;
  run->compilation->stage = "the C++ run";
  return emulate_cpp(run->compilation, module, run->plan, run->request->numerics, arrays, run->results, &run->result->report);
}

static bool emulate_ir(RunState *run) {
  run->compilation->stage = "the emulator";
  const EmulateOptions options = {.numerics = run->request->numerics};
  if (!emulate_plan_with(run->compilation, run->plan, run->pages, &options, &run->result->report)) return false;
  for (size_t i = 0; i < run->tensors.count; i++) {
    const PlanTensor *plan = &run->plan->tensors.items[i];
    run->results[i] = array_new(run->compilation, plan->type, plan->rank, plan->shape);
    pages_decode(plan, run->pages[i], run->results[i]);
  }
  return true;
}

static bool run_on_ttnn(RunState *run, const Module *module) {
  const char *python = ttnn_python(run->compilation, &run->result->usage_error);
  Array **arrays = arena_array(run->compilation->arena, Array *, run->tensors.count + 1);
  for (size_t i = 0; i < run->tensors.count; i++) arrays[i] = run->tensors.items[i].array;
  run->compilation->stage = "the run on ttnn";
  return python && run_ttnn(run->compilation, python, module, run->plan, arrays, run->results);
}

static bool run_program(RunState *run, const Module *module) {
  switch (run->request->way) {
    case RUN_IR: return emulate_ir(run);
    case RUN_CPP: return emulate_through_cpp(run, module);
    case RUN_TTNN: return run_on_ttnn(run, module);
  }
  return false;
}

static bool emulate(RunState *run, const Module *module) {
  if (!run_program(run, module)) return false;
  run->result->tensors = run->results;
  run->result->microseconds = (double)run->result->report.cycles / (run->plan->device->clock_ghz * 1000);
  return true;
}

static bool reference_is_wanted(const RunState *run) {
  if (run->is_kernel_ir) return false;
  for (size_t i = 0; i < run->tensors.count; i++)
    if (run->tensors.items[i].is_output && !run->tensors.items[i].expected) return true;
  return false;
}

// One array per parameter of the tile IR: tensors, in the order of the plan (plan_make refuses scalars).
static Array **reference_arguments(RunState *run, const PrimFunc *func) {
  Array **arguments = arena_array(run->compilation->arena, Array *, func->params.count + 1);
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (!param->buffer || i >= run->tensors.count || strcmp(run->tensors.items[i].name, param->name) != 0)
      internal_error(run->compilation, "the plan's tensors are not the parameters of %s", func->name);
    arguments[i] = array_copy(run->compilation, run->tensors.items[i].array);
  }
  return arguments;
}

static void read_again(RunState *run, const DriverOptions *options) {
  Compilation *c = run->compilation;
  size_t reported = c->diagnostics.count;
  Module *module = driver_read(c, options);
  if (!module) internal_error(c, "the front end read the file only the first time");
  c->diagnostics.count = reported;  // warnings and notes of the front end stand there already
  run->func = module->functions.items[0];
  run->program = roundoff_of_program(c, run->func);
}

static bool evaluate_reference(RunState *run) {
  Compilation *c = run->compilation;
  run->reference = reference_arguments(run, run->func);
  c->stage = "the reference evaluator";
  return reference_run(c, run->func, run->reference);
}

// ---- the verdict
static void measure(RunState *run) {
  if (run->sensitivity || !run->reference) return;
  Roundoff roundoff = roundoff_wider(plan_kernels_roundoff(run->compilation, run->plan), run->program);
  run->sensitivity = sensitivity_measure(run->compilation, run->func, &run->tensors, run->reference, roundoff.eps);
}

// The packer stores a NaN as an infinity in these formats (tenstorrent/ttsim, src/tensix.cpp 2290-2304).
static bool packs_nan_as_infinity(DataFormat format) { return format == FORMAT_FLOAT16_B || format == FORMAT_BFP8_B; }

// The result with the NaNs that only packing has made infinite; `count` of them.
static const Array *with_packed_nans(RunState *run, const Array *actual, const Array *expected, size_t *count) {
  Array *copy = NULL;
  *count = 0;
  for (size_t i = 0; i < actual->count; i++) {
    if (!isnan(array_get(expected, i)) || !isinf(array_get(actual, i))) continue;
    if (!copy) copy = array_copy(run->compilation, actual);
    array_set(copy, i, NAN);
    ++*count;
  }
  return copy ? copy : actual;
}

static OutputVerdict judge_output(RunState *run, size_t i) {
  const KernelTensor *tensor = &run->tensors.items[i];
  const PlanTensor *plan = &run->plan->tensors.items[i];
  const Array *expected = tensor->expected ? tensor->expected : run->reference[i];
  Roundoff roundoff = roundoff_wider(plan_output_roundoff(run->compilation, run->plan, plan), run->program);
  const Array *actual = run->results[i];
  size_t packed_nans = 0;
  if (packs_nan_as_infinity(plan->format)) actual = with_packed_nans(run, actual, expected, &packed_nans);
  OutputVerdict verdict = verdict_compare(tensor->name, format_roundoff(plan->format), roundoff, actual, expected);
  verdict.packed_nans = packed_nans;
  if (verdict.pass || run->plain) return verdict;
  measure(run);
  if (run->sensitivity) sensitivity_apply(&run->sensitivity[i], actual, expected, &verdict);
  return verdict;
}

static bool is_judged(const RunState *run, size_t i) {
  return run->tensors.items[i].is_output && (run->tensors.items[i].expected || run->reference);
}

static void judge(RunState *run) {
  run->result->verdict = VERDICT_NONE;
  for (size_t i = 0; i < run->tensors.count; i++) {
    if (!is_judged(run, i)) continue;
    OutputVerdict verdict = judge_output(run, i);
    vector_push(run->compilation->arena, &run->result->outputs, verdict);
    if (!verdict.pass) run->result->verdict = VERDICT_FAIL;
    else if (run->result->verdict == VERDICT_NONE) run->result->verdict = VERDICT_PASS;
  }
}

// ---- Wormhole's FPU normalises a sum of exactly -1 unit wrongly. Where a result fails, the program runs once more without that, and
// the second result is judged: the program is right if that one is. The elements that differ are counted.
static size_t count_differences(const Array *a, const Array *b) {
  size_t count = 0;
  for (size_t i = 0; i < a->count; i++) {
    double x = array_get(a, i), y = array_get(b, i);
    if (!(x == y) && !(x != x && y != y)) count++;
  }
  return count;
}

static bool judge_regular(RunState *run, const Module *module) {
  RunResult second = {0};
  RunRequest request = *run->request;
  request.numerics = EMU_NUMERICS_REGULAR;
  RunState again = *run;
  again.request = &request;
  again.result = &second;
  again.pages = arena_array(run->compilation->arena, void *, run->tensors.count + 1);
  again.results = arena_array(run->compilation->arena, Array *, run->tensors.count + 1);
  encode_tensors(&again);
  if (!emulate(&again, module)) return false;
  judge(&again);
  run->result->outputs.count = 0;
  for (size_t i = 0, output = 0; i < run->tensors.count; i++) {
    if (!is_judged(run, i)) continue;
    OutputVerdict *verdict = &second.outputs.items[output++];
    verdict->irregular = count_differences(run->results[i], again.results[i]);
    vector_push(run->compilation->arena, &run->result->outputs, *verdict);
  }
  run->result->verdict = second.verdict;
  return true;
}

static bool judge_all(RunState *run, const Module *module) {
  run->plain = run->request->numerics == EMU_NUMERICS_EXACT && run->plan->device->minus_one_quirk;
  judge(run);
  if (!run->plain || run->result->verdict != VERDICT_FAIL) return true;
  run->plain = false;
  return judge_regular(run, module);
}

// The tensors of the plan; the ranges of indices come from the tile IR before the passes.
static bool open_tensors(RunState *run, const TensorUse *uses) {
  run->tensors.count = run->plan->tensors.count;
  Arena *arena = run->compilation->arena;
  run->tensors.items = arena_array(arena, KernelTensor, run->tensors.count + 1);
  run->pages = arena_array(arena, void *, run->tensors.count + 1);
  run->results = arena_array(arena, Array *, run->tensors.count + 1);
  for (size_t i = 0; i < run->tensors.count; i++) {
    const PlanTensor *plan = &run->plan->tensors.items[i];
    KernelTensor *tensor = &run->tensors.items[i];
    // A workspace starts as zeros, and nobody judges what is left in it.
    *tensor = (KernelTensor){.name = plan->name, .type = plan->type, .rank = plan->rank, .is_input = plan->is_input && !plan->is_workspace,
                             .is_output = plan->is_output && !plan->is_workspace};
    memcpy(tensor->shape, plan->shape, sizeof plan->shape);
    if (uses && !plan->is_workspace) tensor->indices = uses[i].indices;
  }
  return tensors_fill(run->compilation, &run->request->tensors, &run->tensors, &run->result->usage_error);
}

void run_kernel(Compilation *compilation, const RunRequest *request, RunResult *result) {
  RunState run = {.compilation = compilation, .request = request, .result = result};
  DriverOptions options = request->driver;
  Module *module = evaluate_read(compilation, &options, &request->tensors);
  if (!module) return;
  run.is_kernel_ir = driver_is_kernel_ir(module);
  const TensorUse *uses = run.is_kernel_ir ? NULL : tensor_uses(compilation, module->functions.items[0]);
  run.plan = result->plan = driver_plan(compilation, module, &options.passes);
  if (!run.plan || !open_tensors(&run, uses)) return;
  encode_tensors(&run);
  if (!emulate(&run, module)) return;
  if (!run.is_kernel_ir) read_again(&run, &options);
  if (reference_is_wanted(&run) && !evaluate_reference(&run)) return;
  if (!judge_all(&run, module)) return;
  if (request->out && !driver_emit(compilation, module, run.plan, request->out, &result->artifacts)) return;
  result->complete = tensors_write(compilation, &run.tensors, run.results);
}
