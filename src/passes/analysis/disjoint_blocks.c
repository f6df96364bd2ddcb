// disjoint_blocks: do two blocks of the grid ever touch one element of a tensor through this box? In: the box of a store in the persistent
// loop; out: true only if it is proven that they do not.
//   C[by * 64, bx * 32], 64 x 32                     disjoint: rows tell by, columns tell bx
//   C[bz * 128 + by * 64, 0], 64 x 32, by < 2        disjoint: the steps of by fill those of bz
//   C[offsets[bz] + by * 64, 0], 64 x 32             not proven: the offsets are data
#include "passes/tensorize.h"

typedef struct Step {
  GridVar *grid;
  int64_t size;  // elements from one value of the variable to the next
} Step;

// The lets at the head of the persistent loop that are made of the block's number.
static unsigned grid_variables(const Tensorizer *t, GridVar grid[GRID_LIMIT]) {
  unsigned count = 0;
  for (size_t i = 0; i < t->func->body.count; i++) {
    const Stmt *loop = t->func->body.items[i];
    if (loop->kind != STMT_FOR || !loop->loop.body.count || loop->loop.body.items[0]->kind != STMT_LET) continue;
    const Var *block = loop->loop.body.items[0]->let;
    for (size_t j = 1; j < loop->loop.body.count && count < GRID_LIMIT; j++) {
      const Stmt *let = loop->loop.body.items[j];
      int64_t low, high;
      if (let->kind != STMT_LET || !ir_uses_var(let->let->value, block)) break;
      if (!ir_range(t->c, t->bounds, ir_var(t->c, let->let), &low, &high)) high = INT64_MAX, low = 0;
      if (high > low) grid[count++] = (GridVar){let->let, high - low < INT32_MAX ? high - low + 1 : INT32_MAX, false};
    }
  }
  return count;
}

// The box's start in a dim as a constant plus steps of grid variables; false if it is anything else.
static bool steps_of(Compilation *c, const Bounds *bounds, GridVar *grid, unsigned grid_count, const Expr *start, Step steps[GRID_LIMIT], unsigned *count) {
  const Expr *rest = start;
  *count = 0;
  for (unsigned i = 0; i < grid_count; i++) {
    int64_t size = 0;
    const Expr *other;
    if (!ir_linear_in(c, bounds, rest, grid[i].var, &size, &other)) return false;
    rest = other;
    if (size) steps[(*count)++] = (Step){&grid[i], size < 0 ? -size : size};
  }
  int64_t constant;
  return ir_is_int(ir_simplify(c, bounds, rest), &constant);
}

static void sort_steps(Step *steps, unsigned count) {
  for (unsigned i = 1; i < count; i++)
    for (unsigned k = i; k > 0 && steps[k].size < steps[k - 1].size; k--) {
      Step swap = steps[k];
      steps[k] = steps[k - 1];
      steps[k - 1] = swap;
    }
}

// Different values of the variables give boxes that do not meet in this dim: each step goes beyond all that the smaller ones reach.
static bool tells_apart(Step *steps, unsigned count, int64_t extent) {
  int64_t reach = extent;
  sort_steps(steps, count);
  for (unsigned i = 0; i < count; i++) {
    if (steps[i].size < reach) return false;
    if (steps[i].size > INT32_MAX || reach > INT32_MAX) return false;
    reach += steps[i].size * (steps[i].grid->extent - 1);
  }
  return true;
}

void boxes_tell(Compilation *c, const Bounds *bounds, const Expr *region, GridVar *grid, unsigned grid_count) {
  for (unsigned d = 0; d < region->buffer->rank; d++) {
    Step steps[GRID_LIMIT];
    unsigned count;
    int64_t extent;
    if (!ir_is_int(ir_simplify(c, bounds, region->extents[d]), &extent)) continue;
    if (!steps_of(c, bounds, grid, grid_count, region->indices[d], steps, &count) || !tells_apart(steps, count, extent)) continue;
    for (unsigned i = 0; i < count; i++) steps[i].grid->told = true;
  }
}

bool disjoint_blocks(const Tensorizer *t, const Expr *region) {
  GridVar grid[GRID_LIMIT];
  unsigned grid_count = grid_variables(t, grid);
  boxes_tell(t->c, t->bounds, region, grid, grid_count);
  for (unsigned i = 0; i < grid_count; i++)
    if (!grid[i].told) return false;
  return true;
}
