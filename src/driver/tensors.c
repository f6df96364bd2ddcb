// Settings by name or position to arrays. In: the tensors of a kernel and what the user said of them; out: their initial values.
#include "driver/tensors.h"

#include "base/text.h"
#include "driver/inputs.h"
#include "driver/npy.h"
#include "ir/print.h"
#include "ir/simplify.h"

#include <stdlib.h>

typedef struct Filling {
  Compilation *c;
  const TensorRequest *request;
  KernelTensors *tensors;
  const char **usage_error;
} Filling;

#define USAGE(filling, ...) (*(filling)->usage_error = arena_format((filling)->c->arena, __VA_ARGS__))

static const char *tensor_names(const Filling *f) {
  Text text = text_open(f->c->arena);
  for (size_t i = 0; i < f->tensors->count; i++) text_print(&text, "%s%s", i ? ", " : "", f->tensors->items[i].name);
  return text.bytes;
}

static KernelTensor *find_tensor(const Filling *f, const char *option, const char *name) {
  for (size_t i = 0; i < f->tensors->count; i++)
    if (strcmp(f->tensors->items[i].name, name) == 0) return &f->tensors->items[i];
  char *end;
  unsigned long position = strtoul(name, &end, 10);
  if (name[0] >= '0' && name[0] <= '9' && !*end && position < f->tensors->count) return &f->tensors->items[position];
  USAGE(f, "--%s: there is no tensor \"%s\"; the tensors are %s", option, name, tensor_names(f));
  return NULL;
}

static Array *read_tensor(const Filling *f, const KernelTensor *tensor, const char *path) {
  return npy_read(f->c, path, tensor->type, tensor->rank, tensor->shape);
}

static bool read_inputs(const Filling *f) {
  for (size_t i = 0; i < f->request->inputs.count; i++) {
    const TensorSetting *setting = &f->request->inputs.items[i];
    KernelTensor *tensor = find_tensor(f, "input", setting->name);
    if (!tensor) return false;
    tensor->array = read_tensor(f, tensor, setting->value);
    if (!tensor->array) return false;
  }
  return true;
}

static bool take_values(const Filling *f) {
  for (size_t i = 0; i < f->request->value_count && i < f->tensors->count; i++) {
    const TensorValues *values = &f->request->values[i];
    KernelTensor *tensor = &f->tensors->items[i];
    if (!values->values) continue;
    Array *array = array_new(f->c, tensor->type, tensor->rank, tensor->shape);
    bool fits = values->count == array->count;
    for (size_t k = 0; fits && k < array->count; k++) {
      fits = array_fits(tensor->type, values->values[k]);
      if (fits) array_set(array, k, values->values[k]);
    }
    if (!fits) USAGE(f, "the values do not fit %s", tensor->name);
    if (!fits) return false;
    tensor->array = array;
  }
  return true;
}

static bool initialise_inputs(const Filling *f) {
  for (size_t i = 0; i < f->request->inits.count; i++) {
    const TensorSetting *setting = &f->request->inits.items[i];
    KernelTensor *tensor = find_tensor(f, "init", setting->name);
    if (!tensor) return false;
    if (tensor->array) {
      USAGE(f, "\"%s\" has two values: --init and another --init or --input", setting->name);
      return false;
    }
    tensor->array = array_new(f->c, tensor->type, tensor->rank, tensor->shape);
    const char *wrong =
        input_init(f->c, tensor->array, setting->value, f->request->seed, (unsigned)(tensor - f->tensors->items));
    if (wrong) USAGE(f, "--init %s: %s", setting->name, wrong);
    if (wrong) return false;
  }
  return true;
}

// Values that nobody gave: generated for what the program reads, zeros for what it only writes.
static bool generate_inputs(const Filling *f) {
  for (size_t i = 0; i < f->tensors->count; i++) {
    KernelTensor *tensor = &f->tensors->items[i];
    if (tensor->array) continue;
    tensor->array = array_new(f->c, tensor->type, tensor->rank, tensor->shape);
    if (!tensor->is_input) continue;
    if (!type_is_int(tensor->type)) {
      input_generate(tensor->array, f->request->seed, (unsigned)i);
    } else if (tensor->indices.known && array_fits(tensor->type, (double)tensor->indices.low) &&
               array_fits(tensor->type, (double)tensor->indices.high)) {
      input_randint(tensor->array, tensor->indices.low, tensor->indices.high, f->request->seed, (unsigned)i);
    } else {
      USAGE(f, "%s is a tensor of %s: give its values with --input %s=file.npy or --init %s=zeros|ones|arange|randint:LO:HI|cumsum:A,B,...",
            tensor->name, type_text(tensor->type), tensor->name, tensor->name);
      return false;
    }
  }
  return true;
}

