// tt_shard_to_core_map: logical cores to the chip's grid; body unchanged.
//   before: "tt_tiles_per_core": [[0, 1], ..., [15, 1], [16, 0], ...]
//   after:  "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [7, 1]]], "tt_core_runtime_args": [[0, 1], ...]
// Core i of the row-major order stands at column i % columns, row i // columns. Only cores with work are in the ranges: runs of
// a row, and equal runs of consecutive rows merged to one rectangle.
#include "passes/pass.h"

typedef struct Rectangle {
  int64_t x0, y0, x1, y1;
} Rectangle;

static bool works(const Expr *rows, int64_t core) { return rows->items[core]->items[1]->integer > 0; }

static const Expr *merged_rectangles(Compilation *c, const Expr *rows, int64_t columns) {
  VECTOR(Rectangle) rectangles = {0};
  for (int64_t y = 0; y * columns < (int64_t)rows->item_count; y++)
    for (int64_t x = 0; x < columns; x++) {
      if (!works(rows, y * columns + x)) continue;
      int64_t end = x;
      while (end + 1 < columns && works(rows, y * columns + end + 1)) end++;
      Rectangle *last = rectangles.count ? &rectangles.items[rectangles.count - 1] : NULL;
      if (last && last->x0 == x && last->x1 == end && last->y1 == y - 1)
        last->y1 = y;
      else
        vector_push(c->arena, &rectangles, ((Rectangle){x, y, end, y}));
      x = end;
    }
  const Expr **items = arena_array(c->arena, const Expr *, rectangles.count);
  for (size_t i = 0; i < rectangles.count; i++) {
    const Rectangle *r = &rectangles.items[i];
    const Expr *corners[2] = {ir_ints(c, (const int64_t[]){r->x0, r->y0}, 2), ir_ints(c, (const int64_t[]){r->x1, r->y1}, 2)};
    items[i] = ir_list(c, corners, 2);
  }
  return ir_list(c, items, (unsigned)rectangles.count);
}

void pass_tt_shard_to_core_map(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *func = pass_host(module);
  const Expr *rows = ir_attribute(&func->attributes, "tt_tiles_per_core");
  if (rows->kind != EXPR_LIST || rows->item_count != device_cores(c->device)) {
    diag_error(c, func->span, "tt_tiles_per_core has %u rows, but %s has %u cores: was it made for another target?",
               rows->kind == EXPR_LIST ? rows->item_count : 0, c->device->name, device_cores(c->device));
    return;
  }
  for (unsigned i = 0; i < rows->item_count; i++) {
    const Expr *row = rows->items[i];
    if (row->kind != EXPR_LIST || row->item_count != 2 || row->items[0]->kind != EXPR_INT || row->items[1]->kind != EXPR_INT) {
      diag_error(c, func->span, "row %u of tt_tiles_per_core is not [start, count]", i);
      return;
    }
  }
  ir_set_attribute(c, &func->attributes, "tt_target", ir_string(c, c->device->name));
  ir_set_attribute(c, &func->attributes, "tt_core_ranges", merged_rectangles(c, rows, c->device->grid_columns));
  ir_set_attribute(c, &func->attributes, "tt_core_runtime_args", rows);
}
