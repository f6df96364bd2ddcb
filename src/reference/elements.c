// Rows of elements of a buffer. In: a memory, offsets and steps in elements of its type; out: values in that type. A view of another
// type sees the bits of its storage, lowest bits first: one byte of a float32, or two float4 in a uint8.
#include "reference/program.h"

// ---- bits of a value

static uint64_t low_bits(unsigned count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

uint64_t element_bits(DType type, const void *row, int64_t i) {
  if (value_class(type) == CLASS_FLOAT) return type_encode(type, ((const float *)row)[i]);
  uint64_t bits;
  memcpy(&bits, (const char *)row + i * (int64_t)sizeof bits, sizeof bits);  // a double or an integer
  return bits & low_bits(type_bits(type));
}

void element_set_bits(DType type, void *row, int64_t i, uint64_t bits) {
  if (value_class(type) == CLASS_FLOAT) {
    ((float *)row)[i] = type_decode(type, (uint32_t)bits);
    return;
  }
  unsigned unused = 64 - type_bits(type);
  if (type == TYPE_BOOL) bits = (bits & 0xff) != 0;
  if (type_kind(type) == TYPE_KIND_SIGNED) bits = (uint64_t)((int64_t)(bits << unused) >> unused);
  memcpy((char *)row + i * (int64_t)sizeof bits, &bits, sizeof bits);
}

// ---- elements of a view whose type is not that of its storage

// A piece of an element of the view: `count` bits from `shift` on in one element of the storage.
typedef struct Piece {
  int64_t element;
  unsigned shift, count;
} Piece;

// The piece that begins at bit `from` of element `at`.
static Piece piece_of(const Memory *memory, int64_t at, unsigned from) {
  unsigned bits = type_bits(memory->buffer->type), storage_bits = type_bits(memory->storage->type);
  int64_t position = at * bits + from;
  Piece piece = {position / storage_bits, (unsigned)(position % storage_bits), bits - from};
  if (piece.count > storage_bits - piece.shift) piece.count = storage_bits - piece.shift;
  return piece;
}

static uint64_t view_bits(const Memory *memory, int64_t at) {
  uint64_t bits = 0;
  for (unsigned from = 0; from < type_bits(memory->buffer->type);) {
    Piece piece = piece_of(memory, at, from);
    uint64_t part = element_bits(memory->storage->type, memory->storage->data, piece.element) >> piece.shift;
    bits |= (part & low_bits(piece.count)) << from;
    from += piece.count;
  }
  return bits;
}

static void view_set_bits(const Memory *memory, int64_t at, uint64_t bits) {
  Storage *storage = memory->storage;
  for (unsigned from = 0; from < type_bits(memory->buffer->type);) {
    Piece piece = piece_of(memory, at, from);
    uint64_t mask = low_bits(piece.count) << piece.shift, old = element_bits(storage->type, storage->data, piece.element);
    element_set_bits(storage->type, storage->data, piece.element, (old & ~mask) | (bits >> from << piece.shift & mask));
    if (storage->written) storage->written[piece.element] = 1;
    from += piece.count;
  }
}

static bool view_written(const Memory *memory, int64_t at) {
  unsigned last = type_bits(memory->buffer->type) - 1;
  for (int64_t i = piece_of(memory, at, 0).element; i <= piece_of(memory, at, last).element; i++)
    if (!memory->storage->written[i]) return false;
  return true;
}

static bool is_reinterpreted(const Memory *memory) { return memory->buffer->type != memory->storage->type; }

int64_t elements_in_storage(const Memory *memory) {
  return (int64_t)memory->storage->count * type_bits(memory->storage->type) / type_bits(memory->buffer->type);
}

// ---- rows

bool elements_written(const Memory *memory, int64_t offset, int64_t stride, int64_t count) {
  const Storage *storage = memory->storage;
  if (storage->complete || count == 0) return true;
  if (is_reinterpreted(memory)) {
    for (int64_t i = 0; i < count; i++)
      if (!view_written(memory, offset + i * stride)) return false;
    return true;
  }
  if (stride == 1) return !memchr(storage->written + offset, 0, (size_t)count);
  for (int64_t i = 0; i < count; i++)
    if (!storage->written[offset + i * stride]) return false;
  return true;
}

void elements_read(const Memory *memory, int64_t offset, int64_t stride, int64_t count, void *row) {
  const Storage *storage = memory->storage;
  if (is_reinterpreted(memory)) {
    for (int64_t i = 0; i < count; i++) element_set_bits(memory->buffer->type, row, i, view_bits(memory, offset + i * stride));
  } else if (value_bytes(storage->type) == sizeof(float)) {
    const float *data = (const float *)storage->data + offset;
    float *dst = row;
    if (stride == 1) memcpy(dst, data, (size_t)count * sizeof *dst);
    for (int64_t i = 0; i < count && stride != 1; i++) dst[i] = data[i * stride];
  } else {
    const int64_t *data = (const int64_t *)storage->data + offset;  // the bits of a double as well
    int64_t *dst = row;
    if (stride == 1) memcpy(dst, data, (size_t)count * sizeof *dst);
    for (int64_t i = 0; i < count && stride != 1; i++) dst[i] = data[i * stride];
  }
}

void elements_write(const Memory *memory, int64_t offset, int64_t stride, int64_t count, const void *row) {
  Storage *storage = memory->storage;
  if (is_reinterpreted(memory)) {
    for (int64_t i = 0; i < count; i++)
      view_set_bits(memory, offset + i * stride, element_bits(memory->buffer->type, row, i));
    return;
  }
  if (value_bytes(storage->type) == sizeof(float)) {
    float *data = (float *)storage->data + offset;
    const float *src = row;
    if (stride == 1) memcpy(data, src, (size_t)count * sizeof *src);
    for (int64_t i = 0; i < count && stride != 1; i++) data[i * stride] = src[i];
  } else {
    int64_t *data = (int64_t *)storage->data + offset;
    const int64_t *src = row;
    if (stride == 1) memcpy(data, src, (size_t)count * sizeof *src);
    for (int64_t i = 0; i < count && stride != 1; i++) data[i * stride] = src[i];
  }
  if (!storage->written || storage->complete) return;
  if (stride == 1) memset(storage->written + offset, 1, (size_t)count);
  for (int64_t i = 0; i < count && stride != 1; i++) storage->written[offset + i * stride] = 1;
}
