// T.gemm: C (+)= op(A) op(B). Float types multiply and add in float32 (float64 in float64), integers in 64 bits; k ascends for
// every element and the result is rounded to C's dtype once. Rows of C are vectorised over n, which keeps that order.
#include "base/convert.h"
#include "reference/program.h"

typedef struct Matrix {
  Box box;
  DType type;
  int64_t offset;  // of element (0, 0)
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
  if (!box_inside(m, box)) return false;
  matrix->type = box->memory->buffer->type;
  matrix->offset = box->offset;
  for (unsigned i = 0; i < box->rank; i++) matrix->offset += box->mins[i] * box->strides[i];
  // T.gemm on a tensor in global memory would need the out-of-bounds rules of T.copy.
  for (unsigned i = 0; i < box->rank; i++) {
    if (box->mins[i] >= 0 && box->mins[i] + box->extents[i] <= box->shape[i] && !box->outside) continue;
    diag_error(m->c, region->span, "an operand of T.gemm reaches out of %s", box->memory->buffer->name);
    return false;
  }
  matrix->rows = box->extents[transpose ? c : r];
  matrix->columns = box->extents[transpose ? r : c];
  matrix->row_stride = box->strides[transpose ? c : r];
  matrix->column_stride = box->strides[transpose ? r : c];
  return true;
}

static void read_row(const Matrix *from, int64_t i, void *row) {
  elements_read(from->box.memory, from->offset + i * from->row_stride, from->column_stride, from->columns, row);
}

// A compact copy in the class of C, which is that of `type`; the classes are the same or those of float and double.
static void pack(Machine *m, const Matrix *from, DType type, void *packed, void *row) {
  bool widen = value_class(from->type) != value_class(type);
  for (int64_t i = 0; i < from->rows; i++) {
    char *to = (char *)packed + (size_t)(i * from->columns) * value_bytes(type);
    read_row(from, i, widen ? row : to);
    if (widen) values_convert(type, to, from->type, row, (size_t)from->columns);
    perturb_operands(m, from->type, type, to, (size_t)from->columns);
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

// In the class of C; a and b are compact.
static void multiply(Machine *m, const Product *p, const void *a, const void *b, void *row, DType type) {
  int64_t depth = p->a.columns, n = p->c.columns;
  size_t bytes = p->kind == CLASS_FLOAT ? sizeof(float) : sizeof(int64_t);
  for (int64_t i = 0; i < p->c.rows; i++) {
    const void *a_row = (const char *)a + (size_t)(i * depth) * bytes;
    if (p->clear)
      memset(row, 0, (size_t)n * bytes);
    else
      read_row(&p->c, i, row);
    if (p->kind == CLASS_FLOAT) float_row(row, a_row, 1, b, depth, n);
    if (p->kind == CLASS_DOUBLE) double_row(row, a_row, 1, b, depth, n);
    if (p->kind == CLASS_INT) int_row(row, a_row, 1, b, depth, n);
    perturb_row(m, type, row, (size_t)n);
    if (p->kind == CLASS_FLOAT)
      values_convert(type, row, TYPE_FLOAT32, row, (size_t)n);
    else if (p->kind == CLASS_INT)
      values_convert(type, row, TYPE_INT64, row, (size_t)n);
    elements_write(p->c.box.memory, p->c.offset + i * p->c.row_stride, p->c.column_stride, n, row);
  }
}

static bool check_operands(Machine *m, const Product *p, const TileCall *call) {
  const Matrix *a = &p->a, *b = &p->b, *c = &p->c;
  if (a->columns != b->rows || a->rows != c->rows || b->columns != c->columns) {
    diag_error(m->c, call->regions[2].span, "T.gemm of %lld x %lld and %lld x %lld into %lld x %lld", (long long)a->rows,
               (long long)a->columns, (long long)b->rows, (long long)b->columns, (long long)c->rows, (long long)c->columns);
    return false;
  }
  DType types[3] = {a->type, b->type, c->type};
  bool integers = p->kind == CLASS_INT, narrow = p->kind == CLASS_FLOAT;
  bool fits = true;
  for (unsigned i = 0; i < 2; i++)
    fits &= (value_class(types[i]) == CLASS_INT) == integers && !(narrow && value_class(types[i]) == CLASS_DOUBLE);
  if (!fits) {
    diag_unsupported(
        m->c, call->regions[2].span,
        "the reference evaluator has no T.gemm of %s and %s into %s; float types go with float types, integers with integers",
        type_text(types[0]), type_text(types[1]), type_text(types[2]));
    return false;
  }
  return box_check_written(m, &a->box) && box_check_written(m, &b->box) && (p->clear || box_check_written(m, &c->box));
}

bool gemm_run(Machine *m, const TileCall *call) {
  Product p = {.clear = int_of(m, call->numbers[2]) != 0};
  bool transpose_a = int_of(m, call->numbers[0]) != 0, transpose_b = int_of(m, call->numbers[1]) != 0;
  if (!matrix_of(m, &call->regions[0], transpose_a, &p.a) || !matrix_of(m, &call->regions[1], transpose_b, &p.b)) return false;
  if (!matrix_of(m, &call->regions[2], false, &p.c)) return false;
  DType type = p.c.type;
  p.kind = value_class(type);
  if (!check_operands(m, &p, call)) return false;
  size_t bytes = value_bytes(type), a_count = (size_t)(p.a.rows * p.a.columns), b_count = (size_t)(p.b.rows * p.b.columns);
  // Packing costs little beside the product, and lets C share its storage with A or B.
  int64_t longest = p.a.columns > p.b.columns ? p.a.columns : p.b.columns;
  char *scratch = machine_scratch(m, 0, (a_count + b_count + (size_t)longest + 1) * bytes);
  void *a = scratch, *b = scratch + a_count * bytes, *row = scratch + (a_count + b_count) * bytes;
  pack(m, &p.a, type, a, row);
  pack(m, &p.b, type, b, row);
  multiply(m, &p, a, b, row, type);
  box_mark_written(&p.c.box);
  return true;
}
