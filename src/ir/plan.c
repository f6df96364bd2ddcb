// Module of kernel IR -> Plan, by the rules of docs/kernel-ir.md. In: a module that ir_verify accepts, made by the passes or
// edited by hand. Out: a Plan in which every number is checked against the chip, or NULL with diagnostics.
#include "ir/plan.h"
#include "base/text.h"
#include "ir/plan_kernel.h"

typedef struct PlanMaker {
  Compilation *c;
  const Module *module;
  const PrimFunc *host;
  Plan *plan;
  const KeywordList *launch;  // attributes of the launch that is being made, if main has tt_launches
} PlanMaker;

static const Expr *optional_attribute(const PlanMaker *m, const char *key) {
  const Expr *value = m->launch ? ir_attribute(m->launch, key) : NULL;
  return value ? value : ir_attribute(&m->host->attributes, key);
}

// The attribute of the launch or of main, or a diagnostic.
static const Expr *host_attribute(PlanMaker *m, const char *key) {
  const Expr *value = optional_attribute(m, key);
  if (!value) diag_error(m->c, m->host->span, "main has no attribute %s", key);
  return value;
}

static Span attribute_span(const PlanMaker *m, const Expr *value) { return value->span.file == NO_FILE ? m->host->span : value->span; }

// A list of exactly `count` integers from `least` to `limit`.
static bool int_range_list(const Expr *list, unsigned count, int64_t least, int64_t limit, int64_t *values) {
  if (list->kind != EXPR_LIST || list->item_count != count) return false;
  for (unsigned i = 0; i < count; i++)
    if (!ir_is_int(list->items[i], &values[i]) || values[i] < least || values[i] > limit) return false;
  return true;
}

static bool int_list(const Expr *list, unsigned count, int64_t limit, int64_t *values) {
  return int_range_list(list, count, 0, limit, values);
}

// ---- tensors

static int64_t round_up(int64_t value, int64_t factor) { return (value + factor - 1) / factor * factor; }

// Rows or columns of a plane, in tiles; how many parts its dim is stored in, and with how many elements in all.
static int64_t plane_tiles(PlanTensor *tensor, unsigned which) {
  int dim = tensor->plane[which];
  if (dim < 0) return 1;
  int64_t size = tensor->shape[dim], part = tensor->split[which] ? tensor->split[which] : size;
  int64_t parts = (size + part - 1) / part, padded = round_up(part, 32);
  tensor->batches *= parts;
  tensor->padded_shape[dim] = parts * padded;
  return padded / 32;
}

static void make_tiles(PlanTensor *tensor) {
  tensor->batches = 1;
  for (unsigned i = 0; i < tensor->rank; i++) {
    tensor->padded_shape[i] = tensor->shape[i];
    if ((int)i != tensor->plane[0] && (int)i != tensor->plane[1]) tensor->batches *= tensor->shape[i];
  }
  tensor->tile_rows = plane_tiles(tensor, 0);
  tensor->tile_columns = plane_tiles(tensor, 1);
}

// The dim as the user declared it: tile_pad_tt has grown the tensors of main to whole tiles.
static const Expr *original_dim(const PlanMaker *m, const PlanTensor *tensor, unsigned dim) {
  const Expr *info = ir_attribute(&m->host->attributes, "tt_padding_info");
  const Expr *entry = info && info->kind == EXPR_DICT ? ir_attribute(&info->entries, tensor->name) : NULL;
  const Expr *shape = entry && entry->kind == EXPR_DICT ? ir_attribute(&entry->entries, "original_shape") : NULL;
  bool padded = shape && shape->kind == EXPR_LIST && shape->item_count == tensor->buffer->rank;
  return padded ? shape->items[dim] : tensor->buffer->shape[dim];
}

