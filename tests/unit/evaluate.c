// evaluate FILE OUT_DIR [-Dname=value]... [NAME=file.npy]...: runs the reference evaluator alone on a kernel of tile IR. Tensors
// that get no file are zero; every tensor is written to OUT_DIR/NAME.npy. For the Python tests of src/reference.
#include "driver/driver.h"
#include "driver/npy.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Arguments {
  Compilation *c;
  const char **settings;  // "NAME=file.npy"
  int count;
} Arguments;

static const char *setting_of(const Arguments *arguments, const char *name) {
  size_t length = strlen(name);
  for (int i = 0; i < arguments->count; i++)
    if (!strncmp(arguments->settings[i], name, length) && arguments->settings[i][length] == '=')
      return arguments->settings[i] + length + 1;
  return NULL;
}

static Array *scalar_argument(const Arguments *arguments, const Param *param) {
  Array *array = array_new(arguments->c, param->var->type, 0, NULL);
  const char *value = setting_of(arguments, param->name);
  array_set(array, 0, value ? strtod(value, NULL) : 0);
  return array;
}

// Dims that are not literals take the extent given as NAME.DIM=EXTENT.
static Array *tensor_argument(const Arguments *arguments, const Param *param) {
  int64_t shape[5] = {0};
  const Buffer *buffer = param->buffer;
  for (unsigned i = 0; i < buffer->rank && i < 5; i++) {
    const char *extent = setting_of(arguments, arena_format(arguments->c->arena, "%s.%u", param->name, i));
    if (extent)
      shape[i] = strtoll(extent, NULL, 10);
    else if (!ir_is_int(buffer->shape[i], &shape[i]))
      shape[i] = 1;
  }
  int64_t count = 1;
  for (unsigned i = 0; i < buffer->rank && i < 5; i++)
    if (shape[i] < 0 || __builtin_mul_overflow(count, shape[i], &count) || count > 1 << 26) {
      diag_error(arguments->c, buffer->span, "%s is too big for this test program", param->name);
      return NULL;
    }
  const char *path = setting_of(arguments, param->name);
  return path ? npy_read(arguments->c, path, buffer->type, buffer->rank, shape)
              : array_new(arguments->c, buffer->type, buffer->rank, shape);
}

static bool evaluate(const Arguments *arguments, const PrimFunc *func, const char *directory) {
  Compilation *c = arguments->c;
  Array **arrays = arena_array(c->arena, Array *, func->params.count + 1);
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    arrays[i] = param->buffer ? tensor_argument(arguments, param) : scalar_argument(arguments, param);
    if (!arrays[i]) return false;
  }
  if (!reference_run(c, func, arrays)) return false;
  for (size_t i = 0; i < func->params.count; i++)
    if (func->params.items[i].buffer &&
        !npy_write(c, arena_format(c->arena, "%s/%s.npy", directory, func->params.items[i].name), arrays[i]))
      return false;
  return true;
}

typedef struct Job {
  Arguments arguments;
  DriverOptions driver;
  const char *directory;
} Job;

static void run_job(void *state) {
  Job *job = state;
  Module *module = driver_read(job->arguments.c, &job->driver);
  if (module) evaluate(&job->arguments, module->functions.items[0], job->directory);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  Compilation *c = compilation_open();
  Define *defines = arena_array(c->arena, Define, argc);
  Job job = {.arguments = {.c = c, .settings = arena_array(c->arena, const char *, argc)},
             .driver = {.path = argv[1]},
             .directory = argv[2]};
  job.driver.frontend.defines = defines;
  for (int i = 3; i < argc; i++) {
    const char *equals = strchr(argv[i], '=');
    if (!strncmp(argv[i], "-D", 2) && equals)
      defines[job.driver.frontend.define_count++] =
          (Define){arena_copy(c->arena, argv[i] + 2, (size_t)(equals - argv[i] - 2)), equals + 1};
    else
      job.arguments.settings[job.arguments.count++] = argv[i];
  }
  driver_protect(c, run_job, &job);
  fputs(diag_render(c), stderr);
  int code = diag_exit_code(c);
  compilation_close(c);
  return code;
}
