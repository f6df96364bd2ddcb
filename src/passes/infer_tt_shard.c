// infer_tt_shard: how every tensor lies in DRAM; body unchanged.
//   before: A: T.Tensor((200, 130), "float16")
//   after:  "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 7,
//           "tt_buffer_A_num_tiles_width": 5, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [224, 160],
//           "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b"
// The tile plane follows from the boxes that the kernel reads and writes: the two dims in which most are wide; where all are wide in one
// dim, that dim alone as one row or one column of tiles, whichever the blocks around it want ("plane": [-1, 0] is a row). The other dims
// count planes. A plane dim whose boxes all start at multiples of b and have at most b elements, b no multiple of 32, is stored in parts
// of b ("tt_buffer_A_split": [b, 0]), each padded to whole tiles: so every box begins at a tile.
#include "passes/tensor_access.h"

typedef struct Sharder {
  Compilation *c;
  PrimFunc *func;
  const PassOptions *options;
  TensorAccessList accesses;
} Sharder;

typedef struct Storage {
  int plane[2];
  int64_t split[2];
} Storage;

static int64_t round_up(int64_t value) { return whole_tiles(value) * TILE; }

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
  return true;
}

// ---- the tile plane

// Stores count more: a load finds its elements in any layout, a store has to write whole pieces of tiles.
enum { STORE_WEIGHT = 1000 };
static int64_t weight(const TensorAccess *access) { return access->writes ? STORE_WEIGHT : 1; }

static int wide_dims(const TensorAccess *access, int dims[PLAN_RANK_LIMIT]) {
  int count = 0;
  for (unsigned d = 0; d < access->param->buffer->rank; d++)
    if (access_is_wide(access, d)) dims[count++] = (int)d;
  return count;
}

typedef struct Votes {
  int64_t pairs[PLAN_RANK_LIMIT][PLAN_RANK_LIMIT];  // of the last two wide dims
  int64_t alone[PLAN_RANK_LIMIT];                   // of boxes that are wide in one dim
  int64_t lines[PLAN_RANK_LIMIT];
  bool written, any;
} Votes;

static Votes count_votes(const Sharder *s, const Param *param) {
  Votes votes = {0};
  for (size_t i = 0; i < s->accesses.count; i++) {
    const TensorAccess *access = &s->accesses.items[i];
    if (strcmp(access->param->name, param->name)) continue;  // several launches: each has its parameters
    int dims[PLAN_RANK_LIMIT], count = wide_dims(access, dims);
    votes.any = true;
    votes.written |= access->writes;
    if (count >= 2) votes.pairs[dims[count - 2]][dims[count - 1]] += weight(access);
    if (count == 1) votes.alone[dims[0]] += weight(access);
    if (count == 1) votes.lines[dims[0]] += access->lines;
  }
  return votes;
}

// The two dims with most votes alone, in order; the second is -1 if there is only one, both are if there is none.
static void best_alone(const Votes *votes, unsigned rank, int best[2]) {
  best[0] = best[1] = -1;
  for (unsigned d = 0; d < rank; d++) {
    if (!votes->alone[d]) continue;
    if (best[0] < 0 || votes->alone[d] > votes->alone[best[0]]) {
      best[1] = best[0];
      best[0] = (int)d;
    } else if (best[1] < 0 || votes->alone[d] > votes->alone[best[1]]) {
      best[1] = (int)d;
    }
  }
  // Where one is stored and the other only read, the stored one decides.
  if (best[1] >= 0 && votes->alone[best[0]] / STORE_WEIGHT && !(votes->alone[best[1]] / STORE_WEIGHT)) best[1] = -1;
  if (best[1] >= 0 && best[1] < best[0]) {
    int swap = best[0];
    best[0] = best[1];
    best[1] = swap;
  }
}

static void find_plane(const Sharder *s, const Param *param, int plane[2]) {
  Votes votes = count_votes(s, param);
  int rank = (int)param->buffer->rank;
  int64_t most = 0;
  for (int a = 0; a < rank; a++)
    for (int b = a + 1; b < rank; b++)
      if (votes.pairs[a][b] > most) {
        most = votes.pairs[a][b];
        plane[0] = a;
        plane[1] = b;
      }
  int alone[2];
  best_alone(&votes, param->buffer->rank, alone);
  // Pieces of rows can be stored into a plane; columns and other dims cannot.
  bool rows = alone[0] >= 0 && alone[0] == plane[1] && votes.lines[alone[0]] <= 0;
  if (most && (alone[0] < 0 || most >= votes.alone[alone[0]] || rows)) return;
  plane[0] = alone[0];
  plane[1] = alone[1];
  if (plane[1] >= 0) return;
  if (plane[0] >= 0) {  // one row, unless the blocks around it want a column
    if (votes.lines[plane[0]] > 0) return;
    plane[1] = plane[0];
    plane[0] = -1;
    return;
  }
  // Single elements: each gets a tile where they are stored.
  if (votes.any && votes.written) return;
  plane[0] = rank - 2;
  plane[1] = rank - 1;
}

