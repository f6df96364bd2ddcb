// Row-major arrays <-> tiles. A page is one 32x32 tile of the tile plane; the other dims count pages, outermost first.
#include "driver/pages.h"

#include "emulator/tiles.h"

enum { TILE = 32, TILE_ELEMENTS = TILE * TILE };

// How to walk one tensor: element strides of the tile plane and where each batch begins.
typedef struct Layout {
  int64_t rows, columns;                // of the plane, unpadded
  size_t row_stride, column_stride;
  unsigned batch_dims;
  int64_t batch_shape[PLAN_MAX_RANK];   // outermost first
  size_t batch_stride[PLAN_MAX_RANK];
} Layout;

static Layout layout_of(const PlanTensor *tensor) {
  size_t strides[PLAN_MAX_RANK] = {0};
  size_t stride = 1;
  for (unsigned d = tensor->rank; d-- > 0;) {
    strides[d] = stride;
    stride *= (size_t)tensor->shape[d];
  }
  if (tensor->rank == 1) return (Layout){.rows = 1, .columns = tensor->shape[0], .column_stride = 1};
  unsigned row = tensor->plane[0], column = tensor->plane[1];
  Layout layout = {tensor->shape[row], tensor->shape[column], strides[row], strides[column], 0, {0}, {0}};
  for (unsigned d = 0; d < tensor->rank; d++) {
    if (d == row || d == column) continue;
    layout.batch_shape[layout.batch_dims] = tensor->shape[d];
    layout.batch_stride[layout.batch_dims++] = strides[d];
  }
  return layout;
}

static size_t batch_begin(const Layout *layout, int64_t batch) {
  size_t begin = 0;
  for (unsigned d = layout->batch_dims; d-- > 0;) {
    begin += (size_t)(batch % layout->batch_shape[d]) * layout->batch_stride[d];
    batch /= layout->batch_shape[d];
  }
  return begin;
}

static bool stored_as_integers(const PlanTensor *tensor) { return format_roundoff(tensor->format) == 0; }

static void encode_tile(const PlanTensor *tensor, const Layout *layout, const Array *array, size_t begin, int64_t row,
                        int64_t column, void *page) {
  float floats[TILE_ELEMENTS] = {0};
  int32_t integers[TILE_ELEMENTS] = {0};
  bool as_integers = stored_as_integers(tensor);
  for (int64_t i = 0; i < TILE && row + i < layout->rows; i++)
    for (int64_t j = 0; j < TILE && column + j < layout->columns; j++) {
      size_t at = begin + (size_t)(row + i) * layout->row_stride + (size_t)(column + j) * layout->column_stride;
      if (as_integers) integers[i * TILE + j] = (int32_t)(uint32_t)(int64_t)array_get(array, at);
      else floats[i * TILE + j] = (float)array_get(array, at);
    }
  if (as_integers) tile_encode_int(tensor->format, integers, page);
  else tile_encode(tensor->format, floats, page);
}

static void decode_tile(const PlanTensor *tensor, const Layout *layout, Array *array, size_t begin, int64_t row,
                        int64_t column, const void *page) {
  float floats[TILE_ELEMENTS];
  int32_t integers[TILE_ELEMENTS];
  bool as_integers = stored_as_integers(tensor);
  if (as_integers) tile_decode_int(tensor->format, page, integers);
  else tile_decode(tensor->format, page, floats);
  for (int64_t i = 0; i < TILE && row + i < layout->rows; i++)
    for (int64_t j = 0; j < TILE && column + j < layout->columns; j++) {
      size_t at = begin + (size_t)(row + i) * layout->row_stride + (size_t)(column + j) * layout->column_stride;
      int64_t from = i * TILE + j;
      if (as_integers) array_set_integer(array, at, integers[from]);
      else if (array->type == TYPE_FLOAT64) array->doubles[at] = (double)floats[from];
      else array->floats[at] = floats[from];
    }
}

size_t pages_bytes(const PlanTensor *tensor) {
  return (size_t)tensor->batches * (size_t)tensor->tile_rows * (size_t)tensor->tile_columns * tensor->page_bytes;
}

void pages_encode(const PlanTensor *tensor, const Array *array, void *pages) {
  Layout layout = layout_of(tensor);
  char *page = pages;
  for (int64_t batch = 0; batch < tensor->batches; batch++)
    for (int64_t row = 0; row < tensor->tile_rows; row++)
      for (int64_t column = 0; column < tensor->tile_columns; column++, page += tensor->page_bytes)
        encode_tile(tensor, &layout, array, batch_begin(&layout, batch), row * TILE, column * TILE, page);
}

void pages_decode(const PlanTensor *tensor, const void *pages, Array *array) {
  Layout layout = layout_of(tensor);
  const char *page = pages;
  for (int64_t batch = 0; batch < tensor->batches; batch++)
    for (int64_t row = 0; row < tensor->tile_rows; row++)
      for (int64_t column = 0; column < tensor->tile_columns; column++, page += tensor->page_bytes)
        decode_tile(tensor, &layout, array, batch_begin(&layout, batch), row * TILE, column * TILE, page);
}
