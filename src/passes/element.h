// Parts of tensorize_nest: how elements are accessed (element_access.c), value trees (element_tree.c), reductions
// (element_reduce.c), limits of stores (element_limits.c).
#pragma once
#include "passes/tensorize.h"

enum { NO_LOOP = -1 };

// The iteration space of a statement as a block: which loop walks each dim, NO_LOOP for one index. The last two dims are rows and columns.
// A store may leave part of a dim alone: then the dim has an extent of its own, and the loop, or the index, begins at `bases`.
typedef struct Frame {
  unsigned rank;
  int loops[PLAN_RANK_LIMIT];
  const Expr *bases[PLAN_RANK_LIMIT];   // NULL: the whole dim
  int64_t extents[PLAN_RANK_LIMIT];     // of the dims with a base
} Frame;

// How a load or store walks its buffer: per dim the loop, or NO_LOOP.
typedef struct ElementAccess {
  int loops[PLAN_RANK_LIMIT];
  const Expr *region;
} ElementAccess;

// Loads of one statement that stand in blocks already.
typedef struct LoadedValue {
  const Expr *load, *tree;
} LoadedValue;
typedef VECTOR(LoadedValue) LoadCache;

// A statement in a nest that is being turned into block ops.
typedef struct Element {
  Tensorizer *t;
  const Nest *nest;
  Frame frame;
  Span span;
  Block *out;  // where operands are prepared
  LoadCache *loads;  // of this frame; NULL: loads are not kept
} Element;

int64_t frame_extent(const Element *e, unsigned dim);
int element_frame_dim(const Element *e, int loop);  // the dim that the loop walks, or -1
// The loop's variable where the element stands at `place` in its dim.
const Expr *element_loop_value(const Element *e, unsigned dim, const Expr *place);
// A new block with the shape of the frame; dims that `used` excludes have extent 1 (NULL: all used).
Buffer *frame_block(const Element *e, const char *name, DType type, const bool *used);

// The loops of the nest that an expression uses, through lets.
typedef struct LoopUse {
  const Nest *nest;
  int loop;        // the first of them, or NO_LOOP
  unsigned count;  // of different ones
} LoopUse;
LoopUse nest_loops_of(const Nest *nest, const Expr *expr);

// element_access.c. False without a diagnostic when an index is no loop variable plus something that no loop changes.
bool element_access(Tensorizer *t, const Nest *nest, Buffer *buffer, const Expr *const *indices, ElementAccess *access);
// The frame of a statement that stores to the buffer; false if the access does not cover an on-chip buffer.
bool element_frame(Tensorizer *t, Buffer *buffer, const ElementAccess *access, Frame *frame);
// A load as a region that broadcasts over the frame: staged where it is of a tensor, transposed where it walks rows by columns. NULL
// after a diagnostic.
const Expr *element_load(const Element *e, const Expr *load);

// A loop that walks planes of the frame and rows or columns of a block that the value loads (out[p, i, j] = x[p, j]): such planes go one after
// the other. NO_LOOP: there is none.
int element_planes_apart(const Element *e, const Expr *value);

// element_reduce.c
typedef struct ReductionKind {
  Op combine;     // two partial results: OP_ADD, OP_MAX, OP_MIN
  bool absolute;  // of the absolute values
  bool maximum;   // the chip takes a maximum, else a sum
  bool exact;     // the result decides something: a maximum of float32 needs all its bits
} ReductionKind;
bool reduction_kind(const char *text, ReductionKind *kind);  // as in T.reduce; false for kinds the chip has not
// Reduces a tree over blocks of the shape of `shape` along rows (dims[0]) and columns (dims[1]); the result is a tree of extent 1 there, or
// NULL after a diagnostic.
const Expr *tensorize_reduction(Tensorizer *t, const Expr *tree, const Buffer *shape, ReductionKind kind, const bool dims[2], Span span, Block *out);
// reduce_exact.c: the same for integers of up to 32 bits; a maximum of float32 along one dim with all its bits.
const Expr *tensorize_integer_reduction(Tensorizer *t, const Expr *tree, const Buffer *shape, ReductionKind kind, const bool dims[2], Span span, Block *out);
Buffer *tensorize_exact_maximum(Tensorizer *t, Buffer *source, unsigned which, Span span, Block *out);
// A new block with the extents of `buffer`, but for one dim; a tile of ones for the matrix engine.
Buffer *tensorize_block_like(Tensorizer *t, const Buffer *buffer, const char *suffix, DType type, unsigned dim, int64_t extent, Span span, Block *out);
Buffer *tensorize_scaler(Tensorizer *t, DType type, Span span);
// The tree with `neutral` in place of what lies beyond the shape in its last tiles.
const Expr *tensorize_masked(Tensorizer *t, const Expr *tree, const Buffer *shape, const bool dims[2], double neutral, Span span);

// element_select.c. A load by any index that follows from one loop in each dim: the region of a block made for it, walked by `loops`.
const Expr *element_select(const Element *e, const Expr *load, int loops[2]);

// element_limits.c. The part of the frame that a condition leaves (NULL: all), as far as it is a box: mins and extents (0 or less: nothing) per dim.
// Returns what else has to hold, or NULL.
const Expr *element_limits(const Element *e, const Expr *condition, const Expr **mins, const Expr **extents);

// element_functions.c. The call by functions that the chip has; NULL for all others.
const Expr *element_function(Compilation *c, const Expr *call);

// element_tree.c. True for integers and conditions made of loop variables and scalars.
bool element_is_place(const Expr *expr);
// The part of the frame that a store touches, as a condition tree; NULL if it is the whole.
const Expr *element_touched(const Element *e);
// The value tree of an expression, or NULL after a diagnostic.
const Expr *element_tree(const Element *e, const Expr *value);
// A condition as a tree of type bool.
const Expr *element_condition(const Element *e, const Expr *condition);
