// T.reduce, T.cumsum, T.cummax: lines of a box along one dim, folded in ascending order (a reverse scan in descending order). In: regions;
// out: elements of the destination. Floats fold in float32 (float64 in float64) and are rounded to the dtype of the result where they are
// stored; integers wrap around in it.
#include "base/convert.h"
#include "reference/program.h"

#include <math.h>

Scalar combine_identity(Combine combine, DType type) {
  ValueClass kind = value_class(type);
  bool most = combine == COMBINE_MIN, least = combine == COMBINE_MAX;
  if (kind == CLASS_FLOAT) return (Scalar){.f = most ? INFINITY : least ? -INFINITY : 0};
  if (kind == CLASS_DOUBLE) return (Scalar){.d = most ? (double)INFINITY : least ? -(double)INFINITY : 0};
  unsigned bits = type == TYPE_BOOL ? 1 : type_bits(type);
  bool is_signed = type_kind(type) == TYPE_KIND_SIGNED;
  uint64_t ones = ~0ull >> (64 - bits), top = is_signed ? ones >> 1 : ones;
  if (combine == COMBINE_AND) return (Scalar){.i = is_signed ? -1 : (int64_t)ones};
  if (most) return (Scalar){.i = (int64_t)top};
  return (Scalar){.i = least && is_signed ? -(int64_t)top - 1 : 0};
}

// ---- one line

// NaN loses against a number, unless it propagates.
#define DEFINE_FLOAT_STEP(name, Type, absolute)                                              \
  static Type name(Combine combine, bool nan_propagates, Type sum, Type x) {                 \
    if (combine == COMBINE_ABS_SUM || combine == COMBINE_ABS_MAX) x = absolute(x);           \
    if (combine == COMBINE_SUM || combine == COMBINE_ABS_SUM) return sum + x;                \
    if (sum != sum || x != x) return nan_propagates ? sum + x : sum != sum ? x : sum;        \
    return combine == COMBINE_MIN ? (x < sum ? x : sum) : (x > sum ? x : sum);               \
  }

DEFINE_FLOAT_STEP(float_step, float, fabsf)
DEFINE_FLOAT_STEP(double_step, double, fabs)

static int64_t int_step(Combine combine, DType type, int64_t sum, int64_t x) {
  bool is_unsigned = type_kind(type) != TYPE_KIND_SIGNED;
  if ((combine == COMBINE_ABS_SUM || combine == COMBINE_ABS_MAX) && !is_unsigned && x < 0)
    x = integer_wrap(type, (int64_t)(0 - (uint64_t)x));
  bool above = is_unsigned ? (uint64_t)x > (uint64_t)sum : x > sum;
  switch (combine) {
    case COMBINE_SUM:
    case COMBINE_ABS_SUM: return integer_wrap(type, (int64_t)((uint64_t)sum + (uint64_t)x));
    case COMBINE_MAX:
    case COMBINE_ABS_MAX: return above ? x : sum;
    case COMBINE_MIN: return above ? sum : x;
    case COMBINE_AND: return sum & x;
    case COMBINE_OR: return sum | x;
    case COMBINE_XOR: return sum ^ x;
    case COMBINE_NONE: break;
  }
  return sum;
}

typedef struct Line {
  DType type;
  Combine combine;
  bool nan_propagates, reverse;
  bool scan;  // every partial result replaces its element
} Line;

static void fold_line(const Line *line, void *row, int64_t count, Scalar *sum) {
  ValueClass kind = value_class(line->type);
  for (int64_t n = 0; n < count; n++) {
    int64_t i = line->reverse ? count - 1 - n : n;
    if (kind == CLASS_FLOAT) sum->f = float_step(line->combine, line->nan_propagates, sum->f, ((float *)row)[i]);
    if (kind == CLASS_DOUBLE) sum->d = double_step(line->combine, line->nan_propagates, sum->d, ((double *)row)[i]);
    if (kind == CLASS_INT) sum->i = int_step(line->combine, line->type, sum->i, ((int64_t *)row)[i]);
    if (!line->scan) continue;
    if (kind == CLASS_FLOAT) ((float *)row)[i] = sum->f;
    if (kind == CLASS_DOUBLE) ((double *)row)[i] = sum->d;
    if (kind == CLASS_INT) ((int64_t *)row)[i] = sum->i;
  }
}

