// How a box of a tensor and a block on the chip are moved into each other: an analysis shared by tensorize_tt, which refuses what
// cannot be moved, memory_space_lower_tt and insert_cb_protocol.
#pragma once
#include "passes/pass.h"

typedef enum TransferKind {
  TRANSFER_PAGES,     // whole tiles: the box begins at a tile in both dims of the plane
  TRANSFER_SEGMENTS,  // writes of up to 16 elements of a row: any first row, first column a multiple of 16; also what must not touch padding
  TRANSFER_ELEMENTS,  // element by element, through a scratch page
  TRANSFER_NONE,      // refused
} TransferKind;

typedef struct Transfer {
  TransferKind kind;
  TensorLayout layout;
  const Expr *region;               // of the tensor
  const Buffer *block;
  int block_dim[PLAN_RANK_LIMIT];   // of each dim of the tensor: the dim of the block that it runs along, -1 for one index
  int64_t extents[2];               // of the box in the plane dims
  bool rest_is_zero[2];             // what the last tile of the box holds beyond it: padding
  const char *refusal;              // TRANSFER_NONE: why not
} Transfer;

// `region` has constant extents; false if its wide dims are not those of the block, in order.
bool transfer_matches(Compilation *c, const Expr *region, const Buffer *block, int block_dim[PLAN_RANK_LIMIT]);
// `visible`: somebody reads the tensor, so its padding must stay zero.
Transfer transfer_of(Compilation *c, const Bounds *bounds, const PrimFunc *host, const Param *param, const Expr *region, const Buffer *block, bool visible);