static bool make_shape(PlanMaker *m, PlanTensor *tensor) {
  const Buffer *buffer = tensor->buffer;
  if (buffer->rank < 1 || buffer->rank > PLAN_MAX_RANK) {
    diag_unsupported(m->c, buffer->span, "the tensor %s has %u dims; a tensor on the chip has 1 to %d", tensor->name, buffer->rank, PLAN_MAX_RANK);
    return false;
  }
  tensor->rank = buffer->rank;
  int64_t elements = 1, dram = (int64_t)m->plan->device->dram_bank_bytes * m->plan->device->dram_banks;
  for (unsigned i = 0; i < buffer->rank; i++) {
    if (!ir_is_int(original_dim(m, tensor, i), &tensor->shape[i])) {
      diag_unsupported(m->c, buffer->span, "dim %u of the tensor %s is not a number: set it with -D", i, tensor->name);
      return false;
    }
    int64_t size = tensor->shape[i];
    if (size < 1 || size > dram || elements > dram / round_up(size, 32)) {
      diag_error(m->c, buffer->span, "the tensor %s does not fit into DRAM: dim %u is %lld", tensor->name, i, (long long)size);
      return false;
    }
    elements *= round_up(size, 32);
  }
  return true;
}

static void make_plane(PlanMaker *m, PlanTensor *tensor) {
  const char *key = arena_format(m->c->arena, "tt_buffer_%s_plane", tensor->name);
  const char *split_key = arena_format(m->c->arena, "tt_buffer_%s_split", tensor->name);
  const Expr *plane = host_attribute(m, key), *split = ir_attribute(&m->host->attributes, split_key);
  if (!plane) return;
  int64_t dims[2];
  bool good = int_range_list(plane, 2, -1, tensor->rank - 1, dims) && (dims[0] != dims[1] || dims[0] < 0);
  if (!good) {
    diag_error(m->c, attribute_span(m, plane), "%s must be [row dim, column dim] with dims below %u, -1 for none", key, tensor->rank);
    return;
  }
  if (split && !int_list(split, 2, INT32_MAX, tensor->split)) {
    diag_error(m->c, attribute_span(m, split), "%s must be [rows, columns] of a part, 0 for a dim that is stored whole", split_key);
    return;
  }
  tensor->plane[0] = (int)dims[0];
  tensor->plane[1] = (int)dims[1];
  make_tiles(tensor);
}

static void make_format(PlanMaker *m, PlanTensor *tensor) {
  const char *key = arena_format(m->c->arena, "tt_buffer_%s_format", tensor->name);
  const Expr *format = host_attribute(m, key);
  if (!format) return;
  if (format->kind != EXPR_STRING || !format_from_text(format->string, &tensor->format)) {
    diag_error(m->c, attribute_span(m, format), "%s is not a format; formats are Float32, Float16_b, Bfp8_b, Int32, UInt32, UInt16, UInt8", key);
    return;
  }
  tensor->page_bytes = format_tile_bytes(tensor->format);
}

// Parts and planes of one row are padded to whole tiles.
static void check_dram(PlanMaker *m, const PlanTensor *tensor) {
  int64_t dram = (int64_t)m->plan->device->dram_bank_bytes * m->plan->device->dram_banks;
  if (diag_failed(m->c) || tensor->batches * tensor->tile_rows <= dram / tensor->tile_columns / tensor->page_bytes) return;
  diag_error(m->c, tensor->buffer->span, "the tensor %s does not fit into DRAM: it is stored as %lld planes of %lld x %lld tiles", tensor->name,
             (long long)tensor->batches, (long long)tensor->tile_rows, (long long)tensor->tile_columns);
}

static bool is_workspace(const PlanMaker *m, const char *name) {
  const Expr *list = ir_attribute(&m->host->attributes, "tt_workspaces");
  for (unsigned i = 0; list && list->kind == EXPR_LIST && i < list->item_count; i++)
    if (list->items[i]->kind == EXPR_STRING && !strcmp(list->items[i]->string, name)) return true;
  return false;
}

static void make_tensors(PlanMaker *m) {
  for (size_t i = 0; i < m->host->params.count; i++) {
    const Param *param = &m->host->params.items[i];
    if (!param->buffer) {
      diag_unsupported(m->c, m->host->span, "the scalar argument %s: pass it as a constant, -D %s=value", param->name, param->name);
      continue;
    }
    PlanTensor tensor = {.name = param->name, .buffer = param->buffer, .type = param->buffer->type, .is_workspace = is_workspace(m, param->name)};
    if (make_shape(m, &tensor)) {
      make_plane(m, &tensor);
      make_format(m, &tensor);
      check_dram(m, &tensor);
    }
    vector_push(m->c->arena, &m->plan->tensors, tensor);
  }
}

// ---- circular buffers

