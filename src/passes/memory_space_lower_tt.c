// memory_space_lower_tt: where every block lives. Normalises the block ops to one producer and one consumer a block, forwards
// element-wise values, places accumulators (analysis value_placement), turns allocations into circular buffers.
//   before: A_shared = T.sblock_alloc_buffer((64, 32), "float16", scope="shared.dyn")
//           C_local = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
//   after:  A_shared = T.sblock_alloc_buffer((64, 32), "float16", scope="tt.cb")
//           C_local = T.sblock_alloc_buffer((64, 64), scope="tt.dst")
//           "tt_circular_buffers": [{"cb_id": 0, "name": "A_shared", "num_pages": 6, "tile_size": 2048, "data_format": "Float16_b"}, ...]
#include "passes/memory_space.h"

static const char *math_fidelity(Compilation *c, const PrimFunc *func, const PassOptions *options) {
  bool exact = ir_attribute_int(&func->attributes, "tt_exact_products", 0);
  if (exact && options->math_fidelity) diag_remark(c, func->span, "products at HiFi4: values that are picked or reduced with all their bits go through the matrix engine");
  if (exact || !options->math_fidelity) return "HiFi4";  // bf16 needs HiFi3 or more to see all bits of in0, TF32 needs HiFi4
  for (int f = FIDELITY_LOFI; f <= FIDELITY_HIFI4; f++)
    if (!strcmp(options->math_fidelity, fidelity_text((MathFidelity)f))) return options->math_fidelity;
  internal_error(c, "unknown math fidelity %s", options->math_fidelity);
}

void pass_memory_space_lower_tt(Compilation *c, Module *module, const PassOptions *options) {
  PrimFunc *func = pass_host(module);
  normalise_blocks(c, func);
  hoist_generates(c, func);
  fuse_eltwise(c, func);
  drop_unused_buffers(c, func);
  bool use_fpu = !options->fp16 || strcmp(options->fp16, "fp32") != 0;
  stage_rows(c, func, use_fpu);
  split_trees(c, func, c->device->dst_tiles_fp32, use_fpu);
  order_transfers(c, func);
  add_scratch_blocks(c, func);
  Placement placement = value_placement(c, func, options);
  share_blocks(c, func, &placement, options);
  assign_circular_buffers(c, func, &placement, options);
  ir_set_attribute(c, &func->attributes, "tt_math_fidelity", ir_string(c, math_fidelity(c, func, options)));
}
