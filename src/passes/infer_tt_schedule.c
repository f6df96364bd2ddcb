// infer_tt_schedule: how the grid of T.Kernel is dealt to the cores; body unchanged.
//   before: with T.Kernel(8, 8) as (bx, by)
//   after:  "tt_grid_x": 8, "tt_grid_y": 8, "tt_grid_z": 1, "tt_num_tiles": 64, "tt_num_cores": 64,
//           "tt_tiles_per_core": [[0, 1], [1, 1], ...]   one [start, count] per core, row-major, idle cores with count 0
#include "passes/pass.h"

typedef struct FindLaunch {
  Stmt *launch;  // the first: the functions of several launches are split before (launches.c)
} FindLaunch;

static void find_launch(void *state, Stmt *stmt) {
  FindLaunch *find = state;
  if (stmt->kind != STMT_LAUNCH) return;
  if (!find->launch) find->launch = stmt;
}

// Programs of single threads have no form on a Tensix core.
static void refuse_threads(Compilation *c, const Stmt *launch) {
  for (unsigned i = 0; i < 3; i++) {
    const Var *thread = launch->launch.thread_vars[i];
    const Expr *use = thread ? ir_find_var(&launch->launch.body, thread) : NULL;
    if (use)
      diag_unsupported(c, use->span.file == NO_FILE ? launch->span : use->span,
                       "the index of a GPU thread: a Tensix core runs one program per block; write the loop with T.Parallel");
  }
}

// The contiguous split: every core gets blocks / cores, the first blocks % cores get one more.
static const Expr *split_blocks(Compilation *c, int64_t blocks, int64_t cores) {
  const Expr **rows = arena_array(c->arena, const Expr *, cores);
  int64_t start = 0;
  for (int64_t i = 0; i < cores; i++) {
    int64_t count = blocks / cores + (i < blocks % cores);
    rows[i] = ir_ints(c, (const int64_t[]){start, count}, 2);
    start += count;
  }
  return ir_list(c, rows, (unsigned)cores);
}

void pass_infer_tt_schedule(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *func = pass_host(module);
  FindLaunch find = {0};
  ir_visit_block(&func->body, find_launch, &find);
  if (!find.launch) {
    diag_error(c, func->span, "%s has no T.Kernel: nothing runs on the chip", func->name);
    return;
  }
  refuse_threads(c, find.launch);
  int64_t grid[3] = {1, 1, 1}, blocks = 1;
  for (unsigned d = 0; d < find.launch->launch.dims; d++) {
    const Expr *extent = ir_simplify(c, NULL, find.launch->launch.extents[d]);
    if (!ir_is_int(extent, &grid[d])) {
      diag_unsupported(c, find.launch->span, "a grid extent that is not a constant: give the symbols in it a value with -D");
      return;
    }
    if (grid[d] < 1 || grid[d] > INT32_MAX || blocks > INT32_MAX / grid[d]) {
      diag_error(c, find.launch->span, "the grid has an extent of %lld; every extent must be at least 1 and their product below 2^31",
                 (long long)grid[d]);
      return;
    }
    blocks *= grid[d];
  }
  int64_t cores = device_cores(c->device);
  static const char *const KEYS[] = {"tt_grid_x", "tt_grid_y", "tt_grid_z"};
  for (unsigned d = 0; d < 3; d++) ir_set_attribute(c, &func->attributes, KEYS[d], ir_int(c, grid[d]));
  ir_set_attribute(c, &func->attributes, "tt_num_tiles", ir_int(c, blocks));
  ir_set_attribute(c, &func->attributes, "tt_num_cores", ir_int(c, cores));
  ir_set_attribute(c, &func->attributes, "tt_tiles_per_core", split_blocks(c, blocks, cores));
}