static bool circular_buffer_int(PlanMaker *m, const Expr *dict, const char *key, int64_t limit, int64_t *value) {
  const Expr *entry = ir_attribute(&dict->entries, key);
  if (entry && ir_is_int(entry, value) && *value >= 0 && *value <= limit) return true;
  diag_error(m->c, attribute_span(m, dict), "tt_circular_buffers: \"%s\" must be a number from 0 to %lld", key, (long long)limit);
  return false;
}

// "memory_of": the id of an earlier circular buffer of the same size, whose memory this one is.
static void make_sharing(PlanMaker *m, const PlanLaunch *launch, const Expr *dict, PlanCircularBuffer *buffer) {
  int64_t other = -1;
  const Expr *entry = ir_attribute(&dict->entries, "memory_of");
  if (!entry) return;
  for (size_t i = 0; ir_is_int(entry, &other) && i < launch->circular_buffers.count; i++) {
    const PlanCircularBuffer *owner = &launch->circular_buffers.items[i];
    if (owner->id != other || owner->shares_memory || owner->pages != buffer->pages || owner->page_bytes != buffer->page_bytes) continue;
    buffer->shares_memory = true;
    buffer->memory_of = owner->id;
  }
  if (!buffer->shares_memory)
    diag_error(m->c, attribute_span(m, dict), "circular buffer %u (%s): \"memory_of\" must be the id of an earlier circular buffer of the same size",
               buffer->id, buffer->name);
}

static void make_circular_buffer(PlanMaker *m, PlanLaunch *launch, const Expr *dict) {
  const Device *device = m->plan->device;
  int64_t id, pages, bytes;
  PlanCircularBuffer buffer = {.name = ir_attribute_string(&dict->entries, "name")};
  const char *format = ir_attribute_string(&dict->entries, "data_format");
  if (!circular_buffer_int(m, dict, "cb_id", device->circular_buffers - 1, &id)) return;
  if (!circular_buffer_int(m, dict, "num_pages", device->l1_bytes, &pages)) return;
  if (!circular_buffer_int(m, dict, "tile_size", device->l1_bytes, &bytes)) return;
  if (!buffer.name || !format || !format_from_text(format, &buffer.format)) {
    diag_error(m->c, attribute_span(m, dict), "tt_circular_buffers: circular buffer %lld needs a \"name\" and a \"data_format\" such as Float16_b", (long long)id);
    return;
  }
  buffer.id = (unsigned)id;
  buffer.pages = (unsigned)pages;
  buffer.page_bytes = (uint32_t)bytes;
  if (!pages) diag_error(m->c, attribute_span(m, dict), "circular buffer %u (%s) has no pages", buffer.id, buffer.name);
  if (buffer.page_bytes != format_tile_bytes(buffer.format))
    diag_error(m->c, attribute_span(m, dict), "circular buffer %u (%s) has pages of %u bytes, but a %s tile has %u", buffer.id, buffer.name,
               buffer.page_bytes, format, format_tile_bytes(buffer.format));
  for (size_t i = 0; i < launch->circular_buffers.count; i++)
    if (launch->circular_buffers.items[i].id == buffer.id)
      diag_error(m->c, attribute_span(m, dict), "circular buffers %s and %s have the same cb_id %u", launch->circular_buffers.items[i].name,
                 buffer.name, buffer.id);
  make_sharing(m, launch, dict, &buffer);
  buffer.exact_values = ir_attribute_int(&dict->entries, "exact_values", 0) != 0;
  vector_push(m->c->arena, &launch->circular_buffers, buffer);
}

static void check_l1(PlanMaker *m, const PlanLaunch *launch, Span span) {
  const Device *device = m->plan->device;
  uint64_t used = 0, budget = device->l1_bytes - device->l1_base;
  Text table = text_open(m->c->arena);
  for (size_t i = 0; i < launch->circular_buffers.count; i++) {
    const PlanCircularBuffer *buffer = &launch->circular_buffers.items[i];
    uint64_t bytes = (uint64_t)buffer->pages * buffer->page_bytes;
    if (buffer->shares_memory) continue;
    used += bytes;
    text_print(&table, "\n  %-24s %6u pages x %5u bytes = %9llu", buffer->name, buffer->pages, buffer->page_bytes, (unsigned long long)bytes);
  }
  if (used > budget)
    diag_error(m->c, span, "the circular buffers need %llu bytes of L1, but a core of %s has %llu%s", (unsigned long long)used, device->name,
               (unsigned long long)budget, table.bytes);
}

