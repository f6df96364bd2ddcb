// Row-major arrays <-> tiles. A page is one 32x32 tile of the tile plane; the other dims, and the parts of a plane dim that is stored in
// parts, count planes, outermost first.
#include "driver/pages.h"

#include "emulator/tiles.h"

enum { TILE = 32, TILE_ELEMENTS = TILE * TILE };

// A dim that counts planes: a dim of the tensor, or the parts of a plane dim.
typedef struct BatchDim {
  int64_t extent;
  size_t stride;    // in elements of the array
  int part_of;      // -1, or the plane dim (0: rows, 1: columns) whose parts it counts
} BatchDim;

// How to walk one tensor.
typedef struct Layout {
  int64_t size[2], part[2];  // of the plane dims in elements: in all, and in one part
  size_t stride[2];
  unsigned batch_dims;
  BatchDim batch[PLAN_MAX_RANK];  // outermost first
} Layout;

static Layout layout_of(const PlanTensor *tensor) {
  size_t strides[PLAN_MAX_RANK] = {0};
  size_t stride = 1;
  for (unsigned d = tensor->rank; d-- > 0;) {
    strides[d] = stride;
    stride *= (size_t)tensor->shape[d];
  }
  Layout layout = {.size = {1, 1}, .part = {1, 1}};
  for (unsigned d = 0; d < tensor->rank; d++) {
    int which = tensor->plane[0] == (int)d ? 0 : tensor->plane[1] == (int)d ? 1 : -1;
    if (which < 0) {
      layout.batch[layout.batch_dims++] = (BatchDim){tensor->shape[d], strides[d], -1};
      continue;
    }
    int64_t part = tensor->split[which] ? tensor->split[which] : tensor->shape[d];
    layout.size[which] = tensor->shape[d];
    layout.part[which] = part;
    layout.stride[which] = strides[d];
    if (part < tensor->shape[d])
      layout.batch[layout.batch_dims++] = (BatchDim){(tensor->shape[d] + part - 1) / part, strides[d] * (size_t)part, which};
  }
  return layout;
}

// One plane: where it begins in the array, and its rows and columns.
typedef struct Plane {
  size_t begin;
  int64_t extent[2];
} Plane;

static Plane plane_of(const Layout *layout, int64_t batch) {
  Plane plane = {0, {layout->part[0], layout->part[1]}};
  for (unsigned d = layout->batch_dims; d-- > 0;) {
    const BatchDim *dim = &layout->batch[d];
    int64_t index = batch % dim->extent;
    plane.begin += (size_t)index * dim->stride;
    batch /= dim->extent;
    if (dim->part_of < 0) continue;
    int64_t left = layout->size[dim->part_of] - index * layout->part[dim->part_of];
    if (left < plane.extent[dim->part_of]) plane.extent[dim->part_of] = left;
  }
  return plane;
}

static bool stored_as_integers(const PlanTensor *tensor) { return format_roundoff(tensor->format) == 0; }

static void encode_tile(const PlanTensor *tensor, const Layout *layout, const Array *array, const Plane *plane, int64_t row,
                        int64_t column, void *page) {
  float floats[TILE_ELEMENTS] = {0};
  int32_t integers[TILE_ELEMENTS] = {0};
  bool as_integers = stored_as_integers(tensor);
  for (int64_t i = 0; i < TILE && row + i < plane->extent[0]; i++)
    for (int64_t j = 0; j < TILE && column + j < plane->extent[1]; j++) {
      size_t at = plane->begin + (size_t)(row + i) * layout->stride[0] + (size_t)(column + j) * layout->stride[1];
      if (as_integers) integers[i * TILE + j] = (int32_t)(uint32_t)(int64_t)array_get(array, at);
      else floats[i * TILE + j] = (float)array_get(array, at);
    }
  if (as_integers) tile_encode_int(tensor->format, integers, page);
  else tile_encode(tensor->format, floats, page);
}

static void decode_tile(const PlanTensor *tensor, const Layout *layout, Array *array, const Plane *plane, int64_t row,
                        int64_t column, const void *page) {
  float floats[TILE_ELEMENTS];
  int32_t integers[TILE_ELEMENTS];
  bool as_integers = stored_as_integers(tensor);
  if (as_integers) tile_decode_int(tensor->format, page, integers);
  else tile_decode(tensor->format, page, floats);
  for (int64_t i = 0; i < TILE && row + i < plane->extent[0]; i++)
    for (int64_t j = 0; j < TILE && column + j < plane->extent[1]; j++) {
      size_t at = plane->begin + (size_t)(row + i) * layout->stride[0] + (size_t)(column + j) * layout->stride[1];
      int64_t from = i * TILE + j;
      if (as_integers) array_set_integer(array, at, integers[from]);
      else if (array->type == TYPE_FLOAT64) array->doubles[at] = (double)floats[from];
      else if (type_bits(array->type) <= 8) array_set(array, at, (double)floats[from]);  // stored in a wider format
      else array->floats[at] = floats[from];
    }
}

size_t pages_bytes(const PlanTensor *tensor) {
  return (size_t)tensor->batches * (size_t)tensor->tile_rows * (size_t)tensor->tile_columns * tensor->page_bytes;
}

void pages_encode(const PlanTensor *tensor, const Array *array, void *pages) {
  Layout layout = layout_of(tensor);
  char *page = pages;
  for (int64_t batch = 0; batch < tensor->batches; batch++) {
    Plane plane = plane_of(&layout, batch);
    for (int64_t row = 0; row < tensor->tile_rows; row++)
      for (int64_t column = 0; column < tensor->tile_columns; column++, page += tensor->page_bytes)
        encode_tile(tensor, &layout, array, &plane, row * TILE, column * TILE, page);
  }
}

void pages_decode(const PlanTensor *tensor, const void *pages, Array *array) {
  Layout layout = layout_of(tensor);
  const char *page = pages;
  for (int64_t batch = 0; batch < tensor->batches; batch++) {
    Plane plane = plane_of(&layout, batch);
    for (int64_t row = 0; row < tensor->tile_rows; row++)
      for (int64_t column = 0; column < tensor->tile_columns; column++, page += tensor->page_bytes)
        decode_tile(tensor, &layout, array, &plane, row * TILE, column * TILE, page);
  }
}
