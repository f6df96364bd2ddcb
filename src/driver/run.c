// Compile, fill the tensors, run on the emulated chip, evaluate the reference on the same values, compare.
#include "driver/run.h"

#include "base/text.h"
#include "driver/inputs.h"
#include "driver/npy.h"
#include "driver/pages.h"
#include "driver/run_cpp.h"

#include <stdlib.h>

typedef struct RunTensor {
  const PlanTensor *plan;
  Array *array;    // initial values, rounded to what is stored
  Array *result;   // after the run; outputs only
  Array *expected; // from --expect or the evaluator; NULL if there is none
  void *pages;
  const char *output;  // file to write, or NULL
} RunTensor;

typedef struct RunState {
  Compilation *compilation;
  const RunRequest *request;
  RunResult *result;
  const Plan *plan;
  RunTensor *tensors;
  size_t count;
  bool is_kernel_ir;
  Roundoff program;  // of the tile IR; none for kernel IR
} RunState;

const char *verdict_text(Verdict verdict) {
  switch (verdict) {
    case VERDICT_PASS: return "pass";
    case VERDICT_FAIL: return "fail";
    case VERDICT_NONE: return "no reference";
  }
  return "?";
}

// ---- settings by name or position
static const char *tensor_names(const RunState *run) {
  Text text = text_open(run->compilation->arena);
  for (size_t i = 0; i < run->count; i++) text_print(&text, "%s%s", i ? ", " : "", run->tensors[i].plan->name);
  return text.bytes;
}

static RunTensor *find_tensor(const RunState *run, const char *option, const char *name) {
  for (size_t i = 0; i < run->count; i++)
    if (strcmp(run->tensors[i].plan->name, name) == 0) return &run->tensors[i];
  char *end;
  unsigned long position = strtoul(name, &end, 10);
  if (name[0] >= '0' && name[0] <= '9' && !*end && position < run->count) return &run->tensors[position];
  run->result->usage_error = arena_format(run->compilation->arena, "--%s: there is no tensor \"%s\"; the tensors are %s",
                                          option, name, tensor_names(run));
  return NULL;
}

static Array *read_tensor(const RunState *run, const RunTensor *tensor, const char *path) {
  const PlanTensor *plan = tensor->plan;
  return npy_read(run->compilation, path, plan->type, plan->rank, plan->shape);
}

static bool read_inputs(RunState *run) {
  for (size_t i = 0; i < run->request->inputs.count; i++) {
    const TensorSetting *setting = &run->request->inputs.items[i];
    RunTensor *tensor = find_tensor(run, "input", setting->name);
    if (!tensor) return false;
    tensor->array = read_tensor(run, tensor, setting->value);
    if (!tensor->array) return false;
  }
  return true;
}

static bool take_values(RunState *run) {
  for (size_t i = 0; i < run->request->value_count && i < run->count; i++) {
    const TensorValues *values = &run->request->values[i];
    const PlanTensor *plan = run->tensors[i].plan;
    if (!values->values) continue;
    Array *array = array_new(run->compilation, plan->type, plan->rank, plan->shape);
    bool fits = values->count == array->count;
    for (size_t k = 0; fits && k < array->count; k++) {
      fits = array_fits(plan->type, values->values[k]);
      if (fits) array_set(array, k, values->values[k]);
    }
    if (!fits) run->result->usage_error = arena_format(run->compilation->arena, "the values do not fit %s", plan->name);
    if (!fits) return false;
    run->tensors[i].array = array;
  }
  return true;
}

static bool initialise_inputs(RunState *run) {
  for (size_t i = 0; i < run->request->inits.count; i++) {
    const TensorSetting *setting = &run->request->inits.items[i];
    RunTensor *tensor = find_tensor(run, "init", setting->name);
    if (!tensor) return false;
    if (tensor->array) {
      run->result->usage_error = arena_format(run->compilation->arena, "\"%s\" has two values: --init and another --init "
                                              "or --input", setting->name);
      return false;
    }
    const PlanTensor *plan = tensor->plan;
    tensor->array = array_new(run->compilation, plan->type, plan->rank, plan->shape);
    const char *wrong = input_init(run->compilation, tensor->array, setting->value, run->request->seed,
                                   (unsigned)(tensor - run->tensors));
    if (wrong) run->result->usage_error = arena_format(run->compilation->arena, "--init %s: %s", setting->name, wrong);
    if (wrong) return false;
  }
  return true;
}

