// Buffers: allocation, and loads and stores of single elements and rows of lanes. Outside a global tensor loads give its safe value (0) and stores
// are skipped; outside a buffer on the chip, and before an element was written, an access is an error of the program.
#include "base/text.h"
#include "reference/program.h"

static Scalar *scalar_row(const Machine *m, Register r) {
  return is_vector(r) ? m->vectors + (size_t)(r & ~VECTOR_BIT) * LANES : m->scalars + r;
}

// ---- allocation

const char *element_text(const Machine *m, const int64_t *index, unsigned rank) {
  Text text = text_open(m->c->arena);
  text_put(&text, "[");
  for (unsigned i = 0; i < rank; i++) text_print(&text, "%s%lld", i ? ", " : "", (long long)index[i]);
  text_put(&text, "]");
  return text.bytes;
}

static bool set_shape(Machine *m, Memory *memory, Span span, int64_t *count) {
  const int64_t most = (4ll << 30) / (int64_t)sizeof(int64_t);
  *count = 1;
  for (unsigned i = memory->buffer->rank; i-- > 0;) {
    int64_t extent = int_of(m, memory->shape_registers[i]);
    memory->shape[i] = extent;
    memory->strides[i] = memory->stride_registers[i] == NO_REGISTER ? *count : int_of(m, memory->stride_registers[i]);
    if (extent < 0) diag_error(m->c, span, "dimension %u of %s has %lld elements", i, memory->buffer->name, (long long)extent);
    if (extent < 0) return false;
    if (__builtin_mul_overflow(*count, extent, count) || *count > most) {
      diag_error(m->c, span, "%s has more elements than the evaluator holds (4 GiB)", memory->buffer->name);
      return false;
    }
  }
  return true;
}

// The last element of the view must lie in its storage.
static bool check_view(Machine *m, const Memory *memory, Span span) {
  int64_t last = 0;
  for (unsigned i = 0; i < memory->buffer->rank; i++) {
    int64_t step;
    if (memory->shape[i] == 0) return true;
    bool lost = memory->strides[i] < 0 || __builtin_mul_overflow(memory->shape[i] - 1, memory->strides[i], &step) ||
                __builtin_add_overflow(last, step, &last);
    if (lost) last = INT64_MAX;
    if (lost) break;
  }
  if (last < elements_in_storage(memory)) return true;
  diag_error(m->c, span, "the view %s reaches past the end of %s", memory->buffer->name, memory->parent->buffer->name);
  return false;
}

bool memory_allocate(Machine *m, Memory *memory, Span span) {
  int64_t count;
  if (!set_shape(m, memory, span, &count)) return false;
  if (memory->parent) return check_view(m, memory, span);
  Storage *storage = memory->storage;
  if (!storage->data || storage->count < (size_t)count) {
    storage->data = arena_allocate(m->c->arena, (size_t)count * value_bytes(storage->type) + 1);
    storage->written = arena_allocate(m->c->arena, (size_t)count + 1);
  }
  storage->count = (size_t)count;
  storage->complete = false;
  memset(storage->written, 0, storage->count);
  return true;
}

// ---- failures

static bool fail_bounds(Machine *m, const Memory *memory, Span span, const int64_t *index) {
  unsigned rank = memory->buffer->rank;
  diag_error(m->c, span, "%s%s is out of bounds: the shape of %s is %s", memory->buffer->name, element_text(m, index, rank),
             memory->buffer->name, element_text(m, memory->shape, rank));
  return false;
}

static bool fail_unwritten(Machine *m, const Memory *memory, Span span, const int64_t *index) {
  diag_error(m->c, span, "%s%s is read before it is written", memory->buffer->name, element_text(m, index, memory->buffer->rank));
  return false;
}

// ---- single elements

typedef enum Found { FOUND, FOUND_OUTSIDE, FOUND_FAILURE } Found;

static Found find_element(Machine *m, const Instruction *in, const int64_t *index, int64_t *offset) {
  const Memory *memory = in->access->memory;
  *offset = 0;
  for (unsigned i = 0; i < memory->buffer->rank; i++) {
    if (index[i] < 0 || index[i] >= memory->shape[i]) {
      if (memory->global) return FOUND_OUTSIDE;
      fail_bounds(m, memory, in->span, index);
      return FOUND_FAILURE;
    }
    *offset += index[i] * memory->strides[i];
  }
  return FOUND;
}

// Where lane `lane` of a row of values of the type is.
static void *lane_of(DType type, void *row, unsigned lane) { return (char *)row + lane * value_bytes(type); }

static void set_safe(const Machine *m, const Memory *memory, void *row, unsigned lane) {
  DType type = memory->buffer->type;
  fill_row(m, type, memory->safe, lane_of(type, row, lane), 1);
}

