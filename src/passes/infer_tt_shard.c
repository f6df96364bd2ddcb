// infer_tt_shard: how every tensor lies in DRAM; body unchanged.
//   before: A: T.Tensor((200, 130), "float16")
//   after:  "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 7,
//           "tt_buffer_A_num_tiles_width": 5, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [224, 160],
//           "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b"
// The tile plane is the two dims in which the kernel slices the tensor with an extent above 1 (the last two where that says
// nothing); the other dims count batches of planes.
#include "passes/pass.h"

typedef struct PlaneSearch {
  Compilation *c;
  const Buffer *buffer;
  bool found, conflict;
  unsigned plane[2];
} PlaneSearch;

static void search_expr(void *state, const Expr *expr) {
  PlaneSearch *search = state;
  if (expr->kind != EXPR_REGION || expr->buffer != search->buffer) return;
  unsigned wide[PLAN_RANK_LIMIT], count = 0;
  for (unsigned d = 0; d < expr->buffer->rank && d < PLAN_RANK_LIMIT; d++) {
    int64_t extent = 0;
    if (!ir_is_int(ir_simplify(search->c, NULL, expr->extents[d]), &extent) || extent != 1) wide[count++] = d;
  }
  if (count < 2) return;
  unsigned plane[2] = {wide[count - 2], wide[count - 1]};
  if (search->found && (plane[0] != search->plane[0] || plane[1] != search->plane[1])) search->conflict = true;
  search->found = true;
  search->plane[0] = plane[0];
  search->plane[1] = plane[1];
}

static void search_stmt(void *state, Stmt *stmt) { ir_visit_stmt(stmt, search_expr, state); }

static bool find_plane(Compilation *c, const PrimFunc *func, const Param *param, unsigned plane[2]) {
  const Buffer *buffer = param->buffer;
  PlaneSearch search = {.c = c, .buffer = buffer};
  visit_block(&func->body, search_stmt, &search);
  if (search.conflict) {
    diag_unsupported(c, buffer->span, "%s is sliced along different pairs of dims in one kernel: slice it along one pair", param->name);
    return false;
  }
  plane[0] = buffer->rank >= 2 ? buffer->rank - 2 : 0;
  plane[1] = buffer->rank >= 1 ? buffer->rank - 1 : 0;
  if (search.found) {
    plane[0] = search.plane[0];
    plane[1] = search.plane[1];
  }
  return true;
}

static int64_t round_up(int64_t value) { return (value + TILE - 1) / TILE * TILE; }

static bool check_tensor(Compilation *c, const Param *param) {
  const Buffer *buffer = param->buffer;
  if (buffer->rank < 1 || buffer->rank > PLAN_RANK_LIMIT) {
    diag_unsupported(c, buffer->span, "%s has %u dims: tensors have 1 to %d", param->name, buffer->rank, PLAN_RANK_LIMIT);
    return false;
  }
  int64_t elements = 1;
  for (unsigned d = 0; d < buffer->rank; d++) {
    int64_t extent;
    if (!ir_is_int(ir_simplify(c, NULL, buffer->shape[d]), &extent)) {
      diag_unsupported(c, buffer->span, "dim %u of %s is not a constant: give its symbols a value with -D", d, param->name);
      return false;
    }
    if (extent < 1 || extent > INT32_MAX || elements > INT32_MAX / extent) {
      diag_error(c, buffer->span, "dim %u of %s is %lld; every dim must be at least 1 and a tensor below 2^31 elements", d,
                 param->name, (long long)extent);
      return false;
    }
    elements *= extent;
  }
  int64_t stride = 1;
  for (unsigned d = buffer->rank; buffer->strides && d-- > 0;) {
    int64_t given = -1;
    if (!ir_is_int(ir_simplify(c, NULL, buffer->strides[d]), &given) || given != stride) {
      diag_unsupported(c, buffer->span, "%s is strided: pass a contiguous tensor", param->name);
      return false;
    }
    stride *= pass_dim(c, buffer, d);
  }
  return true;
}

static void shard_tensor(Compilation *c, PrimFunc *func, const Param *param, const PassOptions *options) {
  unsigned plane[2];
  DataFormat format;
  if (!check_tensor(c, param) || !find_plane(c, func, param, plane) ||
      !pass_format(c, options, param->buffer->type, param->buffer->span, &format))
    return;
  const Buffer *buffer = param->buffer;
  bool vector = buffer->rank == 1;
  int64_t padded[PLAN_RANK_LIMIT], height = vector ? 1 : pass_dim(c, buffer, plane[0]), width = pass_dim(c, buffer, plane[1]);
  for (unsigned d = 0; d < buffer->rank; d++) {
    padded[d] = pass_dim(c, buffer, d);
    if (d == plane[0] || d == plane[1]) padded[d] = round_up(padded[d]);
  }
  bool needs_padding = width % TILE != 0 || (!vector && height % TILE != 0);
  KeywordList *attributes = &func->attributes;
  const char *name = param->name;
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "layout"),
                   ir_string(c, ir_attribute_string(attributes, "tt_layout_type")));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "tile_shape"), ir_ints(c, (const int64_t[]){TILE, TILE}, 2));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "num_tiles_height"), ir_int(c, round_up(height) / TILE));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "num_tiles_width"), ir_int(c, round_up(width) / TILE));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "needs_padding"), ir_int(c, needs_padding));
  if (needs_padding)
    ir_set_attribute(c, attributes, pass_buffer_key(c, name, "padded_shape"), ir_ints(c, padded, buffer->rank));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "plane"), ir_ints(c, (const int64_t[]){plane[0], plane[1]}, 2));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "format"), ir_string(c, format_text(format)));
}

void pass_infer_tt_shard(Compilation *c, Module *module, const PassOptions *options) {
  PrimFunc *func = pass_host(module);
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (param->buffer)
      shard_tensor(c, func, param, options);
    else
      diag_unsupported(c, func->span, "the scalar parameter %s: give it a value with -D %s=...", param->name, param->name);
  }
}