// Values held in float32 are rounded to the narrower dtype.
static void round_line(Machine *m, DType type, void *row, int64_t count) {
  perturb_row(m, type, row, (size_t)count);
  if (value_class(type) == CLASS_FLOAT) values_convert(type, row, TYPE_FLOAT32, row, (size_t)count);
}

// ---- lines of boxes

typedef struct Fold {
  Machine *m;
  const TileCall *call;
  Box src, dst;
  unsigned dim;
  int64_t counter[MAX_RANK];  // by dim of src; that of `dim` stays 0
  unsigned to_dim[MAX_RANK];  // the dim of dst that moves with a dim of src; MAX_RANK: none does
  void *row, *read;           // in the type of the result; as read
} Fold;

static bool next_line(Fold *f) {
  for (unsigned i = f->src.rank; i-- > 0;) {
    if (i == f->dim) continue;
    if (++f->counter[i] < f->src.extents[i]) return true;
    f->counter[i] = 0;
  }
  return false;
}

static int64_t src_offset(const Fold *f) {
  int64_t offset = f->src.offset;
  for (unsigned i = 0; i < f->src.rank; i++) offset += (f->src.mins[i] + f->counter[i]) * f->src.strides[i];
  return offset;
}

static int64_t dst_offset(const Fold *f) {
  int64_t offset = f->dst.offset;
  for (unsigned i = 0; i < f->dst.rank; i++) offset += f->dst.mins[i] * f->dst.strides[i];
  for (unsigned i = 0; i < f->src.rank; i++)
    if (i != f->dim && f->to_dim[i] < MAX_RANK) offset += f->counter[i] * f->dst.strides[f->to_dim[i]];
  return offset;
}

static void read_line(const Fold *f, DType type) {
  DType from = f->src.memory->buffer->type;
  int64_t count = f->src.extents[f->dim];
  bool same = value_class(from) == value_class(type);
  elements_read(f->src.memory, src_offset(f), f->src.strides[f->dim], count, same ? f->row : f->read);
  values_convert(type, f->row, from, same ? f->row : f->read, (size_t)count);
  perturb_operands(f->m, from, type, f->row, (size_t)count);
}

static void reduce_line(const Fold *f, const Line *line, bool clear) {
  const Memory *to = f->dst.memory;
  Scalar sum = combine_identity(line->combine, line->type), old;
  read_line(f, line->type);
  fold_line(line, f->row, f->src.extents[f->dim], &sum);
  if (!clear) {
    const Line join = {.type = line->type, .nan_propagates = line->nan_propagates,
                       .combine = line->combine == COMBINE_ABS_SUM ? COMBINE_SUM : line->combine == COMBINE_ABS_MAX ? COMBINE_MAX : line->combine};
    elements_read(to, dst_offset(f), 1, 1, &old);
    fold_line(&join, &sum, 1, &old);
    sum = old;
  }
  round_line(f->m, line->type, &sum, 1);
  elements_write(to, dst_offset(f), 1, 1, &sum);
}

static void scan_line(const Fold *f, const Line *line) {
  Scalar sum = combine_identity(line->combine, line->type);
  int64_t count = f->src.extents[f->dim];
  read_line(f, line->type);
  fold_line(line, f->row, count, &sum);
  round_line(f->m, line->type, f->row, count);
  elements_write(f->dst.memory, dst_offset(f), f->dst.strides[f->to_dim[f->dim]], count, f->row);
}

// ---- checks

