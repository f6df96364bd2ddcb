// apply_tt_defaults: stamps the default attributes; what the user set stays. Workspaces become parameters, vectors statements of their elements; the
// body is else unchanged.
//   before: T.func_attr({})
//   after:  T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major",
//                        "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32})
//   For a release of Metalium that is not the default also "tt_metalium": "0.66".
#include "device/metalium.h"
#include "passes/launches.h"

static void stamp(Compilation *c, PrimFunc *func, const char *key, const Expr *value) {
  if (!ir_attribute(&func->attributes, key)) ir_set_attribute(c, &func->attributes, key, value);
}

static void expect_string(Compilation *c, const PrimFunc *func, const char *key, const char *supported) {
  const char *value = ir_attribute_string(&func->attributes, key);
  if (!value || strcmp(value, supported))
    diag_unsupported(c, func->span, "%s other than \"%s\": leave the attribute out", key, supported);
}

static void expect_tile(Compilation *c, const PrimFunc *func, const char *key) {
  if (ir_attribute_int(&func->attributes, key, 0) != TILE)
    diag_unsupported(c, func->span, "%s other than %d: tiles of the chip are 32x32", key, TILE);
}

void pass_apply_tt_defaults(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *func = pass_host(module);
  *func = *ir_expand_vectors(c, func);
  refuse_gpu(c, func);
  launches_lift_workspaces(c, func);
  if (c->metalium && c->metalium != metalium_at(0)) stamp(c, func, "tt_metalium", ir_string(c, c->metalium->name));
  stamp(c, func, "tt_schedule_policy", ir_string(c, "contiguous"));
  stamp(c, func, "tt_schedule_order", ir_string(c, "row_major"));
  stamp(c, func, "tt_layout_type", ir_string(c, "dram_interleaved"));
  stamp(c, func, "tt_tile_height", ir_int(c, TILE));
  stamp(c, func, "tt_tile_width", ir_int(c, TILE));
  expect_string(c, func, "tt_schedule_policy", "contiguous");
  expect_string(c, func, "tt_schedule_order", "row_major");
  expect_string(c, func, "tt_layout_type", "dram_interleaved");
  expect_tile(c, func, "tt_tile_height");
  expect_tile(c, func, "tt_tile_width");
}
