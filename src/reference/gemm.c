// T.gemm: C (+)= op(A) op(B). Float types multiply and add in float32 (float64 in float64), integers in 64 bits; k ascends for
// every element and the result is rounded to C's dtype once. Rows of C are vectorised over n, which keeps that order.
#include "base/convert.h"
#include "reference/program.h"

typedef struct Matrix {
  Box box;
  const void *data;  // of element (0, 0)
  int64_t rows, columns, row_stride, column_stride;
} Matrix;

// The last two dims of the region are the matrix, or its transpose.
static bool matrix_of(Machine *m, const Region *region, bool transpose, Matrix *matrix) {
  Box *box = &matrix->box;
  if (!box_make(m, region, 2, box)) return false;
  unsigned r = box->rank - 2, c = box->rank - 1;
  bool flat = box->rank >= 2;
  for (unsigned i = 0; flat && i < r; i++) flat = box->extents[i] == 1;
  if (!flat) {
    diag_error(m->c, region->span, "a matrix operand of T.gemm has more than two dimensions with extents above 1");
    return false;
  }
  Storage *storage = box->memory->storage;
  if (!box_inside(m, box)) return false;
  int64_t offset = box->offset;
  for (unsigned i = 0; i < box->rank; i++) offset += box->mins[i] * box->strides[i];
  // T.gemm on a tensor in global memory would need the out-of-bounds rules of T.copy.
  for (unsigned i = 0; i < box->rank; i++) {
    if (box->mins[i] >= 0 && box->mins[i] + box->extents[i] <= box->shape[i] && !box->outside) continue;
    diag_error(m->c, region->span, "an operand of T.gemm reaches out of %s", box->memory->buffer->name);
    return false;
  }
  matrix->data = (const char *)storage->data + (size_t)offset * value_bytes(storage->type);
  matrix->rows = box->extents[transpose ? c : r];
  matrix->columns = box->extents[transpose ? r : c];
  matrix->row_stride = box->strides[transpose ? c : r];
  matrix->column_stride = box->strides[transpose ? r : c];
  return true;
}

// Compact copies of what the inner loop can't walk along n.
static void pack(const Matrix *from, size_t bytes, void *packed) {
  for (int64_t i = 0; i < from->rows; i++)
    for (int64_t j = 0; j < from->columns; j++) {
      int64_t at = i * from->row_stride + j * from->column_stride, to = i * from->columns + j;
      if (bytes == sizeof(float))
        ((float *)packed)[to] = ((const float *)from->data)[at];
      else
        ((int64_t *)packed)[to] = ((const int64_t *)from->data)[at];
    }
}

// c[n] += a[k] * b[k][n] for k ascending. Four k in one pass over n: each element still adds its products one after the other.
#define DEFINE_ROW(name, Type)                                                                                             \
  static void name(Type *restrict c, const Type *a, int64_t a_stride, const Type *restrict b, int64_t depth, int64_t n) {  \
    int64_t k = 0;                                                                                                         \
    for (; k + 4 <= depth; k += 4) {                                                                                       \
      const Type a0 = a[k * a_stride], a1 = a[(k + 1) * a_stride], a2 = a[(k + 2) * a_stride], a3 = a[(k + 3) * a_stride]; \
      const Type *b0 = b + k * n, *b1 = b0 + n, *b2 = b1 + n, *b3 = b2 + n;                                                \
      for (int64_t j = 0; j < n; j++) {                                                                                    \
        Type sum = c[j];                                                                                                   \
        sum = sum + a0 * b0[j];                                                                                            \
        sum = sum + a1 * b1[j];                                                                                            \
        sum = sum + a2 * b2[j];                                                                                            \
        sum = sum + a3 * b3[j];                                                                                            \
        c[j] = sum;                                                                                                        \
      }                                                                                                                    \
    }                                                                                                                      \
    for (; k < depth; k++) {                                                                                               \
      const Type a0 = a[k * a_stride];                                                                                     \
      for (int64_t j = 0; j < n; j++) c[j] = c[j] + a0 * b[k * n + j];                                                     \
    }                                                                                                                      \
  }

DEFINE_ROW(float_row, float)
DEFINE_ROW(double_row, double)
DEFINE_ROW(int_row, uint64_t)  // unsigned: wraps around without undefined behaviour

typedef struct Product {
  Matrix a, b, c;
  bool clear;
  ValueClass kind;
} Product;

