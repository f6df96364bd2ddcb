// tilecc run: compile, run on the emulated chip, compare; the result as text or JSON.
#include "cli/options.h"

#include "base/text.h"
#include "driver/arrays.h"
#include "driver/run.h"
#include "driver/sensitivity.h"

#include <math.h>
#include <stdio.h>

typedef struct RunWork {
  Compilation *compilation;
  const Options *options;
  RunRequest request;
  RunResult result;
} RunWork;

static void run_work(void *state) {
  RunWork *work = state;
  run_kernel(work->compilation, &work->request, &work->result);
}

static RunRequest run_request(Compilation *c, const Options *options) {
  return (RunRequest){.driver = options_driver(options),
                      .tensors = options_tensors(c, options),
                      .way = options->on_ttnn ? RUN_TTNN : options->via_cpp ? RUN_CPP : RUN_IR,
                      .numerics = options->fast ? EMU_NUMERICS_FAST : EMU_NUMERICS_EXACT,
                      .out = options->out};
}

// ---- text
static void print_output(Text *text, const OutputVerdict *output) {
  text_print(text, "  %s: %s  RMS error %.3g of %.3g allowed, max abs %.3g, max ulp %.3g, PCC %.7f\n", output->name,
             output->pass ? "ok" : "WRONG", output->error_rms, output->rms_bound, output->max_abs, output->max_ulp,
             output->pcc);
  if (output->outside || output->special)
    text_print(text, "     %zu of %zu elements out of bounds, %zu with NaN or infinity on one side\n", output->outside,
               output->elements, output->special);
  if (!output->pass)
    text_print(text, "     worst: element %zu is %.9g, should be %.9g\n", output->worst, output->worst_actual,
               output->worst_reference);
  if (output->range_differences)
    text_print(text, "     %zu elements are finite where float16 overflows (stored in another format; not counted)\n",
               output->range_differences);
  if (output->packed_nans)
    text_print(text, "     %zu elements are infinite where the program has NaN, which the packer cannot store in this format (not counted)\n",
               output->packed_nans);
  if (output->measured > 0)
    text_print(text, "     measured: roundings of the program move this output by RMS %.3g (%d perturbed evaluations)%s\n", output->measured,
               SENSITIVITY_RUNS, output->measured > output->reference_rms / 2 ? ", too much to compare" : "; twice that is allowed");
  if (output->unsettled)
    text_print(text, "     %zu elements differ that roundings decide (not counted)\n", output->unsettled);
  if (output->irregular)
    text_print(text, "     %zu element%s the chip's wrong normalisation of sums of -1 unit; judged as if it were right\n", output->irregular,
               output->irregular == 1 ? " shows" : "s show");
  text_print(text, "     eps %.3g: %s\n", output->roundoff.eps, output->roundoff.where);
}

static void print_cycles(Text *text, const RunResult *result) {
  const EmuReport *report = &result->report;
  text_print(text, "cycles %llu (%.2f us at %.2f GHz), DRAM read %llu bytes, written %llu bytes, %llu tile products\n",
             (unsigned long long)report->cycles, result->microseconds, result->plan->device->clock_ghz,
             (unsigned long long)report->dram_read_bytes, (unsigned long long)report->dram_written_bytes,
             (unsigned long long)report->matmul_tiles);
}

static const char *text_result(Compilation *c, const Options *options, const RunResult *result) {
  Text text = text_open(c->arena);
  text_print(&text, "%s on %s%s: %s\n", result->plan->kernel_name, result->plan->device->name, options->on_ttnn ? " through ttnn" : "",
             verdict_text(result->verdict));
  for (size_t i = 0; i < result->outputs.count; i++) print_output(&text, &result->outputs.items[i]);
  if (!options->on_ttnn) print_cycles(&text, result);
  for (size_t i = 0; i < result->artifacts.count; i++) text_print(&text, "wrote %s\n", result->artifacts.items[i]);
  return text.bytes;
}

// ---- JSON
static void json_number(Text *text, const char *key, double value) {
  text_print(text, "\"%s\": ", key);
  if (isfinite(value)) text_print(text, "%.17g", value);
  else text_put(text, "null");
}