static bool load_lane(Machine *m, const Instruction *in, const int64_t *index, void *row, unsigned lane) {
  int64_t offset;
  const Memory *memory = in->access->memory;
  Found found = find_element(m, in, index, &offset);
  if (found == FOUND_FAILURE) return false;
  if (found == FOUND && !elements_written(memory, offset, 1, 1)) return fail_unwritten(m, memory, in->span, index);
  if (found == FOUND)
    elements_read(memory, offset, 1, 1, lane_of(memory->buffer->type, row, lane));
  else
    set_safe(m, memory, row, lane);
  return true;
}

static bool store_lane(Machine *m, const Instruction *in, const int64_t *index, void *row, unsigned lane) {
  int64_t offset;
  Found found = find_element(m, in, index, &offset);
  const Memory *memory = in->access->memory;
  if (found == FOUND) elements_write(memory, offset, 1, 1, lane_of(memory->buffer->type, row, lane));
  return found != FOUND_FAILURE;
}

static void index_of_lane(const Machine *m, const ElementAccess *access, unsigned lane, int64_t *index) {
  for (unsigned i = 0; i < access->memory->buffer->rank; i++) {
    const Scalar *row = scalar_row(m, access->registers[i]);
    uint64_t moved = (uint64_t)access->steps[i] * ((uint64_t)int_of(m, access->start) + lane);
    index[i] = !access->affine ? row[lane].i : access->steps[i] ? (int64_t)((uint64_t)row[0].i + moved) : row[0].i;
  }
}

static const uint8_t *current_mask(const Machine *m) { return m->depth ? m->masks + (size_t)(m->depth - 1) * LANES : NULL; }

static bool each_lane(Machine *m, const Instruction *in, void *row, bool store) {
  const uint8_t *mask = current_mask(m);
  int64_t index[MAX_RANK];
  for (unsigned lane = 0; lane < m->lanes; lane++) {
    if (mask && !mask[lane]) {
      if (!store) set_safe(m, in->access->memory, row, lane);
      continue;
    }
    index_of_lane(m, in->access, lane, index);
    if (!(store ? store_lane(m, in, index, row, lane) : load_lane(m, in, index, row, lane))) return false;
  }
  return true;
}

// ---- rows: affine accesses whose lanes all lie within the buffer

// False if some lane is outside, or the row is not one run of memory with a step.
static bool find_row(const Machine *m, const ElementAccess *access, int64_t *offset, int64_t *stride) {
  const Memory *memory = access->memory;
  int64_t start = int_of(m, access->start), last = (int64_t)m->lanes - 1;
  *offset = *stride = 0;
  if (!access->affine) return false;
  for (unsigned i = 0; i < memory->buffer->rank; i++) {
    int64_t first = int_of(m, access->registers[i]), move, step = access->steps[i], end;
    if (step && (__builtin_mul_overflow(step, start, &move) || __builtin_add_overflow(first, move, &first))) return false;
    if (__builtin_mul_overflow(step, last, &move) || __builtin_add_overflow(first, move, &end)) return false;
    if (first < 0 || end < 0 || first >= memory->shape[i] || end >= memory->shape[i]) return false;
    *offset += first * memory->strides[i];
    *stride += step * memory->strides[i];
  }
  return true;
}

static bool load_row(Machine *m, const Instruction *in, void *row) {
  int64_t offset, stride;
  const Memory *memory = in->access->memory;
  if (!find_row(m, in->access, &offset, &stride) || !elements_written(memory, offset, stride, m->lanes)) return false;
  elements_read(memory, offset, stride, m->lanes, row);
  return true;
}

static bool store_row(Machine *m, const Instruction *in, const void *row) {
  int64_t offset, stride;
  if (current_mask(m) || !find_row(m, in->access, &offset, &stride)) return false;
  elements_write(in->access->memory, offset, stride, m->lanes, row);
  return true;
}

// ---- instructions

bool memory_load(Machine *m, const Instruction *in) {
  Scalar *row = scalar_row(m, in->dst);
  if (is_vector(in->dst)) return load_row(m, in, row) || each_lane(m, in, row, false);
  int64_t index[MAX_RANK];
  for (unsigned i = 0; i < in->access->memory->buffer->rank; i++) index[i] = int_of(m, in->access->registers[i]);
  return load_lane(m, in, index, row, 0);
}

bool memory_store(Machine *m, const Instruction *in) {
  Scalar *row = scalar_row(m, in->a);
  if (is_vector(in->a)) return store_row(m, in, row) || each_lane(m, in, row, true);
  int64_t index[MAX_RANK];
  for (unsigned i = 0; i < in->access->memory->buffer->rank; i++) index[i] = int_of(m, in->access->registers[i]);
  return store_lane(m, in, index, row, 0);
}