static void make_circular_buffers(PlanMaker *m, PlanLaunch *launch) {
  const Expr *list = host_attribute(m, "tt_circular_buffers");
  if (!list) return;
  if (list->kind != EXPR_LIST) {
    diag_error(m->c, attribute_span(m, list), "tt_circular_buffers must be a list");
    return;
  }
  for (unsigned i = 0; i < list->item_count; i++) {
    if (list->items[i]->kind == EXPR_DICT)
      make_circular_buffer(m, launch, list->items[i]);
    else
      diag_error(m->c, attribute_span(m, list), "entry %u of tt_circular_buffers must be a dictionary", i);
  }
  check_l1(m, launch, attribute_span(m, list));
}

// ---- cores

static bool make_range(PlanMaker *m, const Expr *item, CoreRange *range) {
  const Device *device = m->plan->device;
  int64_t low[2], high[2];
  if (item->kind != EXPR_LIST || item->item_count != 2) return false;
  if (!int_list(item->items[0], 2, INT32_MAX, low) || !int_list(item->items[1], 2, INT32_MAX, high)) return false;
  if (low[0] > high[0] || low[1] > high[1] || high[0] >= device->grid_columns || high[1] >= device->grid_rows) return false;
  *range = (CoreRange){(unsigned)low[0], (unsigned)low[1], (unsigned)high[0], (unsigned)high[1]};
  return true;
}

static void make_ranges(PlanMaker *m, PlanLaunch *launch) {
  const Device *device = m->plan->device;
  const Expr *list = host_attribute(m, "tt_core_ranges");
  if (!list) return;
  if (list->kind != EXPR_LIST || !list->item_count) {
    diag_error(m->c, attribute_span(m, list), "tt_core_ranges must be a list of rectangles [[x0, y0], [x1, y1]]");
    return;
  }
  unsigned char *used = arena_allocate(m->c->arena, device_cores(device));
  for (unsigned i = 0; i < list->item_count; i++) {
    CoreRange range;
    if (!make_range(m, list->items[i], &range)) {
      diag_error(m->c, attribute_span(m, list), "entry %u of tt_core_ranges must be [[x0, y0], [x1, y1]] within the %u x %u cores of %s", i,
                 device->grid_columns, device->grid_rows, device->name);
      return;
    }
    for (unsigned y = range.y0; y <= range.y1; y++)
      for (unsigned x = range.x0; x <= range.x1; x++)
        if (used[y * device->grid_columns + x]++) {
          diag_error(m->c, attribute_span(m, list), "tt_core_ranges names core (%u, %u) twice", x, y);
          return;
        }
    vector_push(m->c->arena, &launch->ranges, range);
  }
  for (unsigned i = 0; i < device_cores(device); i++)
    if (used[i]) vector_push(m->c->arena, &launch->cores, ((PlanCore){i % device->grid_columns, i / device->grid_columns}));
}

static void make_cores(PlanMaker *m, PlanCores *cores) {
  static const char *const KEYS[] = {"tt_grid_x", "tt_grid_y", "tt_grid_z"};
  unsigned count = device_cores(m->plan->device);
  cores->starts = arena_array(m->c->arena, int64_t, count);
  cores->counts = arena_array(m->c->arena, int64_t, count);
  for (unsigned i = 0; i < 3; i++) {
    const Expr *extent = optional_attribute(m, KEYS[i]);
    cores->grid[i] = 1;
    if (extent && !ir_is_int(extent, &cores->grid[i])) cores->grid[i] = 0;
    if (cores->grid[i] < 1 || cores->grid[i] > INT32_MAX) diag_error(m->c, m->host->span, "%s must be a positive 32-bit number", KEYS[i]);
  }
  const Expr *rows = host_attribute(m, "tt_core_runtime_args");
  if (!rows) return;
  if (rows->kind != EXPR_LIST || rows->item_count != count) {
    diag_error(m->c, attribute_span(m, rows), "tt_core_runtime_args must have one [start, count] for each of the %u cores of %s", count,
               m->plan->device->name);
    return;
  }
  for (unsigned i = 0; i < count; i++) {
    int64_t row[2];
    if (!int_list(rows->items[i], 2, INT32_MAX, row)) {
      diag_error(m->c, attribute_span(m, rows), "row %u of tt_core_runtime_args must be [start, count]", i);
      return;
    }
    cores->starts[i] = row[0];
    cores->counts[i] = row[1];
  }
}

