// Row-major tensors <-> pages of 32x32 tiles with four 16x16 faces, zero-filled padding, conversion to the stored format.
// Shared by the driver and by the host API of metalium/.
#pragma once
#include "device/device.h"
#include <stdint.h>

// A tile of 1024 values in row-major order to and from the bytes of a page. Values: float for float formats, int32 otherwise.
void tile_encode(DataFormat format, const float values[1024], void *page);
void tile_decode(DataFormat format, const void *page, float values[1024]);
void tile_encode_int(DataFormat format, const int32_t values[1024], void *page);
void tile_decode_int(DataFormat format, const void *page, int32_t values[1024]);
