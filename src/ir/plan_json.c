// Plan -> JSON text: everything that the plan says, in the order of plan.h. Versioned by PLAN_VERSION; launch.py and main.cpp
// users read it.
#include "base/text.h"
#include "ir/plan.h"

static void put_key(Text *text, unsigned level, const char *key) {
  text_put(text, "\n");
  for (unsigned i = 0; i < level; i++) text_put(text, "  ");
  text_quote(text, key);
  text_put(text, ": ");
}

static void put_string(Text *text, const char *key, const char *value) {
  text_quote(text, key);
  text_put(text, ": ");
  text_quote(text, value);
}

static void put_number(Text *text, const char *key, int64_t value) { text_print(text, ", \"%s\": %lld", key, (long long)value); }

static void put_bool(Text *text, const char *key, bool value) { text_print(text, ", \"%s\": %s", key, value ? "true" : "false"); }

static void put_numbers(Text *text, const char *key, const int64_t *values, size_t count) {
  text_print(text, ", \"%s\": [", key);
  for (size_t i = 0; i < count; i++) text_print(text, "%s%lld", i ? ", " : "", (long long)values[i]);
  text_put(text, "]");
}

static void put_tensor(Text *text, const PlanTensor *tensor) {
  int64_t plane[2] = {tensor->plane[0], tensor->plane[1]};
  text_put(text, "{");
  put_string(text, "name", tensor->name);
  text_put(text, ", ");
  put_string(text, "dtype", type_text(tensor->type));
  text_put(text, ", ");
  put_string(text, "format", format_text(tensor->format));
  put_numbers(text, "shape", tensor->shape, tensor->rank);
  put_numbers(text, "padded_shape", tensor->padded_shape, tensor->rank);
  put_numbers(text, "plane", plane, 2);
  put_numbers(text, "split", tensor->split, 2);
  put_number(text, "tile_rows", tensor->tile_rows);
  put_number(text, "tile_columns", tensor->tile_columns);
  put_number(text, "batches", tensor->batches);
  put_number(text, "page_bytes", tensor->page_bytes);
  put_bool(text, "input", tensor->is_input);
  put_bool(text, "output", tensor->is_output);
  put_bool(text, "workspace", tensor->is_workspace);
  text_put(text, "}");
}

static void put_circular_buffer(Text *text, const PlanCircularBuffer *buffer) {
  text_put(text, "{");
  put_string(text, "name", buffer->name);
  put_number(text, "id", buffer->id);
  put_number(text, "pages", buffer->pages);
  put_number(text, "page_bytes", buffer->page_bytes);
  text_put(text, ", ");
  put_string(text, "format", format_text(buffer->format));
  put_bool(text, "unpack_to_dest_fp32", buffer->unpack_to_dest_fp32);
  if (buffer->exact_values) put_bool(text, "exact_values", true);
  if (buffer->shares_memory) put_number(text, "memory_of", buffer->memory_of);
  text_put(text, "}");
}

static void put_arg(Text *text, const Plan *plan, const PlanArg *arg, size_t cores) {
  text_put(text, "{");
  put_string(text, "name", arg->name);
  text_put(text, ", ");
  switch (arg->kind) {
    case PLAN_ARG_ADDRESS:
      put_string(text, "kind", "address");
      text_put(text, ", ");
      put_string(text, "tensor", plan->tensors.items[arg->tensor].name);
      break;
    case PLAN_ARG_VALUE:
      put_string(text, "kind", "value");
      text_put(text, ", ");
      put_string(text, "source", arg->source);
      put_numbers(text, "values", arg->values, cores);
      break;
  }
  text_put(text, "}");
}