static bool read_expected(const Filling *f) {
  for (size_t i = 0; i < f->request->expects.count; i++) {
    const TensorSetting *setting = &f->request->expects.items[i];
    KernelTensor *tensor = find_tensor(f, "expect", setting->name);
    if (!tensor) return false;
    tensor->expected = read_tensor(f, tensor, setting->value);
    if (!tensor->expected) return false;
  }
  return true;
}

static bool name_outputs(const Filling *f) {
  for (size_t i = 0; i < f->request->outputs.count; i++) {
    const TensorSetting *setting = &f->request->outputs.items[i];
    KernelTensor *tensor = find_tensor(f, "output", setting->name);
    if (!tensor) return false;
    tensor->output = setting->value;
  }
  return true;
}

bool tensors_fill(Compilation *compilation, const TensorRequest *request, KernelTensors *tensors, const char **usage_error) {
  const Filling f = {compilation, request, tensors, usage_error};
  return name_outputs(&f) && take_values(&f) && read_inputs(&f) && initialise_inputs(&f) && read_expected(&f) && generate_inputs(&f);
}

bool tensors_write(Compilation *compilation, const KernelTensors *tensors, Array *const *results) {
  for (size_t i = 0; i < tensors->count; i++)
    if (tensors->items[i].output && !npy_write(compilation, tensors->items[i].output, results[i])) return false;
  return true;
}

// ---- the tensors of tile IR

static bool set_shape(Compilation *c, const Param *param, KernelTensor *tensor) {
  const Buffer *buffer = param->buffer;
  if (buffer->rank > PLAN_MAX_RANK) {
    diag_unsupported(c, buffer->span, "%s has %u dimensions; tensors of at most %d work", buffer->name, buffer->rank, PLAN_MAX_RANK);
    return false;
  }
  tensor->rank = buffer->rank;
  int64_t count = 1;
  for (unsigned d = 0; d < buffer->rank; d++) {
    const int64_t most = (4ll << 30) / (int64_t)sizeof(int64_t);
    const Expr *dim = ir_simplify(c, NULL, buffer->shape[d]);
    if (!ir_is_int(dim, &tensor->shape[d]) || tensor->shape[d] < 0)
      internal_error(c, "dimension %u of %s is no size: %s", d, buffer->name, ir_print_expr(c, dim));
    if (!__builtin_mul_overflow(count, tensor->shape[d], &count) && count <= most) continue;
    diag_error(c, buffer->span, "%s has more elements than the evaluator holds (4 GiB)", buffer->name);
    return false;
  }
  return true;
}

static void find_symbol(void *state, const Expr *expr) {
  const char **name = state;
  if (expr->kind == EXPR_VAR && !*name) *name = expr->var->name;
}

// A symbol in the shape of a parameter, or NULL.
static const char *unknown_symbol(const PrimFunc *func) {
  const char *name = NULL;
  for (size_t i = 0; i < func->params.count; i++)
    for (unsigned d = 0; func->params.items[i].buffer && d < func->params.items[i].buffer->rank; d++)
      ir_visit(func->params.items[i].buffer->shape[d], find_symbol, &name);
  return name;
}

bool tensors_of_function(Compilation *compilation, const PrimFunc *func, KernelTensors *tensors, const char **usage_error) {
  TensorUse *uses = tensor_uses(compilation, func);
  tensors->count = func->params.count;
  tensors->items = arena_array(compilation->arena, KernelTensor, tensors->count + 1);
  const char *name = unknown_symbol(func);
  if (name) {
    *usage_error = arena_format(compilation->arena, "%s has no value: give it with -D %s=N, or with --input of a tensor whose shape has it",
                                name, name);
    return false;
  }
  for (size_t i = 0; i < tensors->count; i++) {
    const Param *param = &func->params.items[i];
    KernelTensor *tensor = &tensors->items[i];
    if (!param->buffer) {
      *usage_error = arena_format(compilation->arena, "%s is a scalar of type %s: give its value with -D %s=VALUE", param->name,
                                  type_text(param->var->type), param->name);
      return false;
    }
    *tensor = (KernelTensor){.name = param->name, .type = param->buffer->type, .is_input = uses[i].read,
                             .is_output = uses[i].written, .indices = uses[i].indices};
    if (!set_shape(compilation, param, tensor)) return false;
  }
  return true;
}
