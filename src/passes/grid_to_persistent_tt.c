// grid_to_persistent_tt: a core works through its blocks in a loop.
//   before: with T.Kernel(8, 8) as (bx, by): BODY
//   after:  def f(..., tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
//               for tt_i in range(tt_count):
//                   tile_id = tt_start_id + tt_i;  bx = tile_id % grid_x;  by = tile_id // grid_x;  BODY
#include "passes/launches.h"
#include "passes/pass.h"

static Var *add_runtime_arg(Compilation *c, PrimFunc *func, const char *name) {
  Var *var = ir_new_var(c, name, TYPE_INT32);
  Param param = {.name = var->name, .var = var};
  vector_push(c->arena, &func->params, param);
  return var;
}

// x = id % grid_x, y = id // grid_x (% grid_y with a z), z = id // grid_x // grid_y
static const Expr *block_index(Compilation *c, Var *tile_id, Var *const *grid, unsigned dims, unsigned dim) {
  const Expr *index = ir_var(c, tile_id);
  for (unsigned d = 0; d < dim; d++) index = ir_op(c, OP_FLOORDIV, index, ir_var(c, grid[d]));
  if (dim + 1 < dims) index = ir_op(c, OP_FLOORMOD, index, ir_var(c, grid[dim]));
  return index;
}

static Stmt *persistent_loop(Compilation *c, PrimFunc *func, Stmt *launch) {
  static const char *const GRID[] = {"grid_x", "grid_y", "grid_z"};
  unsigned dims = launch->launch.dims;
  // tt_runtime_args always has grid_x and grid_y, grid_z only for a grid of three dims.
  unsigned args = dims < 2 ? 2 : dims;
  Var *start = add_runtime_arg(c, func, "tt_start_id"), *count = add_runtime_arg(c, func, "tt_count"), *grid[3];
  const Expr *names[5] = {ir_string(c, "tt_start_id"), ir_string(c, "tt_count")};
  for (unsigned d = 0; d < args; d++) {
    grid[d] = add_runtime_arg(c, func, GRID[d]);
    names[2 + d] = ir_string(c, GRID[d]);
  }
  ir_set_attribute(c, &func->attributes, "tt_persistent_loop", ir_int(c, 1));
  ir_set_attribute(c, &func->attributes, "tt_runtime_args", ir_list(c, names, 2 + args));

  Var *step = ir_new_var(c, "tt_i", TYPE_INT32), *tile_id = ir_new_var(c, "tile_id", TYPE_INT32);
  Stmt *loop = ir_for(c, step, ir_int(c, 0), ir_var(c, count), LOOP_SERIAL);
  loop->span = launch->span;
  ir_append(c, &loop->loop.body, ir_let(c, tile_id, ir_op(c, OP_ADD, ir_var(c, start), ir_var(c, step))));
  for (unsigned d = 0; d < dims; d++)
    ir_append(c, &loop->loop.body, ir_let(c, launch->launch.grid[d], ir_cast(c, launch->launch.grid[d]->type, block_index(c, tile_id, grid, dims < 2 ? 2 : dims, d))));
  for (size_t i = 0; i < launch->launch.body.count; i++) ir_append(c, &loop->loop.body, launch->launch.body.items[i]);
  return loop;
}

void pass_grid_to_persistent_tt(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *func = pass_host(module);
  for (size_t i = 0; i < func->body.count; i++) {
    Stmt *stmt = func->body.items[i];
    if (stmt->kind == STMT_LAUNCH)
      func->body.items[i] = persistent_loop(c, func, stmt);
    else
      launches_refuse_outside(c, stmt);
  }
}