static void json_output(Text *text, const OutputVerdict *output) {
  text_put(text, "    {\"name\": ");
  text_quote(text, output->name);
  text_print(text, ", \"pass\": %s, ", output->pass ? "true" : "false");
  json_number(text, "rms_error", output->error_rms);
  text_put(text, ", ");
  json_number(text, "rms_reference", output->reference_rms);
  text_put(text, ", ");
  json_number(text, "rms_bound", output->rms_bound);
  text_put(text, ", ");
  json_number(text, "max_abs", output->max_abs);
  text_put(text, ", ");
  json_number(text, "max_ulp", output->max_ulp);
  text_put(text, ", ");
  json_number(text, "pcc", output->pcc);
  text_put(text, ", ");
  json_number(text, "measured", output->measured);
  text_print(text, ", \"unsettled\": %zu, ", output->unsettled);
  json_number(text, "eps", output->roundoff.eps);
  text_put(text, ", \"eps_from\": ");
  text_quote(text, output->roundoff.where);
  text_print(text, ", \"elements\": %zu, \"outside\": %zu, \"special\": %zu, \"range_differences\": %zu, \"packed_nans\": %zu, \"irregular\": %zu}", output->elements,
             output->outside, output->special, output->range_differences, output->packed_nans, output->irregular);
}

static void json_roles(Text *text, const EmuReport *report) {
  static const char *const names[EMU_ROLES] = {"reader", "writer", "unpack", "math", "pack"};
  text_put(text, "  \"threads\": {");
  for (int i = 0; i < EMU_ROLES; i++)
    text_print(text, "%s\"%s\": {\"busy\": %llu, \"total\": %llu}", i ? ", " : "", names[i],
               (unsigned long long)report->roles[i].busy, (unsigned long long)report->roles[i].total);
  text_put(text, "},\n");
}

// What only the emulated chip knows.
static void json_report(Text *text, const RunResult *result) {
  const EmuReport *report = &result->report;
  text_print(text, "  \"cycles\": %llu,\n  ", (unsigned long long)report->cycles);
  json_number(text, "microseconds", result->microseconds);
  text_print(text, ",\n  \"dram_read_bytes\": %llu,\n  \"dram_written_bytes\": %llu,\n  \"matmul_tiles\": %llu,\n",
             (unsigned long long)report->dram_read_bytes, (unsigned long long)report->dram_written_bytes,
             (unsigned long long)report->matmul_tiles);
  json_roles(text, report);
}

static const char *json_result(Compilation *c, const Options *options, const RunResult *result) {
  Text text = text_open(c->arena);
  text_put(&text, "{\n  \"kernel\": ");
  text_quote(&text, result->plan->kernel_name);
  text_print(&text, ",\n  \"target\": \"%s\",\n  \"device\": \"%s\",\n  \"via\": \"%s\",\n  \"numerics\": \"%s\",\n  \"metalium\": \"%s\",\n  \"seed\": %llu,\n  \"verdict\": \"%s\",\n",
             result->plan->device->name, options->on_ttnn ? "ttnn" : "emulator",
             options->on_ttnn ? "launch.py" : options->via_cpp ? "cpp" : "ir",
             options->on_ttnn ? "device" : options->fast ? "fast" : "exact",
             result->plan->metalium->name, (unsigned long long)options->seed,
             verdict_text(result->verdict));
  text_put(&text, "  \"outputs\": [");
  for (size_t i = 0; i < result->outputs.count; i++) {
    text_put(&text, i ? ",\n" : "\n");
    json_output(&text, &result->outputs.items[i]);
  }
  text_put(&text, result->outputs.count ? "\n  ],\n" : "],\n");
  if (!options->on_ttnn) json_report(&text, result);
  text_put(&text, "  \"artifacts\": [");
  for (size_t i = 0; i < result->artifacts.count; i++) {
    text_put(&text, i ? ", " : "");
    text_quote(&text, result->artifacts.items[i]);
  }
  text_put(&text, "]\n}\n");
  return text.bytes;
}

int command_run(Compilation *compilation, const Options *options) {
  if (options_name_folder(options)) return command_run_folder(compilation, options);
  RunWork work = {.compilation = compilation, .options = options, .request = run_request(compilation, options)};
  driver_protect(compilation, run_work, &work);
  if (work.result.usage_error) {
    fprintf(stderr, "tilecc: %s\n", work.result.usage_error);
    return EXIT_USAGE;
  }
  if (!work.result.complete) return diag_exit_code(compilation);
  fputs(options->json ? json_result(compilation, options, &work.result) : text_result(compilation, options, &work.result), stdout);
  int code = diag_exit_code(compilation);
  return code ? code : work.result.verdict == VERDICT_FAIL ? EXIT_WRONG : EXIT_OK;
}
