// .npy files: a magic string, a Python dict literal with 'descr', 'fortran_order' and 'shape', then the raw elements.
// The bytes come from anywhere: every read is checked against the length of the file.
#include "driver/npy.h"

#include "base/convert.h"
#include "base/text.h"
#include "driver/files.h"

enum { NPY_MAX_RANK = 5 };
#define NPY_LIMIT ((size_t)4 << 30)

typedef struct NpyHeader {
  char kind;      // f, i, u, b, or V: the bits of a type that NumPy lacks (ml_dtypes)
  unsigned size;  // bytes of an element
  bool has_descr, has_order, has_shape;
  bool fortran;
  unsigned rank;
  int64_t shape[NPY_MAX_RANK];
} NpyHeader;

// ---- the dict literal
typedef struct Cursor {
  const char *at, *end;
} Cursor;

static void skip_spaces(Cursor *cursor) {
  while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\n' || *cursor->at == '\t')) cursor->at++;
}

static bool take(Cursor *cursor, char wanted) {
  skip_spaces(cursor);
  if (cursor->at >= cursor->end || *cursor->at != wanted) return false;
  cursor->at++;
  return true;
}

static bool take_word(Cursor *cursor, const char *word) {
  skip_spaces(cursor);
  size_t length = strlen(word);
  if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, word, length) != 0) return false;
  cursor->at += length;
  return true;
}

// string := "'" [^']* "'"
static bool take_string(Cursor *cursor, char *text, size_t capacity) {
  if (!take(cursor, '\'')) return false;
  size_t length = 0;
  while (cursor->at < cursor->end && *cursor->at != '\'' && length + 1 < capacity) text[length++] = *cursor->at++;
  text[length] = 0;
  return take(cursor, '\'');
}

static bool take_integer(Cursor *cursor, int64_t *value) {
  skip_spaces(cursor);
  const char *begin = cursor->at;
  *value = 0;
  while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9' && *value < INT64_C(1) << 40)
    *value = *value * 10 + (*cursor->at++ - '0');
  return cursor->at > begin && *value < INT64_C(1) << 40;
}

// shape := "(" [int {"," int} [","]] ")"
static bool take_shape(Cursor *cursor, NpyHeader *header) {
  if (!take(cursor, '(')) return false;
  while (!take(cursor, ')')) {
    if (header->rank == NPY_MAX_RANK || !take_integer(cursor, &header->shape[header->rank])) return false;
    header->rank++;
    if (take(cursor, ',')) continue;
    return take(cursor, ')');
  }
  return true;
}

// descr := byte order, kind letter, size: "<f4", "|b1"
static bool set_descr(NpyHeader *header, const char *descr) {
  bool little = descr[0] == '<' || descr[0] == '|';
  if (!little || strlen(descr) != 3 || !strchr("fiubV", descr[1]) || !strchr("1248", descr[2])) return false;
  header->kind = descr[1];
  header->size = (unsigned)(descr[2] - '0');
  if (header->size > 1 && descr[0] == '|' && header->kind != 'V') return false;
  if (header->kind == 'f') return header->size >= 2;
  return header->kind != 'b' || header->size == 1;
}

// NULL, or what is wrong. header := "{" {key ":" value [","]} "}"
static const char *parse_header(Compilation *c, Cursor cursor, NpyHeader *header) {
  char key[16], descr[16];
  if (!take(&cursor, '{')) return "its header is no dict";
  while (!take(&cursor, '}')) {
    if (!take_string(&cursor, key, sizeof key) || !take(&cursor, ':')) return "its header is malformed";
    if (strcmp(key, "descr") == 0) {
      if (!take_string(&cursor, descr, sizeof descr)) return "its dtype is structured or malformed";
      if (!set_descr(header, descr)) return arena_format(c->arena, "its dtype %s is not one of <f2 <f4 <f8 i u b V", descr);
      header->has_descr = true;
    } else if (strcmp(key, "fortran_order") == 0) {
      header->fortran = take_word(&cursor, "True");
      if (!header->fortran && !take_word(&cursor, "False")) return "its fortran_order is neither True nor False";
      header->has_order = true;
    } else if (strcmp(key, "shape") == 0) {
      if (header->has_shape || !take_shape(&cursor, header)) return "its shape is malformed or has more than 5 dims";
      header->has_shape = true;
    } else {
      return "its header has an unknown key";
    }
    if (!take(&cursor, ',') && cursor.at < cursor.end && *cursor.at != '}') return "its header is malformed";
  }
  bool complete = header->has_descr && header->has_order && header->has_shape;
  return complete ? NULL : "its header lacks descr, fortran_order or shape";
}