// ---- launches

static void make_launch(PlanMaker *m, const Expr *call, Span span) {
  PlanLaunch launch = {0};
  PlanCores cores = {0};
  make_cores(m, &cores);
  if (diag_failed(m->c)) return;
  make_circular_buffers(m, &launch);
  make_ranges(m, &launch);
  for (unsigned i = 0; i < call->arg_count; i++) {
    const char *name = call->args[i]->kind == EXPR_STRING ? call->args[i]->string : NULL;
    PrimFunc *func = name ? ir_function(m->module, name) : NULL;
    if (!func || func == m->host)
      diag_error(m->c, span, "launch_kernels names \"%s\", but the module has no such kernel", name ? name : "?");
    else
      plan_add_kernel(m->c, m->plan, &launch, &cores, func);
  }
  vector_push(m->c->arena, &m->plan->launches, launch);
}

// Entry i of tt_launches; NULL if main has none, false if it is malformed.
static bool take_launch_attributes(PlanMaker *m, size_t index) {
  const Expr *list = ir_attribute(&m->host->attributes, "tt_launches");
  m->launch = NULL;
  if (!list) return true;
  if (list->kind != EXPR_LIST || index >= list->item_count || list->items[index]->kind != EXPR_DICT) {
    diag_error(m->c, attribute_span(m, list), "tt_launches must have one dictionary for each T.launch_kernels of main");
    return false;
  }
  m->launch = &list->items[index]->entries;
  return true;
}

static void make_launches(PlanMaker *m) {
  for (size_t i = 0; i < m->host->body.count && !diag_failed(m->c); i++) {
    const Stmt *stmt = m->host->body.items[i];
    if (stmt->kind != STMT_EVAL || stmt->call->kind != EXPR_CALL || stmt->call->op != OP_LAUNCH_KERNELS)
      diag_error(m->c, stmt->span, "main may hold nothing but T.launch_kernels(...); is this kernel IR?");
    else if (take_launch_attributes(m, i))
      make_launch(m, stmt->call, stmt->span);
  }
  m->launch = NULL;
  if (!m->plan->launches.count && !diag_failed(m->c)) diag_error(m->c, m->host->span, "main launches no kernels");
}

// What the program is for: the passes say it on main, hand-written modules for the whole module.
static const char *module_string(const PlanMaker *m, const char *key) {
  const char *value = ir_attribute_string(&m->host->attributes, key);
  return value ? value : ir_attribute_string(&m->module->attributes, key);
}

static const Device *find_device(PlanMaker *m) {
  const char *name = module_string(m, "tt_target");
  if (!name) return m->c->device;
  const Device *device = device_find(name);
  if (!device) diag_error(m->c, m->host->span, "tt_target is \"%s\", which is no known device", name);
  return device;
}

static const Metalium *find_metalium(PlanMaker *m) {
  const char *name = module_string(m, "tt_metalium");
  if (!name) return m->c->metalium ? m->c->metalium : metalium_at(0);
  const Metalium *metalium = metalium_find(name);
  if (!metalium) diag_error(m->c, m->host->span, "tt_metalium is \"%s\", which is no release that tilecc knows", name);
  return metalium;
}

Plan *plan_make(Compilation *compilation, const Module *module) {
  PlanMaker maker = {.c = compilation, .module = module, .host = ir_function(module, "main"), .plan = arena_new(compilation->arena, Plan)};
  if (!maker.host) {
    diag_error(compilation, NO_SPAN, "the module has no function main: it is not kernel IR");
    return NULL;
  }
  maker.plan->device = find_device(&maker);
  maker.plan->metalium = find_metalium(&maker);
  if (!maker.plan->device || !maker.plan->metalium) return NULL;
  const char *name = ir_attribute_string(&module->attributes, "tt_kernel_name");
  maker.plan->kernel_name = name ? name : "main";
  make_tensors(&maker);
  if (!diag_failed(compilation)) make_launches(&maker);
  return diag_failed(compilation) ? NULL : maker.plan;
}