// Pairs the dims of src that are kept with those of dst; extents of 1 need no partner.
static bool pair_dims(Fold *f, bool reduce) {
  unsigned k = 0;
  bool fits = true;
  for (unsigned i = 0; i < f->src.rank; i++) {
    f->to_dim[i] = MAX_RANK;
    if ((reduce && i == f->dim) || (f->src.extents[i] == 1 && i != f->dim)) continue;
    while (k < f->dst.rank && f->dst.extents[k] == 1 && f->src.extents[i] != 1) k++;
    fits &= k < f->dst.rank && f->dst.extents[k] == f->src.extents[i];
    f->to_dim[i] = k < f->dst.rank ? k++ : 0;
  }
  for (; k < f->dst.rank; k++) fits &= f->dst.extents[k] == 1;
  if (fits) return true;
  diag_error(f->m->c, f->call->regions[1].span, "T.%s from a box of %s along dimension %u to a box of %s", op_info(f->call->op)->text,
             element_text(f->m, f->src.extents, f->src.rank), f->dim, element_text(f->m, f->dst.extents, f->dst.rank));
  return false;
}

static bool check_inside(Machine *m, const Box *box) {
  for (unsigned i = 0; i < box->rank; i++) {
    int64_t low, high;
    box_valid_part(box, i, &low, &high);
    if (low == 0 && high == box->extents[i]) continue;
    diag_error(m->c, box->region->span, "elements %lld to %lld are out of bounds: that dimension of %s has %lld elements",
               (long long)box->mins[i], (long long)(box->mins[i] + box->extents[i] - 1), box->memory->buffer->name,
               (long long)box->shape[i]);
    return false;
  }
  return true;
}

static bool is_empty(const Box *box) {
  for (unsigned i = 0; i < box->rank; i++)
    if (box->extents[i] == 0) return true;
  return false;
}

static bool open_fold(Fold *f) {
  Machine *m = f->m;
  const TileCall *call = f->call;
  if (!box_make(m, &call->regions[0], MAX_RANK, &f->src) || !box_make(m, &call->regions[1], MAX_RANK, &f->dst)) return false;
  int64_t dim = int_of(m, call->numbers[0]);
  if (dim < 0) dim += f->src.rank;
  if (dim < 0 || dim >= f->src.rank) internal_error(m->c, "T.%s along dimension %lld", op_info(call->op)->text, (long long)dim);
  f->dim = (unsigned)dim;
  if (!check_inside(m, &f->src) || !check_inside(m, &f->dst) || !pair_dims(f, call->op == OP_REDUCE)) return false;
  size_t count = (size_t)f->src.extents[dim];
  f->row = machine_scratch(m, 0, (2 * count + 1) * sizeof(Scalar));
  f->read = (Scalar *)f->row + count;
  return box_check_written(m, &f->src);
}

bool fold_run(Machine *m, const TileCall *call) {
  Fold f = {.m = m, .call = call};
  if (!open_fold(&f)) return false;
  bool reduce = call->op == OP_REDUCE, second = int_of(m, call->numbers[1]) != 0;  // clear, or reverse
  const Line line = {.type = f.dst.memory->buffer->type, .combine = call->combine, .nan_propagates = call->nan_propagates,
                     .scan = !reduce, .reverse = !reduce && second};
  bool bitwise = call->combine == COMBINE_AND || call->combine == COMBINE_OR || call->combine == COMBINE_XOR;
  if (bitwise && value_class(line.type) != CLASS_INT) internal_error(m->c, "a reduction of the bits of %s", type_text(line.type));
  if (reduce && !second && !box_check_written(m, &f.dst)) return false;
  if (is_empty(&f.dst)) return true;
  do {
    if (reduce)
      reduce_line(&f, &line, second);
    else
      scan_line(&f, &line);
  } while (next_line(&f));
  box_mark_written(&f.dst);
  return true;
}
