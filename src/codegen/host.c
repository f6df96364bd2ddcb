// Plan -> main.cpp, a host program for the mesh API. In: a plan. Out:
//   includes, the support code (tensors, .npy, verdict)      the same for every kernel
//   int run(argc, argv)                                      tensors, then one block per launch, then the results
//   int main                                                 errors to exit codes
#include "codegen/host.h"
#include "codegen/kernel.h"

// C++ names of a tensor of the plan.
typedef struct HostTensor {
  const char *name, *buffer, *address;
} HostTensor;

typedef struct HostPrinter {
  Compilation *c;
  const Plan *plan;
  Names names;
  HostTensor *tensors;
  Text text;
} HostPrinter;

// A runtime argument that differs between cores: a column of the launch's work table.
typedef struct Column {
  const PlanArg *arg;
  const char *name;
} Column;

typedef struct LaunchPrinter {
  HostPrinter *p;
  const PlanLaunch *launch;
  VECTOR(Column) columns;
  VECTOR(Column) constants;  // the same on all cores
} LaunchPrinter;

static const char *const INCLUDES =
    "#include <algorithm>\n#include <array>\n#include <bit>\n#include <cmath>\n#include <cstdint>\n#include <cstdio>\n#include <cstring>\n"
    "#include <fstream>\n#include <functional>\n#include <iterator>\n#include <map>\n#include <memory>\n#include <numeric>\n"
    "#include <stdexcept>\n#include <string>\n#include <vector>\n\n"
    "#include <tt-metalium/circular_buffer_config.hpp>\n#include <tt-metalium/core_coord.hpp>\n#include <tt-metalium/device.hpp>\n"
    "#include <tt-metalium/distributed.hpp>\n#include <tt-metalium/host_api.hpp>\n#include <tt-metalium/tensor_accessor_args.hpp>\n\n"
    "using namespace tt::tt_metal;\n\n"
    "#ifndef KERNEL_DIR\n#define KERNEL_DIR \".\"  // where the kernels lie; CMakeLists.txt sets it\n#endif\n\n";

// Names that main.cpp uses itself.
static const char *const OWN_NAMES[] = {
    "run", "argc", "argv", "options", "tensors", "device", "queue", "program", "cores", "work", "core", "workload", "modes", "right",
    "expected", "tensor", "TensorData", "Options", "encode", "decode", "agrees", "same_class", "packs_nan_as_infinity", "tt", "to_tiles", "from_tiles", "set_values", "take_result",
    "create_buffer", "parse_options", "read_npy", "write_npy", "generated_value", "round_to", "round_float", "FloatType", "FLOAT_TYPES", "tile_position", "Work",
    "TensorAccessorArgs", "SetRuntimeArgs", "CreateCircularBuffer", "CircularBufferConfig", "DataMovementConfig", "ComputeConfig",
    "DataMovementProcessor", "NUM_CIRCULAR_BUFFERS", "NAN", "INFINITY", "assert", "errno", "stdout", "stderr", "stdin", "distributed", "Program", "CoreRange", "CoreRangeSet",
    "CoreCoord", "UnpackToDestMode", "MathFidelity", "CBIndex", "CreateKernel", "CreateProgram", "KernelHandle", "BufferType", "NOC", "error",
};

// ---- tensors

static void print_sizes(Text *text, const int64_t *values, unsigned count) {
  text_put(text, "{");
  for (unsigned i = 0; i < count; i++) text_print(text, "%s%lld", i ? ", " : "", (long long)values[i]);
  text_put(text, "}");
}

