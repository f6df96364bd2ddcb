// Tensors to and from the pages of DRAM: the plan says which dims are tiled and in which order pages lie.
#pragma once
#include "driver/arrays.h"
#include "ir/plan.h"

size_t pages_bytes(const PlanTensor *tensor);
// The array (declared shape) as pages; what lies beyond the tensor is zero.
void pages_encode(const PlanTensor *tensor, const Array *array, void *pages);
// The inverse. Values are those stored: a float16 tensor stored as bfloat16 gives bfloat16 values.
void pages_decode(const PlanTensor *tensor, const void *pages, Array *array);
