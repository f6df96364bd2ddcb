// Tile ops on boxes: copy, transpose, fill, atomics. In: regions with their bounds in registers; out: elements of the destination box.
#include "reference/program.h"

// ---- boxes

bool box_make(Machine *m, const Region *region, unsigned keep, Box *box) {
  const Memory *memory = region->memory;
  unsigned rank = memory->buffer->rank;
  *box = (Box){.region = region, .memory = region->memory};
  for (unsigned i = 0; i < rank; i++) {
    // Far outside is outside; the limit keeps sums and products of indices within 64 bits.
    const int64_t far = 1ll << 33;
    int64_t min = int_of(m, region->mins[i]), extent = int_of(m, region->extents[i]);
    min = min < -far ? -far : min > far ? far : min;
    if (extent < 0) extent = 0;
    if (extent > far) {
      diag_error(m->c, region->span, "the region has %lld elements in dimension %u", (long long)extent, i);
      return false;
    }
    if (region->literal_one[i] && i + keep < rank) {
      box->outside |= min < 0 || min >= memory->shape[i];
      box->offset += box->outside ? 0 : min * memory->strides[i];
      if (!box->outside || memory->global) continue;
      diag_error(m->c, region->span, "index %lld is out of bounds: dimension %u of %s has %lld elements", (long long)min, i,
                 memory->buffer->name, (long long)memory->shape[i]);
      return false;
    }
    box->mins[box->rank] = min;
    box->extents[box->rank] = extent;
    box->shape[box->rank] = memory->shape[i];
    box->strides[box->rank++] = memory->strides[i];
  }
  return true;
}

void box_valid_part(const Box *box, unsigned dim, int64_t *low, int64_t *high) {
  int64_t min = box->mins[dim], extent = box->extents[dim],
          left = min < box->shape[dim] ? box->shape[dim] - (min > 0 ? min : 0) : 0;
  *low = min < 0 ? (min < -extent ? extent : -min) : 0;
  *high = *low + left < extent ? *low + left : extent;
  if (*high < *low) *high = *low;
}

static bool is_clipped(const Box *box, unsigned dim) {
  int64_t low, high;
  box_valid_part(box, dim, &low, &high);
  return low > 0 || high < box->extents[dim];
}

static bool is_empty(const Box *box) {
  for (unsigned i = 0; i < box->rank; i++)
    if (box->extents[i] == 0) return true;
  return false;
}

bool box_inside(Machine *m, const Box *box) {
  if (box->memory->global || is_empty(box)) return true;
  for (unsigned i = 0; i < box->rank; i++) {
    if (!is_clipped(box, i)) continue;
    diag_error(m->c, box->region->span, "elements %lld to %lld are out of bounds: that dimension of %s has %lld elements",
               (long long)box->mins[i], (long long)(box->mins[i] + box->extents[i] - 1), box->memory->buffer->name,
               (long long)box->shape[i]);
    return false;
  }
  return true;
}

// ---- rows of a box: all dims but the last, counted like an odometer

typedef struct Rows {
  int64_t at[MAX_RANK];
  bool done;
} Rows;

static void next_row(Rows *rows, const Box *box) {
  unsigned i = box->rank - 1;
  while (i-- > 0) {
    if (++rows->at[i] < box->extents[i]) return;
    rows->at[i] = 0;
  }
  rows->done = true;
}

// Offset of the row's element 0; `inside` is false where an outer index is out of bounds.
static int64_t row_offset(const Box *box, const Rows *rows, bool *inside) {
  uint64_t offset = (uint64_t)box->offset;
  unsigned last = box->rank - 1;
  *inside = !box->outside;
  for (unsigned i = 0; i < box->rank; i++) {
    int64_t index = box->mins[i] + (i == last ? 0 : rows->at[i]);
    if (i != last) *inside &= index >= 0 && index < box->shape[i];
    offset += (uint64_t)index * (uint64_t)box->strides[i];  // wraps only where nothing is accessed
  }
  return (int64_t)offset;
}

// A box of no dims becomes one of a single element.
static void add_dim(Box *box) {
  if (box->rank) return;
  box->rank = 1;
  box->mins[0] = 0;
  box->extents[0] = box->shape[0] = 1;
  box->strides[0] = 1;
}

static bool covers_storage(const Box *box) {
  int64_t volume = 1;
  for (unsigned i = 0; i < box->rank; i++) volume *= box->extents[i];
  return volume == elements_in_storage(box->memory);
}

// After a write of the whole box.
void box_mark_written(const Box *box) {
  Storage *storage = box->memory->storage;
  if (storage->written && !box->memory->global && covers_storage(box)) storage->complete = true;
}

static bool fail_unwritten(Machine *m, const Box *box) {
  diag_error(m->c, box->region->span, "%s is read before all of the region is written", box->memory->buffer->name);
  return false;
}