static void print_tensors(HostPrinter *p) {
  p->tensors = arena_array(p->c->arena, HostTensor, p->plan->tensors.count);
  for (size_t i = 0; i < p->plan->tensors.count; i++) {
    const PlanTensor *tensor = &p->plan->tensors.items[i];
    p->tensors[i].name = names_declare(&p->names, NULL, tensor->name);
    text_print(&p->text, "    TensorData %s{", p->tensors[i].name);
    text_quote(&p->text, tensor->name);
    text_print(&p->text, ", \"%s\", ", type_text(tensor->type));
    print_sizes(&p->text, tensor->shape, tensor->rank);
    text_print(&p->text, ", {%d, %d}, {%lld, %lld}, tt::DataFormat::%s};\n", tensor->plane[0], tensor->plane[1], (long long)tensor->split[0],
               (long long)tensor->split[1], format_text(tensor->format));
  }
  text_put(&p->text, "    const std::vector<TensorData*> tensors = {");
  for (size_t i = 0; i < p->plan->tensors.count; i++) text_print(&p->text, "%s&%s", i ? ", " : "", p->tensors[i].name);
  text_put(&p->text, "};\n");
}

// Every tensor goes to the device: what a program does not write keeps its first value.
static void print_upload(HostPrinter *p) {
  for (size_t i = 0; i < p->plan->tensors.count; i++) {
    HostTensor *tensor = &p->tensors[i];
    tensor->buffer = names_declare(&p->names, NULL, arena_format(p->c->arena, "%s_buffer", tensor->name));
    tensor->address = names_declare(&p->names, NULL, arena_format(p->c->arena, "%s_address", tensor->name));
    text_print(&p->text, "    auto %s = create_buffer(*device, %s);\n", tensor->buffer, tensor->name);
  }
  text_put(&p->text, "\n");
  for (size_t i = 0; i < p->plan->tensors.count; i++)
    text_print(&p->text, "    distributed::EnqueueWriteMeshBuffer(queue, %s, to_tiles(%s), /*blocking=*/true);\n", p->tensors[i].buffer,
               p->tensors[i].name);
}

static void print_values(HostPrinter *p) {
  text_put(&p->text, "\n    // Values: --input, or the generator for what the kernel reads, or zero.\n");
  for (size_t i = 0; i < p->plan->tensors.count; i++)
    text_print(&p->text, "    set_values(%s, options, %zu, /*generate=*/%s);\n", p->tensors[i].name, i,
               p->plan->tensors.items[i].is_input && !p->plan->tensors.items[i].is_workspace ? "true" : "false");
}

// The widest rounding on the way from inputs to outputs.
static void print_results(HostPrinter *p) {
  text_put(&p->text, "\n    // Results.\n    bool right = true;\n");
  for (size_t i = 0; i < p->plan->tensors.count; i++) {
    const PlanTensor *tensor = &p->plan->tensors.items[i];
    if (!tensor->is_output || tensor->is_workspace) continue;
    double roundoff = type_is_int(tensor->type) ? 0 : plan_output_roundoff(p->c, p->plan, tensor).eps;  // integers must be equal
    text_print(&p->text, "    right &= take_result(queue, %s, %s, options, /*roundoff=*/%a);\n", p->tensors[i].name, p->tensors[i].buffer, roundoff);
  }
  text_put(&p->text, "    device->close();\n    return right ? 0 : 1;\n");
}

// ---- launches

static bool is_constant(const PlanArg *arg, size_t cores) {
  for (size_t i = 1; i < cores; i++)
    if (arg->values[i] != arg->values[0]) return false;
  return true;
}

static const Column *find_column(const LaunchPrinter *l, const PlanArg *arg) {
  for (size_t i = 0; i < l->columns.count + l->constants.count; i++) {
    const Column *column = i < l->columns.count ? &l->columns.items[i] : &l->constants.items[i - l->columns.count];
    if (!strcmp(column->arg->name, arg->name) && !memcmp(column->arg->values, arg->values, l->launch->cores.count * sizeof *arg->values))
      return column;
  }
  return NULL;
}

