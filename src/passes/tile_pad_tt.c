// tile_pad_tt: tensors become whole tiles; from here on the program only knows padded shapes.
//   before: A = T.match_buffer(A_handle, (200, 130), "float16")
//   after:  A = T.match_buffer(A_handle, (224, 160), "float16")
//           "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [200, 130], "padded_shape": [224, 160], "padding_amount": [24, 30]}}
// A dim that is stored in parts keeps its extent: its padding lies between the parts.
// Right because the host stores 0 in the padding, which is what a read outside the tensor gives, and cuts the padding off what
// it reads back. Blocks that reach beyond the padded shape are the business of insert_cb_protocol.
#include "passes/pass.h"

static const Expr *pad_tensor(Compilation *c, PrimFunc *func, Param *param) {
  Buffer *buffer = param->buffer;
  const Expr *padded = ir_attribute(&func->attributes, pass_buffer_key(c, param->name, "padded_shape"));
  if (!padded) internal_error(c, "%s needs padding but has no padded shape", param->name);
  TensorLayout layout = pass_layout(c, func, param);
  int64_t original[PLAN_RANK_LIMIT], amount[PLAN_RANK_LIMIT];
  for (unsigned d = 0; d < buffer->rank; d++) {
    original[d] = pass_dim(c, buffer, d);
    amount[d] = padded->items[d]->integer - original[d];
    bool parts = false;
    for (unsigned i = 0; i < 2; i++) parts |= layout.plane[i] == (int)d && layout.part[i] < layout.size[i];
    if (!parts) buffer->shape[d] = padded->items[d];
  }
  KeywordList info = {0};
  ir_set_attribute(c, &info, "needs_padding", ir_int(c, 1));
  ir_set_attribute(c, &info, "original_shape", ir_ints(c, original, buffer->rank));
  ir_set_attribute(c, &info, "padded_shape", padded);
  ir_set_attribute(c, &info, "padding_amount", ir_ints(c, amount, buffer->rank));
  return ir_dict(c, &info);
}

void pass_tile_pad_tt(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *func = pass_host(module);
  KeywordList info = {0};
  for (size_t i = 0; i < func->params.count; i++) {
    Param *param = &func->params.items[i];
    if (param->buffer) param->buffer->strides = NULL;  // how the user's array lies is the host's business
    if (param->buffer && ir_attribute_int(&func->attributes, pass_buffer_key(c, param->name, "needs_padding"), 0))
      ir_set_attribute(c, &info, param->name, pad_tensor(c, func, param));
  }
  ir_set_attribute(c, &func->attributes, "tt_padding_info", ir_dict(c, &info));
}