// Finds header and data in the file. NULL, or what is wrong.
static const char *split_file(Compilation *c, const char *bytes, size_t length, NpyHeader *header, Cursor *data) {
  const unsigned char *raw = (const unsigned char *)bytes;
  if (length < 10 || memcmp(bytes, "\x93NUMPY", 6) != 0) return "it is not a .npy file";
  if (raw[6] < 1 || raw[6] > 3) return "its format version is unknown";
  size_t begin = raw[6] == 1 ? 10 : 12;
  if (length < begin) return "it is cut short";
  size_t size = raw[8] | (size_t)raw[9] << 8;
  if (raw[6] > 1) size |= (size_t)raw[10] << 16 | (size_t)raw[11] << 24;
  if (length - begin < size) return "it is cut short";
  *data = (Cursor){bytes + begin + size, bytes + length};
  return parse_header(c, (Cursor){bytes + begin, bytes + begin + size}, header);
}

// ---- elements
static uint64_t load_bits(const char *at, unsigned size) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < size; i++) bits |= (uint64_t)(unsigned char)at[i] << (8 * i);
  return bits;
}

static double load_float(uint64_t bits, unsigned size) {
  if (size == 2) return (double)fp16_to_float((uint16_t)bits);
  if (size == 4) return (double)float_from_bits((uint32_t)bits);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// The file holds the bits of the array's type: |V1, <V2, and uint8 for the types of 8 bits and less.
static bool holds_bits(const NpyHeader *header, DType type) {
  bool narrow = type_kind(type) == TYPE_KIND_FLOAT && type_bits(type) <= 8;
  return header->kind == 'V' || (header->kind == 'u' && header->size == 1 && narrow);
}

// False if the array's type cannot hold the element.
static bool load_element(const NpyHeader *header, const char *at, Array *array, size_t index) {
  uint64_t bits = load_bits(at, header->size);
  if (holds_bits(header, array->type)) {
    if (type_is_int(array->type) || array->type == TYPE_FLOAT64 || header->size != (type_bits(array->type) + 7) / 8) return false;
    array->floats[index] = type_decode(array->type, (uint32_t)bits);
    return true;
  }
  if (header->kind == 'f') {
    double value = load_float(bits, header->size);
    if (!array_fits(array->type, value)) return false;
    array_set(array, index, value);
    return true;
  }
  unsigned shift = 64 - 8 * header->size;
  if (header->kind == 'b') bits = bits != 0;
  if (header->kind == 'u' && bits > INT64_MAX && array->type != TYPE_UINT64) return false;
  int64_t value = header->kind == 'i' ? (int64_t)(bits << shift) >> shift : (int64_t)bits;
  array_set_integer(array, index, value);
  return !type_is_int(array->type) || array->integers[index] == value;
}

// Position in a Fortran-ordered file of the element at C-order index.
static size_t fortran_position(const Array *array, size_t index) {
  size_t position = 0, coordinate[NPY_MAX_RANK] = {0};
  for (unsigned d = array->rank; d-- > 0;) {
    coordinate[d] = index % (size_t)array->shape[d];
    index /= (size_t)array->shape[d];
  }
  for (unsigned d = array->rank; d-- > 0;) position = position * (size_t)array->shape[d] + coordinate[d];
  return position;
}

static bool load_elements(const NpyHeader *header, const char *data, Array *array, size_t *bad) {
  for (size_t i = 0; i < array->count; i++) {
    size_t position = header->fortran ? fortran_position(array, i) : i;
    *bad = i;
    if (!load_element(header, data + position * header->size, array, i)) return false;
  }
  return true;
}

static bool open_file(Compilation *c, const char *path, NpyHeader *header, Cursor *data) {
  size_t length;
  const char *bytes = file_read(c, path, NPY_LIMIT, &length);
  const char *wrong = bytes ? split_file(c, bytes, length, header, data) : NULL;
  if (wrong) diag_error(c, NO_SPAN, "cannot use %s: %s", path, wrong);
  return bytes && !wrong;
}

bool npy_shape(Compilation *c, const char *path, unsigned *rank, int64_t *shape) {
  NpyHeader header = {0};
  Cursor data = {0};
  if (!open_file(c, path, &header, &data)) return false;
  *rank = header.rank;
  memcpy(shape, header.shape, header.rank * sizeof *shape);
  return true;
}

Array *npy_read(Compilation *c, const char *path, DType type, unsigned rank, const int64_t *shape) {
  size_t bad;
  NpyHeader header = {0};
  Cursor data = {0};
  if (!open_file(c, path, &header, &data)) return NULL;
  if (header.rank != rank || memcmp(header.shape, shape, rank * sizeof *shape) != 0) {
    diag_error(c, NO_SPAN, "%s has shape %s, the tensor has %s", path, shape_text(c, header.rank, header.shape),
               shape_text(c, rank, shape));
    return NULL;
  }
  Array *array = array_new(c, type, rank, shape);
  if ((size_t)(data.end - data.at) / header.size < array->count) {
    diag_error(c, NO_SPAN, "cannot use %s: it is cut short", path);
    return NULL;
  }
  if (!load_elements(&header, data.at, array, &bad)) {
    diag_error(c, NO_SPAN, "%s: element %zu does not fit into %s", path, bad, type_text(type));
    return NULL;
  }
  return array;
}

// ---- writing
static const char *descr_of(Compilation *c, DType type) {
  if (type == TYPE_BOOL) return "|b1";
  if (type_is_int(type)) {
    unsigned bytes = type_bits(type) < 8 ? 1 : type_bits(type) / 8;
    return arena_format(c->arena, "%c%c%u", bytes == 1 ? '|' : '<', type_kind(type) == TYPE_KIND_SIGNED ? 'i' : 'u', bytes);
  }
  return type == TYPE_FLOAT16 ? "<f2" : type == TYPE_FLOAT64 ? "<f8" : "<f4";
}

static void store_element(const Array *array, size_t index, unsigned size, char *at) {
  uint64_t bits;
  if (type_is_int(array->type)) bits = (uint64_t)array->integers[index];
  else if (size == 8) memcpy(&bits, &array->doubles[index], sizeof bits);
  else if (size == 2) bits = float_to_fp16(array->floats[index]);
  else bits = float_bits(array->floats[index]);
  for (unsigned i = 0; i < size; i++) at[i] = (char)(unsigned char)(bits >> (8 * i));
}

bool npy_write(Compilation *c, const char *path, const Array *array) {
  const char *descr = descr_of(c, array->type);
  unsigned size = (unsigned)(descr[2] - '0');
  Text header = text_open(c->arena);
  text_print(&header, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr,
             shape_text(c, array->rank, array->shape));
  while ((10 + header.length + 1) % 64) text_put(&header, " ");
  text_put(&header, "\n");
  size_t begin = 10 + header.length, length = begin + array->count * size;
  char *bytes = arena_allocate(c->arena, length);
  memcpy(bytes, "\x93NUMPY\x01\x00", 8);
  bytes[8] = (char)(unsigned char)(header.length & 0xff);
  bytes[9] = (char)(unsigned char)(header.length >> 8);
  memcpy(bytes + 10, header.bytes, header.length);
  for (size_t i = 0; i < array->count; i++) store_element(array, i, size, bytes + begin + i * size);
  return file_write(c, path, bytes, length);
}