static void collect_columns(LaunchPrinter *l) {
  for (size_t k = 0; k < l->launch->kernels.count; k++)
    for (size_t i = 0; i < l->launch->kernels.items[k].args.count; i++) {
      const PlanArg *arg = &l->launch->kernels.items[k].args.items[i];
      if (arg->kind == PLAN_ARG_ADDRESS || find_column(l, arg)) continue;
      Column column = {arg, names_declare(&l->p->names, NULL, arg->name)};
      if (is_constant(arg, l->launch->cores.count))
        vector_push(l->p->c->arena, &l->constants, column);
      else
        vector_push(l->p->c->arena, &l->columns, column);
    }
}

static void print_ranges(LaunchPrinter *l) {
  Text *text = &l->p->text;
  text_put(text, "        const CoreRangeSet cores(std::vector{");
  for (size_t i = 0; i < l->launch->ranges.count; i++) {
    CoreRange range = l->launch->ranges.items[i];
    text_print(text, "%sCoreRange({%u, %u}, {%u, %u})", i ? ", " : "", range.x0, range.y0, range.x1, range.y1);
  }
  text_put(text, "});\n\n");
}

// One config for all indices of the same memory.
static void print_circular_buffers(LaunchPrinter *l) {
  Text *text = &l->p->text;
  size_t count = l->launch->circular_buffers.count;
  const PlanCircularBuffer *all = l->launch->circular_buffers.items;
  for (size_t i = 0; i < count; i++) {
    if (all[i].shares_memory) continue;
    text_print(text, "        CreateCircularBuffer(  // %s\n            program, cores,\n", codegen_comment(l->p->c, all[i].name));
    text_print(text, "            CircularBufferConfig(%u * %u, {", all[i].pages, all[i].page_bytes);
    for (size_t j = i; j < count; j++)
      if (i == j || (all[j].shares_memory && all[j].memory_of == all[i].id))
        text_print(text, "%s{tt::CBIndex::c_%u, tt::DataFormat::%s}", i == j ? "" : ", ", all[j].id, format_text(all[j].format));
    text_put(text, "})");
    for (size_t j = i; j < count; j++)
      if (i == j || (all[j].shares_memory && all[j].memory_of == all[i].id))
        text_print(text, ".set_page_size(tt::CBIndex::c_%u, %u)", all[j].id, all[j].page_bytes);
    text_put(text, ");\n");
  }
  text_put(text, "\n");
}

static void print_dataflow_kernel(LaunchPrinter *l, const PlanKernel *kernel, const char *name) {
  Text *text = &l->p->text;
  const char *accessors = names_declare(&l->p->names, NULL, arena_format(l->p->c->arena, "%s_compile_args", name));
  bool reader = kernel->role == ROLE_READER;
  text_print(text, "        std::vector<uint32_t> %s;\n", accessors);
  for (size_t i = 0; i < kernel->accessors.count; i++)
    text_print(text, "        TensorAccessorArgs(*%s).append_to(%s);\n", l->p->tensors[kernel->accessors.items[i]].buffer, accessors);
  text_print(text, "        KernelHandle %s = CreateKernel(\n            program, KERNEL_DIR \"/%s\", cores,\n", name, kernel->file);
  text_print(text, "            DataMovementConfig{\n                .processor = DataMovementProcessor::%s,\n", reader ? "RISCV_1" : "RISCV_0");
  text_print(text, "                .noc = NOC::%s,\n                .compile_args = %s});\n\n", reader ? "NOC_0" : "NOC_1", accessors);
}

static void print_compute_kernel(LaunchPrinter *l, const PlanKernel *kernel, const char *name) {
  Text *text = &l->p->text;
  bool exact = false;
  for (size_t i = 0; i < l->launch->circular_buffers.count; i++) {
    const PlanCircularBuffer *buffer = &l->launch->circular_buffers.items[i];
    if (!buffer->unpack_to_dest_fp32) continue;
    if (!exact) text_put(text, "        std::vector<UnpackToDestMode> modes(NUM_CIRCULAR_BUFFERS, UnpackToDestMode::Default);\n");
    exact = true;
    text_print(text, "        modes[tt::CBIndex::c_%u] = UnpackToDestMode::UnpackToDestFp32;  // %s\n", buffer->id,
               codegen_comment(l->p->c, buffer->name));
  }
  text_print(text, "        KernelHandle %s = CreateKernel(\n            program, KERNEL_DIR \"/%s\", cores,\n", name, kernel->file);
  text_print(text, "            ComputeConfig{.math_fidelity = MathFidelity::%s, .fp32_dest_acc_en = %s%s});\n\n", fidelity_text(kernel->fidelity),
             kernel->fp32_dest_acc ? "true" : "false", exact ? ", .unpack_to_dest_mode = modes" : "");
}