// ---- parts

static int64_t greatest_common(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

static int64_t find_split(const Sharder *s, const Param *param, int dim) {
  int64_t starts = 0, longest = 0;
  for (size_t i = 0; dim >= 0 && i < s->accesses.count; i++) {
    const TensorAccess *access = &s->accesses.items[i];
    if (strcmp(access->param->name, param->name)) continue;  // several launches: each has its parameters
    if (!access->mins[dim] || access->extents[dim] < 1) return 0;
    starts = greatest_common(starts, access->divisors[dim]);
    if (access->extents[dim] > longest) longest = access->extents[dim];
  }
  bool parts = starts > 0 && starts % TILE != 0 && longest <= starts && dim >= 0 && starts < pass_dim(s->c, param->buffer, (unsigned)dim);
  return parts ? starts : 0;
}

// ---- attributes

static void put_storage(const Sharder *s, const Param *param, const Storage *storage, DataFormat format) {
  Compilation *c = s->c;
  const Buffer *buffer = param->buffer;
  KeywordList *attributes = &s->func->attributes;
  const char *name = param->name;
  int64_t padded[PLAN_RANK_LIMIT], tiles[2] = {1, 1};
  bool needs_padding = false;
  for (unsigned d = 0; d < buffer->rank; d++) padded[d] = pass_dim(c, buffer, d);
  for (unsigned i = 0; i < 2; i++) {
    if (storage->plane[i] < 0) continue;
    unsigned d = (unsigned)storage->plane[i];
    int64_t size = padded[d], part = storage->split[i] ? storage->split[i] : size;
    padded[d] = (size + part - 1) / part * round_up(part);
    tiles[i] = whole_tiles(part);
    needs_padding |= padded[d] != size;
  }
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "layout"), ir_string(c, ir_attribute_string(attributes, "tt_layout_type")));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "tile_shape"), ir_ints(c, (const int64_t[]){TILE, TILE}, 2));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "num_tiles_height"), ir_int(c, tiles[0]));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "num_tiles_width"), ir_int(c, tiles[1]));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "needs_padding"), ir_int(c, needs_padding));
  if (needs_padding) ir_set_attribute(c, attributes, pass_buffer_key(c, name, "padded_shape"), ir_ints(c, padded, buffer->rank));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "plane"), ir_ints(c, (const int64_t[]){storage->plane[0], storage->plane[1]}, 2));
  if (storage->split[0] || storage->split[1]) ir_set_attribute(c, attributes, pass_buffer_key(c, name, "split"), ir_ints(c, storage->split, 2));
  ir_set_attribute(c, attributes, pass_buffer_key(c, name, "format"), ir_string(c, format_text(format)));
}

static void shard_tensor(const Sharder *s, const Param *param) {
  DataFormat format;
  Storage storage = {{-1, -1}, {0, 0}};
  if (!check_tensor(s->c, param) || !pass_format(s->c, s->options, param->buffer->type, param->buffer->span, &format)) return;
  find_plane(s, param, storage.plane);
  for (unsigned i = 0; i < 2; i++) storage.split[i] = find_split(s, param, storage.plane[i]);
  put_storage(s, param, &storage, format);
}

void pass_infer_tt_shard(Compilation *c, Module *module, const PassOptions *options) {
  PrimFunc *func = pass_host(module);
  const Module *whole = module->whole;
  narrow_indices(c, func);
  open_views(c, func);
  plain_loops(c, func);
  Sharder sharder = {.c = c, .func = func, .options = options};
  if (!whole) sharder.accesses = tensor_accesses(c, func, pass_bounds(c, func, func));
  for (size_t i = 0; whole && i < whole->launches.count; i++) {
    PrimFunc *launch = pass_host(whole->launches.items[i]);
    TensorAccessList list = tensor_accesses(c, launch, pass_bounds(c, launch, launch));
    for (size_t k = 0; k < list.count; k++) vector_push(c->arena, &sharder.accesses, list.items[k]);
  }
  if (!func->params.count) diag_error(c, func->span, "%s writes no tensor: there is nothing to compute", func->name);
  for (size_t i = 0; i < func->params.count; i++) {
    const Param *param = &func->params.items[i];
    if (param->buffer)
      shard_tensor(&sharder, param);
    else
      diag_unsupported(c, func->span, "the scalar parameter %s: give it a value with -D %s=...", param->name, param->name);
  }
}
