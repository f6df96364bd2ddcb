// tilecc eval: the reference evaluator alone; a line per output as text, or JSON.
#include "cli/options.h"

#include "base/text.h"
#include "driver/evaluate.h"

#include <math.h>
#include <stdio.h>

typedef struct EvalWork {
  Compilation *compilation;
  EvaluateRequest request;
  EvaluateResult result;
} EvalWork;

static void eval_work(void *state) {
  EvalWork *work = state;
  evaluate_kernel(work->compilation, &work->request, &work->result);
}

typedef struct Summary {
  double rms, least, most;  // of what is finite
  size_t special;           // NaN and infinities
} Summary;

static Summary summarise(const Array *array) {
  Summary summary = {0};
  double squares = 0;
  size_t count = 0;
  for (size_t i = 0; i < array->count; i++) {
    double value = array_get(array, i);
    if (!isfinite(value)) {
      summary.special++;
      continue;
    }
    summary.least = count && summary.least < value ? summary.least : value;
    summary.most = count && summary.most > value ? summary.most : value;
    squares += value * value;
    count++;
  }
  summary.rms = count ? sqrt(squares / (double)count) : 0;
  return summary;
}

static const OutputVerdict *verdict_of(const EvaluateResult *result, const char *name) {
  for (size_t i = 0; i < result->outputs.count; i++)
    if (strcmp(result->outputs.items[i].name, name) == 0) return &result->outputs.items[i];
  return NULL;
}

static const char *text_result(Compilation *c, const EvaluateResult *result) {
  Text text = text_open(c->arena);
  text_print(&text, "%s by the reference evaluator: %s\n", result->kernel_name,
             result->outputs.count ? verdict_text(result->verdict) : "done");
  for (size_t i = 0; i < result->tensors.count; i++) {
    const KernelTensor *tensor = &result->tensors.items[i];
    const OutputVerdict *verdict = verdict_of(result, tensor->name);
    if (!tensor->is_output && !verdict) continue;
    Summary summary = summarise(result->arrays[i]);
    text_print(&text, "  %s: %s %s, RMS %.4g, from %.4g to %.4g", tensor->name, type_text(tensor->type),
               shape_text(c, tensor->rank, tensor->shape), summary.rms, summary.least, summary.most);
    if (summary.special) text_print(&text, ", %zu NaN or infinite", summary.special);
    text_put(&text, "\n");
    if (verdict)
      text_print(&text, "    %s  RMS error %.3g of %.3g allowed, max abs %.3g, max ulp %.3g, %zu elements out of bounds\n",
                 verdict->pass ? "ok" : "WRONG", verdict->error_rms, verdict->rms_bound, verdict->max_abs, verdict->max_ulp,
                 verdict->outside + verdict->special);
  }
  return text.bytes;
}

static const char *json_result(Compilation *c, const Options *options, const EvaluateResult *result) {
  Text text = text_open(c->arena);
  text_put(&text, "{\n  \"kernel\": ");
  text_quote(&text, result->kernel_name);
  text_print(&text, ",\n  \"seed\": %llu,\n  \"verdict\": \"%s\",\n  \"outputs\": [", (unsigned long long)options->seed,
             verdict_text(result->verdict));
  bool first = true;
  for (size_t i = 0; i < result->tensors.count; i++) {
    const KernelTensor *tensor = &result->tensors.items[i];
    const OutputVerdict *verdict = verdict_of(result, tensor->name);
    if (!tensor->is_output && !verdict) continue;
    Summary summary = summarise(result->arrays[i]);
    text_put(&text, first ? "\n    {\"name\": " : ",\n    {\"name\": ");
    text_quote(&text, tensor->name);
    text_print(&text, ", \"dtype\": \"%s\", \"rms\": %.17g, \"min\": %.17g, \"max\": %.17g, \"special\": %zu", type_text(tensor->type),
               summary.rms, summary.least, summary.most, summary.special);
    if (verdict)
      text_print(&text, ", \"pass\": %s, \"rms_error\": %.17g, \"rms_bound\": %.17g, \"max_abs\": %.17g, \"outside\": %zu",
                 verdict->pass ? "true" : "false", verdict->error_rms, verdict->rms_bound, verdict->max_abs,
                 verdict->outside + verdict->special);
    text_put(&text, "}");
    first = false;
  }
  text_put(&text, "\n  ]\n}\n");
  return text.bytes;
}

int command_eval(Compilation *compilation, const Options *options) {
  EvalWork work = {.compilation = compilation, .request = {options_driver(options), options_tensors(compilation, options)}};
  driver_protect(compilation, eval_work, &work);
  if (work.result.usage_error) {
    fprintf(stderr, "tilecc: %s\n", work.result.usage_error);
    return EXIT_USAGE;
  }
  if (!work.result.complete) return diag_exit_code(compilation);
  fputs(options->json ? json_result(compilation, options, &work.result) : text_result(compilation, &work.result), stdout);
  int code = diag_exit_code(compilation);
  return code ? code : work.result.verdict == VERDICT_FAIL ? EXIT_WRONG : EXIT_OK;
}