static void put_kernel(Text *text, const Plan *plan, const PlanLaunch *launch, const PlanKernel *kernel) {
  static const char *const ROLES[] = {[ROLE_READER] = "reader", [ROLE_COMPUTE] = "compute", [ROLE_WRITER] = "writer"};
  text_put(text, "\n        {");
  put_string(text, "name", kernel->name);
  text_put(text, ", ");
  put_string(text, "file", kernel->file);
  text_put(text, ", ");
  put_string(text, "role", ROLES[kernel->role]);
  if (kernel->role == ROLE_COMPUTE) {
    text_put(text, ", ");
    put_string(text, "math_fidelity", fidelity_text(kernel->fidelity));
    put_bool(text, "fp32_dest_acc", kernel->fp32_dest_acc);
  }
  text_put(text, ", \"accessors\": [");
  for (size_t i = 0; i < kernel->accessors.count; i++) {
    if (i) text_put(text, ", ");
    text_quote(text, plan->tensors.items[kernel->accessors.items[i]].name);
  }
  text_put(text, "], \"args\": [");
  for (size_t i = 0; i < kernel->args.count; i++) {
    text_put(text, i ? ",\n          " : "\n          ");
    put_arg(text, plan, &kernel->args.items[i], launch->cores.count);
  }
  text_put(text, "]}");
}

static void put_launch(Text *text, const Plan *plan, const PlanLaunch *launch) {
  text_put(text, "\n    {");
  put_key(text, 3, "core_ranges");
  text_put(text, "[");
  for (size_t i = 0; i < launch->ranges.count; i++) {
    CoreRange range = launch->ranges.items[i];
    text_print(text, "%s[[%u, %u], [%u, %u]]", i ? ", " : "", range.x0, range.y0, range.x1, range.y1);
  }
  text_put(text, "],");
  put_key(text, 3, "cores");
  text_put(text, "[");
  for (size_t i = 0; i < launch->cores.count; i++)
    text_print(text, "%s[%u, %u]", i ? ", " : "", launch->cores.items[i].x, launch->cores.items[i].y);
  text_put(text, "],");
  put_key(text, 3, "circular_buffers");
  text_put(text, "[");
  for (size_t i = 0; i < launch->circular_buffers.count; i++) {
    text_put(text, i ? ",\n        " : "\n        ");
    put_circular_buffer(text, &launch->circular_buffers.items[i]);
  }
  text_put(text, "],");
  put_key(text, 3, "kernels");
  text_put(text, "[");
  for (size_t i = 0; i < launch->kernels.count; i++) {
    if (i) text_put(text, ",");
    put_kernel(text, plan, launch, &launch->kernels.items[i]);
  }
  text_put(text, "]\n    }");
}

static double widest_roundoff(Compilation *compilation, const Plan *plan) {
  Roundoff widest = {0, "no output"};
  for (size_t i = 0; i < plan->tensors.count; i++)
    if (plan->tensors.items[i].is_output) widest = roundoff_wider(widest, plan_output_roundoff(compilation, plan, &plan->tensors.items[i]));
  return widest.eps;
}

const char *plan_json(Compilation *compilation, const Plan *plan) {
  Text text = text_open(compilation->arena);
  text_print(&text, "{\n  \"version\": %d,", PLAN_VERSION);
  put_key(&text, 1, "target");
  text_quote(&text, plan->device->name);
  text_put(&text, ",");
  put_key(&text, 1, "arch");
  text_quote(&text, plan->device->arch);
  text_put(&text, ",");
  put_key(&text, 1, "metalium");
  text_quote(&text, plan->metalium->name);
  text_put(&text, ",");
  put_key(&text, 1, "kernel");
  text_quote(&text, plan->kernel_name);
  text_put(&text, ",");
  put_key(&text, 1, "roundoff");
  text_double(&text, widest_roundoff(compilation, plan));
  text_put(&text, ",");
  put_key(&text, 1, "tensors");
  text_put(&text, "[");
  for (size_t i = 0; i < plan->tensors.count; i++) {
    text_put(&text, i ? ",\n    " : "\n    ");
    put_tensor(&text, &plan->tensors.items[i]);
  }
  text_put(&text, "],");
  put_key(&text, 1, "launches");
  text_put(&text, "[");
  for (size_t i = 0; i < plan->launches.count; i++) {
    if (i) text_put(&text, ",");
    put_launch(&text, plan, &plan->launches.items[i]);
  }
  text_put(&text, "]\n}\n");
  return text.bytes;
}