bool box_check_written(Machine *m, const Box *original) {
  Box box = *original;
  const Storage *storage = box.memory->storage;
  add_dim(&box);
  if (storage->complete || is_empty(&box)) return true;
  for (Rows rows = {0}; !rows.done; next_row(&rows, &box)) {
    int64_t low, high;
    bool inside;
    int64_t offset = row_offset(&box, &rows, &inside), stride = box.strides[box.rank - 1];
    box_valid_part(&box, box.rank - 1, &low, &high);
    if (inside && !elements_written(box.memory, offset + low * stride, stride, high - low)) return fail_unwritten(m, &box);
  }
  return true;
}

// ---- copy

// The side that says how much is copied: fragment before shared before global, the source if equal.
static unsigned level(const Box *box) {
  Scope scope = box->memory->buffer->scope;
  return scope == SCOPE_GLOBAL ? 2 : scope == SCOPE_SHARED ? 1 : 0;
}

static void drop_ones(Box *box) {
  unsigned kept = 0;
  for (unsigned i = 0; i < box->rank; i++) {
    if (box->extents[i] == 1) {
      box->outside |= box->mins[i] < 0 || box->mins[i] >= box->shape[i];
      box->offset += box->outside ? 0 : box->mins[i] * box->strides[i];
      continue;
    }
    box->mins[kept] = box->mins[i];
    box->extents[kept] = box->extents[i];
    box->shape[kept] = box->shape[i];
    box->strides[kept++] = box->strides[i];
  }
  box->rank = kept;
}

static bool check_row(Machine *m, const Box *box) {
  const int64_t most = 1ll << 28;
  if (box->extents[box->rank - 1] <= most) return true;
  diag_error(m->c, box->region->span, "the region has %lld elements in a row; the evaluator holds %lld",
             (long long)box->extents[box->rank - 1], (long long)most);
  return false;
}

static bool match_extents(Machine *m, Box *src, Box *dst) {
  if (src->rank != dst->rank) {
    if (!box_inside(m, src) || !box_inside(m, dst)) return false;
    drop_ones(src);
    drop_ones(dst);
  }
  if (src->rank != dst->rank) {
    diag_error(m->c, dst->region->span, "a box of %u dimensions is copied to one of %u", src->rank, dst->rank);
    return false;
  }
  const Box *base = level(dst) < level(src) ? dst : src;
  for (unsigned i = 0; i < src->rank; i++) src->extents[i] = dst->extents[i] = base->extents[i];
  add_dim(src);
  add_dim(dst);
  return check_row(m, src) && box_inside(m, src) && box_inside(m, dst);
}

// Stores `count` values, or combines them with what is there (an atomic).
static bool write_row(Machine *m, Combine combine, const Box *dst, int64_t offset, int64_t count, void *row) {
  const Memory *memory = dst->memory;
  int64_t stride = dst->strides[dst->rank - 1];
  if (combine != COMBINE_NONE) {
    if (!elements_written(memory, offset, stride, count)) return fail_unwritten(m, dst);
    void *old = machine_scratch(m, 2, (size_t)count * sizeof(Scalar));
    Op op = combine == COMBINE_SUM ? OP_ADD : combine == COMBINE_MAX ? OP_MAX : OP_MIN;
    const Instruction in = {.code = CODE_VALUE, .op = op, .type = memory->buffer->type, .from = memory->buffer->type};
    elements_read(memory, offset, stride, count, old);
    values_apply(m, &in, row, old, row, row, (unsigned)count);
  }
  elements_write(memory, offset, stride, count, row);
  return true;
}

#define OUTSIDE INT64_MIN  // in place of the offset of a row that is out of bounds

// Elements [low, high) of a row; what the source does not have reads as 0.
static bool copy_row(Machine *m, Combine combine, const Box *src, const Box *dst, int64_t from, int64_t to, int64_t low, int64_t high,
                     void *row) {
  unsigned last = src->rank - 1;
  DType source = src->memory->buffer->type, target = dst->memory->buffer->type;
  int64_t first, end, count = high - low;
  box_valid_part(src, last, &first, &end);
  if (from == OUTSIDE) first = end = low;
  if (first < low) first = low;
  if (first > high) first = high;
  if (end > high) end = high;
  if (end < first) end = first;
  int64_t stride = src->strides[last];
  if (end > first && !elements_written(src->memory, from + first * stride, stride, end - first)) return fail_unwritten(m, src);
  size_t bytes = value_bytes(source);
  if (end - first < count) fill_row(m, source, src->memory->safe, row, count);
  if (end > first) elements_read(src->memory, from + first * stride, stride, end - first, (char *)row + (size_t)(first - low) * bytes);
  void *converted = row;
  if (value_class(source) != value_class(target)) converted = (char *)row + (size_t)dst->extents[last] * sizeof(int64_t);
  values_convert(target, converted, source, row, (size_t)count);
  perturb_narrowing(m, target, source, converted, (size_t)count);
  return write_row(m, combine, dst, to + low * dst->strides[last], count, converted);
}