static void read_row(const Product *p, int64_t i, void *row) {
  const Matrix *c = &p->c;
  size_t bytes = p->kind == CLASS_FLOAT ? sizeof(float) : sizeof(int64_t);
  for (int64_t j = 0; j < c->columns; j++) {
    int64_t at = i * c->row_stride + j * c->column_stride;
    if (bytes == sizeof(float))
      ((float *)row)[j] = ((const float *)c->data)[at];
    else
      ((int64_t *)row)[j] = ((const int64_t *)c->data)[at];
  }
}

static void write_row(const Product *p, int64_t i, const void *row) {
  const Matrix *c = &p->c;
  Storage *storage = c->box.memory->storage;
  int64_t first =
      (int64_t)(((const char *)c->data - (const char *)storage->data) / (p->kind == CLASS_FLOAT ? 4 : 8)) + i * c->row_stride;
  for (int64_t j = 0; j < c->columns; j++) {
    int64_t at = first + j * c->column_stride;
    if (p->kind == CLASS_FLOAT)
      ((float *)storage->data)[at] = ((const float *)row)[j];
    else
      ((int64_t *)storage->data)[at] = ((const int64_t *)row)[j];
    if (storage->written) storage->written[at] = 1;
  }
}

// In the class of C; a and b are compact.
static void multiply(const Product *p, const void *a, const void *b, void *row, DType type) {
  int64_t depth = p->a.columns, n = p->c.columns;
  size_t bytes = p->kind == CLASS_FLOAT ? sizeof(float) : sizeof(int64_t);
  for (int64_t i = 0; i < p->c.rows; i++) {
    const void *a_row = (const char *)a + (size_t)(i * depth) * bytes;
    if (p->clear)
      memset(row, 0, (size_t)n * bytes);
    else
      read_row(p, i, row);
    if (p->kind == CLASS_FLOAT) float_row(row, a_row, 1, b, depth, n);
    if (p->kind == CLASS_DOUBLE) double_row(row, a_row, 1, b, depth, n);
    if (p->kind == CLASS_INT) int_row(row, a_row, 1, b, depth, n);
    if (p->kind == CLASS_FLOAT)
      values_convert(type, row, TYPE_FLOAT32, row, (size_t)n);
    else if (p->kind == CLASS_INT)
      values_convert(type, row, TYPE_INT64, row, (size_t)n);
    write_row(p, i, row);
  }
}

static bool check_operands(Machine *m, const Product *p, const TileCall *call) {
  const Matrix *a = &p->a, *b = &p->b, *c = &p->c;
  if (a->columns != b->rows || a->rows != c->rows || b->columns != c->columns) {
    diag_error(m->c, call->regions[2].span, "T.gemm of %lld x %lld and %lld x %lld into %lld x %lld", (long long)a->rows,
               (long long)a->columns, (long long)b->rows, (long long)b->columns, (long long)c->rows, (long long)c->columns);
    return false;
  }
  DType types[3] = {a->box.memory->storage->type, b->box.memory->storage->type, c->box.memory->storage->type};
  if (value_class(types[0]) != p->kind || value_class(types[1]) != p->kind) {
    diag_unsupported(
        m->c, call->regions[2].span,
        "the reference evaluator has no T.gemm of %s and %s into %s; float types go with float types, integers with integers",
        type_text(types[0]), type_text(types[1]), type_text(types[2]));
    return false;
  }
  return box_check_written(m, &a->box) && box_check_written(m, &b->box) && (p->clear || box_check_written(m, &c->box));
}

bool gemm_run(Machine *m, const TileCall *call) {
  Product p = {.clear = int_of(m, call->clear) != 0};
  bool transpose_a = int_of(m, call->transpose_a) != 0, transpose_b = int_of(m, call->transpose_b) != 0;
  if (!matrix_of(m, &call->regions[0], transpose_a, &p.a) || !matrix_of(m, &call->regions[1], transpose_b, &p.b)) return false;
  if (!matrix_of(m, &call->regions[2], false, &p.c)) return false;
  DType type = p.c.box.memory->storage->type;
  p.kind = value_class(type);
  if (!check_operands(m, &p, call)) return false;
  size_t bytes = value_bytes(type), a_count = (size_t)(p.a.rows * p.a.columns), b_count = (size_t)(p.b.rows * p.b.columns);
  // Packing costs little beside the product, and lets C share its storage with A or B.
  char *scratch = machine_scratch(m, 0, (a_count + b_count + (size_t)p.c.columns + 1) * bytes);
  void *a = scratch, *b = scratch + a_count * bytes, *row = scratch + (a_count + b_count) * bytes;
  pack(&p.a, bytes, a);
  pack(&p.b, bytes, b);
  multiply(&p, a, b, row, type);
  box_mark_written(&p.c.box);
  return true;
}