// Values that nobody gave: generated for what the program reads, zeros for what it only writes.
static bool generate_inputs(RunState *run) {
  for (size_t i = 0; i < run->count; i++) {
    RunTensor *tensor = &run->tensors[i];
    const PlanTensor *plan = tensor->plan;
    if (tensor->array) continue;
    tensor->array = array_new(run->compilation, plan->type, plan->rank, plan->shape);
    if (!plan->is_input) continue;
    if (type_is_int(plan->type)) {
      run->result->usage_error =
          arena_format(run->compilation->arena, "%s is a tensor of %s: give its values with --input %s=file.npy or --init "
                       "%s=zeros|ones|arange|randint:LO:HI", plan->name, type_text(plan->type), plan->name, plan->name);
      return false;
    }
    input_generate(tensor->array, run->request->seed, (unsigned)i);
  }
  return true;
}

static bool read_expected(RunState *run) {
  for (size_t i = 0; i < run->request->expects.count; i++) {
    const TensorSetting *setting = &run->request->expects.items[i];
    RunTensor *tensor = find_tensor(run, "expect", setting->name);
    if (!tensor) return false;
    tensor->expected = read_tensor(run, tensor, setting->value);
    if (!tensor->expected) return false;
  }
  return true;
}

static bool name_outputs(RunState *run) {
  for (size_t i = 0; i < run->request->outputs.count; i++) {
    const TensorSetting *setting = &run->request->outputs.items[i];
    RunTensor *tensor = find_tensor(run, "output", setting->name);
    if (!tensor) return false;
    tensor->output = setting->value;
  }
  return true;
}

// Pages as they lie in DRAM; the arrays take the values that are stored, so that the evaluator sees the same.
static void encode_tensors(RunState *run) {
  for (size_t i = 0; i < run->count; i++) {
    RunTensor *tensor = &run->tensors[i];
    tensor->pages = arena_allocate(run->compilation->arena, pages_bytes(tensor->plan));
    pages_encode(tensor->plan, tensor->array, tensor->pages);
    pages_decode(tensor->plan, tensor->pages, tensor->array);
  }
}

// ---- both sides
static bool emulate_through_cpp(RunState *run, const Module *module, Array **results) {
  Array **arrays = arena_array(run->compilation->arena, Array *, run->count + 1);
  for (size_t i = 0; i < run->count; i++) arrays[i] = run->tensors[i].array;
  run->compilation->stage = "the C++ run";
  if (!emulate_cpp(run->compilation, module, run->plan, run->request->numerics, arrays, results, &run->result->report)) return false;
  for (size_t i = 0; i < run->count; i++) run->tensors[i].result = results[i];
  return true;
}

static bool emulate_ir(RunState *run, Array **results) {
  void **pages = arena_array(run->compilation->arena, void *, run->count);
  for (size_t i = 0; i < run->count; i++) pages[i] = run->tensors[i].pages;
  run->compilation->stage = "the emulator";
  const EmulateOptions options = {.numerics = run->request->numerics};
  if (!emulate_plan_with(run->compilation, run->plan, pages, &options, &run->result->report)) return false;
  for (size_t i = 0; i < run->count; i++) {
    RunTensor *tensor = &run->tensors[i];
    tensor->result = array_new(run->compilation, tensor->plan->type, tensor->plan->rank, tensor->plan->shape);
    pages_decode(tensor->plan, tensor->pages, tensor->result);
    results[i] = tensor->result;
  }
  return true;
}

static bool emulate(RunState *run, const Module *module) {
  Array **results = arena_array(run->compilation->arena, Array *, run->count + 1);
  if (!(run->request->via_cpp ? emulate_through_cpp(run, module, results) : emulate_ir(run, results))) return false;
  run->result->tensors = results;
  run->result->microseconds = (double)run->result->report.cycles / (run->plan->device->clock_ghz * 1000);
  return true;
}

