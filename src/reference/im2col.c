// T.im2col: patches of an NHWC image as rows of a matrix. In: a tensor, a block of the destination and where it lies in the whole matrix;
// out: the elements of the block; 0 where the patch lies outside of the image.
#include "reference/program.h"

typedef struct Patches {
  const Memory *image;
  int64_t shape[4];  // N, H, W, C
  int64_t first_row, first_column, kernel, stride, dilation, padding;
  int64_t out_height, out_width;
} Patches;

static int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a % b < 0) != (b < 0)); }

static bool open_patches(Machine *m, const TileCall *call, const Box *block, Patches *p) {
  const Region *image = &call->regions[0];
  p->image = image->memory;
  if (p->image->buffer->rank != 4) internal_error(m->c, "T.im2col of an image of %u dimensions", p->image->buffer->rank);
  for (unsigned i = 0; i < 4; i++) p->shape[i] = p->image->shape[i];
  int64_t numbers[TILE_NUMBERS];
  const int64_t far = 1ll << 24;
  for (unsigned i = 0; i < TILE_NUMBERS; i++) {
    numbers[i] = int_of(m, call->numbers[i]);
    bool wanted = i >= 2 && i != 5;  // kernel, stride, dilation: at least 1
    if (numbers[i] >= (wanted ? 1 : 0) && numbers[i] <= far) continue;
    diag_error(m->c, block->region->span, "operand %u of T.im2col is %lld", i + 2, (long long)numbers[i]);
    return false;
  }
  p->kernel = numbers[2];
  p->stride = numbers[3];
  p->dilation = numbers[4];
  p->padding = numbers[5];
  unsigned r = block->rank - 2;
  p->first_row = numbers[0] * block->extents[r];
  p->first_column = numbers[1] * block->extents[r + 1];
  int64_t reach = (p->kernel - 1) * p->dilation + 1;
  p->out_height = floor_quotient(p->shape[1] + 2 * p->padding - reach, p->stride) + 1;
  p->out_width = floor_quotient(p->shape[2] + 2 * p->padding - reach, p->stride) + 1;
  if (p->out_height > 0 && p->out_width > 0 && p->shape[3] > 0) return true;
  diag_error(m->c, block->region->span, "T.im2col: the kernel does not fit into the image");
  return false;
}

// Offset in the image of the element that belongs at (row, column) of the matrix, or -1 outside.
static int64_t source_of(const Patches *p, int64_t row, int64_t column) {
  int64_t pixels = p->out_height * p->out_width, channels = p->shape[3];
  int64_t at[4] = {row / pixels,
                   row % pixels / p->out_width * p->stride + column / (p->kernel * channels) * p->dilation - p->padding,
                   row % p->out_width * p->stride + column / channels % p->kernel * p->dilation - p->padding, column % channels};
  int64_t offset = 0;
  for (unsigned i = 0; i < 4; i++) {
    if (at[i] < 0 || at[i] >= p->shape[i]) return -1;
    offset += at[i] * p->image->strides[i];
  }
  return offset;
}

bool im2col_run(Machine *m, const TileCall *call) {
  Box block;
  Patches p = {0};
  if (!box_make(m, &call->regions[1], 2, &block)) return false;
  if (block.rank != 2) internal_error(m->c, "T.im2col into a box of %u dimensions", block.rank);
  if (!box_inside(m, &block) || !open_patches(m, call, &block, &p)) return false;
  DType from = p.image->buffer->type, type = block.memory->buffer->type;
  for (int64_t i = 0; i < block.extents[0]; i++)
    for (int64_t j = 0; j < block.extents[1]; j++) {
      Scalar value = {0}, converted;
      int64_t source = source_of(&p, p.first_row + i, p.first_column + j), row = block.mins[0] + i, column = block.mins[1] + j;
      if (row < 0 || row >= block.shape[0] || column < 0 || column >= block.shape[1] || block.outside) continue;
      if (source >= 0) elements_read(p.image, source, 1, 1, &value);
      values_convert(type, &converted, from, &value, 1);
      elements_write(block.memory, block.offset + row * block.strides[0] + column * block.strides[1], 1, 1, &converted);
    }
  box_mark_written(&block);
  return true;
}