static bool copy_rows(Machine *m, Combine combine, const Box *src, const Box *dst, void *row) {
  int64_t low, high;
  box_valid_part(dst, dst->rank - 1, &low, &high);
  for (Rows rows = {0}; !rows.done; next_row(&rows, dst)) {
    bool readable, writable;
    int64_t from = row_offset(src, &rows, &readable), to = row_offset(dst, &rows, &writable);
    if (!writable || high == low) continue;
    if (!copy_row(m, combine, src, dst, readable ? from : OUTSIDE, to, low, high, row)) return false;
  }
  box_mark_written(dst);
  return true;
}

// A source that shares the destination's storage is read as a whole first.
static bool snapshot(Machine *m, Box *src, Memory *memory, Storage *storage, void *row) {
  Box copy = *src;
  int64_t count = 1;
  *storage = (Storage){.type = src->memory->buffer->type};
  *memory = *src->memory;
  memory->storage = storage;
  copy.memory = memory;
  copy.offset = 0;
  copy.outside = false;
  for (unsigned i = src->rank; i-- > 0;) {
    copy.mins[i] = 0;
    copy.shape[i] = copy.extents[i];
    copy.strides[i] = count;
    count *= copy.extents[i];
  }
  storage->count = (size_t)count;
  storage->data = machine_scratch(m, 1, (size_t)count * value_bytes(storage->type) + 1);
  storage->complete = true;
  if (!copy_rows(m, COMBINE_NONE, src, &copy, row)) return false;
  *src = copy;
  return true;
}

static bool run_copy(Machine *m, const TileCall *call) {
  Box src, dst;
  bool transpose = call->op == OP_TRANSPOSE;
  unsigned keep = transpose ? 2 : 0;
  if (!box_make(m, &call->regions[0], keep, &src) || !box_make(m, &call->regions[1], keep, &dst)) return false;
  if (transpose && src.rank >= 2) {
    unsigned i = src.rank - 1;
#define SWAP(array)              \
  do {                           \
    int64_t held = (array)[i];   \
    (array)[i] = (array)[i - 1]; \
    (array)[i - 1] = held;       \
  } while (0)
    SWAP(src.mins);
    SWAP(src.extents);
    SWAP(src.shape);
    SWAP(src.strides);
#undef SWAP
  }
  if (!match_extents(m, &src, &dst)) return false;
  if (is_empty(&dst)) return true;
  Memory memory;
  Storage storage;
  // Room for a row before and after its conversion.
  void *row = machine_scratch(m, 0, 2 * (size_t)dst.extents[dst.rank - 1] * sizeof(int64_t));
  bool shared = src.memory->storage == dst.memory->storage;
  if (shared && !snapshot(m, &src, &memory, &storage, row)) return false;
  return copy_rows(m, call->combine, &src, &dst, row);
}

// ---- fill

void fill_row(const Machine *m, DType type, Register value, void *row, int64_t count) {
  Scalar scalar = m->scalars[value];
  bool is_float = value_class(type) == CLASS_FLOAT;
  for (int64_t i = 0; i < count && is_float; i++) ((float *)row)[i] = scalar.f;
  for (int64_t i = 0; i < count && !is_float; i++) ((int64_t *)row)[i] = scalar.i;  // the bits of a double as well
}

// Also an atomic with one number.
static bool run_fill(Machine *m, const TileCall *call, const Region *region) {
  Box box;
  if (!box_make(m, region, 0, &box)) return false;
  add_dim(&box);
  if (!check_row(m, &box) || !box_inside(m, &box)) return false;
  if (is_empty(&box)) return true;
  unsigned last = box.rank - 1;
  int64_t low, high;
  box_valid_part(&box, last, &low, &high);
  void *row = machine_scratch(m, 0, (size_t)box.extents[last] * sizeof(Scalar));
  for (Rows rows = {0}; !rows.done; next_row(&rows, &box)) {
    bool inside;
    int64_t offset = row_offset(&box, &rows, &inside);
    fill_row(m, box.memory->buffer->type, call->value, row, high - low);
    if (inside && !write_row(m, call->combine, &box, offset + low * box.strides[last], high - low, row)) return false;
  }
  box_mark_written(&box);
  return true;
}

bool tile_run(Machine *m, const TileCall *call) {
  switch ((unsigned)call->op) {
    case OP_FILL: return run_fill(m, call, &call->regions[0]);
    case OP_GEMM: return gemm_run(m, call);
    case OP_REDUCE:
    case OP_CUMSUM:
    case OP_CUMMAX: return fold_run(m, call);
    case OP_IM2COL: return im2col_run(m, call);
  }
  return call->has_value ? run_fill(m, call, &call->regions[1]) : run_copy(m, call);
}