static bool reference_is_wanted(const RunState *run) {
  if (run->is_kernel_ir) return false;
  for (size_t i = 0; i < run->count; i++)
    if (run->tensors[i].plan->is_output && !run->tensors[i].expected) return true;
  return false;
}

// One array per parameter of the tile IR: tensors, in the order of the plan (plan_make refuses scalars).
static Array **reference_arguments(RunState *run, const PrimFunc *func) {
  Array **arguments = arena_array(run->compilation->arena, Array *, func->params.count + 1);
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (!param->buffer || i >= run->count || strcmp(run->tensors[i].plan->name, param->name) != 0)
      internal_error(run->compilation, "the plan's tensors are not the parameters of %s", func->name);
    arguments[i] = array_copy(run->compilation, run->tensors[i].array);
  }
  return arguments;
}

// Elaborates once more: the passes have changed the module that was compiled.
static bool evaluate_reference(RunState *run) {
  Compilation *c = run->compilation;
  size_t reported = c->diagnostics.count;
  Module *module = driver_read(c, &run->request->driver);
  if (!module) internal_error(c, "the front end read the file only the first time");
  c->diagnostics.count = reported;  // warnings and notes of the front end stand there already
  const PrimFunc *func = module->functions.items[0];
  Array **arguments = reference_arguments(run, func);
  run->program = roundoff_of_program(c, func);
  c->stage = "the reference evaluator";
  if (!reference_run(c, func, arguments)) return false;
  for (size_t i = 0; i < func->params.count; i++)
    if (!run->tensors[i].expected) run->tensors[i].expected = arguments[i];
  return true;
}

static void judge(RunState *run) {
  run->result->verdict = VERDICT_NONE;
  for (size_t i = 0; i < run->count; i++) {
    const RunTensor *tensor = &run->tensors[i];
    if (!tensor->plan->is_output || !tensor->expected) continue;
    Roundoff roundoff = roundoff_wider(plan_output_roundoff(run->compilation, run->plan, tensor->plan), run->program);
    OutputVerdict verdict = verdict_compare(tensor->plan, roundoff, tensor->result, tensor->expected);
    vector_push(run->compilation->arena, &run->result->outputs, verdict);
    if (!verdict.pass) run->result->verdict = VERDICT_FAIL;
    else if (run->result->verdict == VERDICT_NONE) run->result->verdict = VERDICT_PASS;
  }
}

static bool write_outputs(RunState *run) {
  for (size_t i = 0; i < run->count; i++) {
    const RunTensor *tensor = &run->tensors[i];
    if (tensor->output && !npy_write(run->compilation, tensor->output, tensor->result)) return false;
  }
  return true;
}

static bool open_tensors(RunState *run) {
  run->count = run->plan->tensors.count;
  run->tensors = arena_array(run->compilation->arena, RunTensor, run->count + 1);
  for (size_t i = 0; i < run->count; i++) run->tensors[i].plan = &run->plan->tensors.items[i];
  return name_outputs(run) && take_values(run) && read_inputs(run) && initialise_inputs(run) && read_expected(run) && generate_inputs(run);
}

void run_kernel(Compilation *compilation, const RunRequest *request, RunResult *result) {
  RunState run = {.compilation = compilation, .request = request, .result = result};
  Module *module = driver_read(compilation, &request->driver);
  if (!module) return;
  run.is_kernel_ir = driver_is_kernel_ir(module);
  run.plan = result->plan = driver_plan(compilation, module, &request->driver.passes);
  if (!run.plan || !open_tensors(&run)) return;
  encode_tensors(&run);
  if (!emulate(&run, module)) return;
  if (reference_is_wanted(&run) && !evaluate_reference(&run)) return;
  judge(&run);
  if (request->out && !driver_emit(compilation, module, run.plan, request->out, &result->artifacts)) return;
  result->complete = write_outputs(&run);
}