static void print_work_table(LaunchPrinter *l) {
  Text *text = &l->p->text;
  for (size_t i = 0; i < l->constants.count; i++)
    text_print(text, "        constexpr uint32_t %s = %lld;\n", l->constants.items[i].name, (long long)l->constants.items[i].arg->values[0]);
  for (size_t i = 0; i < l->p->plan->tensors.count; i++)
    text_print(text, "        const uint32_t %s = %s->address();\n", l->p->tensors[i].address, l->p->tensors[i].buffer);
  text_put(text, "        struct Work {\n            CoreCoord core;\n");
  for (size_t i = 0; i < l->columns.count; i++) text_print(text, "            uint32_t %s;\n", l->columns.items[i].name);
  text_put(text, "        };\n        const Work work[] = {");
  size_t begin = text->length;
  for (size_t i = 0; i < l->launch->cores.count; i++) {
    if (!i || text->length - begin > 90) {
      text_put(text, "\n           ");
      begin = text->length;
    }
    text_print(text, " {{%u, %u}", l->launch->cores.items[i].x, l->launch->cores.items[i].y);
    for (size_t k = 0; k < l->columns.count; k++) text_print(text, ", %lld", (long long)l->columns.items[k].arg->values[i]);
    text_put(text, "},");
  }
  text_put(text, "\n        };\n");
}

static void print_runtime_args(LaunchPrinter *l, const char *const *kernels) {
  Text *text = &l->p->text;
  print_work_table(l);
  text_put(text, "        for (const auto& [core");
  for (size_t i = 0; i < l->columns.count; i++) text_print(text, ", %s", l->columns.items[i].name);
  text_put(text, "] : work) {\n");
  for (size_t k = 0; k < l->launch->kernels.count; k++) {
    const PlanKernel *kernel = &l->launch->kernels.items[k];
    text_print(text, "            SetRuntimeArgs(program, %s, core, {", kernels[k]);
    for (size_t i = 0; i < kernel->args.count; i++) {
      const PlanArg *arg = &kernel->args.items[i];
      if (i) text_put(text, ", ");
      const Column *column = arg->kind == PLAN_ARG_VALUE ? find_column(l, arg) : NULL;
      if (column)
        text_put(text, column->name);
      else
        text_put(text, l->p->tensors[arg->tensor].address);
    }
    text_put(text, "});\n");
  }
  text_put(text, "        }\n\n");
}

static void print_launch(HostPrinter *p, const PlanLaunch *launch) {
  LaunchPrinter printer = {.p = p, .launch = launch};
  size_t mark = names_open(&p->names);
  const char **kernels = arena_array(p->c->arena, const char *, launch->kernels.count);
  text_put(&p->text, "\n    // Launch:");
  for (size_t i = 0; i < launch->kernels.count; i++) {
    kernels[i] = names_declare(&p->names, NULL, launch->kernels.items[i].name);
    text_print(&p->text, "%s %s", i ? "," : "", launch->kernels.items[i].name);
  }
  text_put(&p->text, ".\n    {\n        Program program = CreateProgram();\n");
  collect_columns(&printer);
  print_ranges(&printer);
  print_circular_buffers(&printer);
  for (size_t i = 0; i < launch->kernels.count; i++) {
    const PlanKernel *kernel = &launch->kernels.items[i];
    if (kernel->role == ROLE_COMPUTE)
      print_compute_kernel(&printer, kernel, kernels[i]);
    else
      print_dataflow_kernel(&printer, kernel, kernels[i]);
  }
  print_runtime_args(&printer, kernels);
  text_put(&p->text,
           "        distributed::MeshWorkload workload;\n"
           "        workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));\n"
           "        distributed::EnqueueMeshWorkload(queue, workload, /*blocking=*/false);\n"
           "        distributed::Finish(queue);\n    }\n");
  names_close(&p->names, mark);
}

static void print_head(HostPrinter *p) {
  text_print(&p->text, "// main.cpp: host program of %s for %s", p->plan->kernel_name, p->plan->device->name);
  const char *source = codegen_source_name(p->c);
  if (source) text_print(&p->text, ", compiled by tilecc from %s", codegen_comment(p->c, source));
  text_put(&p->text,
           ".\n//\n//   main [--input NAME=a.npy]... [--output NAME=b.npy]... [--expect NAME=c.npy]... [--seed N]\n//\n"
           "// Exit code: 0, 1 if a result is not as expected, 2 if the command line is wrong.\n");
  text_put(&p->text, INCLUDES);
  text_put(&p->text, "namespace {\n\n");
  for (size_t i = 0; HOST_SUPPORT[i]; i++) text_print(&p->text, "%s\n", HOST_SUPPORT[i]);
}

const char *host_source(Compilation *compilation, const Plan *plan) {
  HostPrinter printer = {.c = compilation, .plan = plan, .names = {.c = compilation}};
  for (size_t i = 0; i < sizeof OWN_NAMES / sizeof *OWN_NAMES; i++)
    vector_push(compilation->arena, &printer.names.visible, ((Named){NULL, OWN_NAMES[i]}));
  printer.text = text_open(compilation->arena);
  print_head(&printer);
  text_print(&printer.text, "\n// ---- %s\n\nint run(int argc, char** argv) {\n", codegen_comment(compilation, plan->kernel_name));
  print_tensors(&printer);
  text_put(&printer.text, "    const Options options = parse_options(argc, argv, tensors);\n");
  print_values(&printer);
  text_put(&printer.text,
           "\n    auto device = distributed::MeshDevice::create_unit_mesh(0);\n"
           "    distributed::MeshCommandQueue& queue = device->mesh_command_queue();\n");
  print_upload(&printer);
  for (size_t i = 0; i < plan->launches.count; i++) print_launch(&printer, &plan->launches.items[i]);
  print_results(&printer);
  text_put(&printer.text,
           "}\n\n}  // namespace\n\nint main(int argc, char** argv) {\n    try {\n        return run(argc, argv);\n"
           "    } catch (const std::invalid_argument& error) {\n"
           "        std::fprintf(stderr, \"cannot use: %s\\n\", error.what());\n        return 2;\n"
           "    } catch (const std::exception& error) {\n"
           "        std::fprintf(stderr, \"error: %s\\n\", error.what());\n        return 1;\n    }\n}\n");
  return printer.text.bytes;
}

const char *host_cmake(Compilation *compilation, const Plan *plan) {
  Text text = text_open(compilation->arena);
  text_print(&text, "# Host program of %s, compiled by tilecc. Configure with -DCMAKE_PREFIX_PATH=<prefix of TT-Metalium or of tilecc>.\n",
             codegen_comment(compilation, plan->kernel_name));
  text_put(&text,
           "cmake_minimum_required(VERSION 3.22)\nproject(main CXX)\n\nset(CMAKE_CXX_STANDARD 20)\nset(CMAKE_CXX_STANDARD_REQUIRED ON)\n\n"
           "find_package(TT-Metalium REQUIRED)\n\nadd_executable(main main.cpp)\n"
           "target_compile_definitions(main PRIVATE KERNEL_DIR=\"${CMAKE_CURRENT_SOURCE_DIR}\")\n"
           "target_link_libraries(main PRIVATE TT::Metalium)\n");
  return text.bytes;
}
