// Look-ups: targets by name, tile formats, fidelities. Facts of one chip are in its own file.
#include "device/device.h"

#include <string.h>

extern const Device DEVICE_WORMHOLE_N150, DEVICE_WORMHOLE_N300, DEVICE_BLACKHOLE_P150;

static const Device *const DEVICES[] = {&DEVICE_WORMHOLE_N150, &DEVICE_WORMHOLE_N300, &DEVICE_BLACKHOLE_P150};

const Device *device_at(size_t index) {
  return index < sizeof DEVICES / sizeof *DEVICES ? DEVICES[index] : NULL;
}

const Device *device_find(const char *name) {
  for (size_t i = 0; i < sizeof DEVICES / sizeof *DEVICES; i++)
    if (!strcmp(DEVICES[i]->name, name) || !strcmp(DEVICES[i]->alias, name)) return DEVICES[i];
  return NULL;
}

typedef struct FormatInfo {
  const char *text;
  unsigned tile_bytes;
  double roundoff;
} FormatInfo;

// A bfp8 tile is 64 shared exponents and 1024 bytes of sign and 7-bit magnitude; its roundoff is relative to the largest of 16.
static const FormatInfo FORMATS[FORMAT_COUNT] = {
    [FORMAT_FLOAT32] = {"Float32", 4096, 0x1p-24}, [FORMAT_FLOAT16_B] = {"Float16_b", 2048, 0x1p-8},
    [FORMAT_BFP8_B] = {"Bfp8_b", 1088, 0x1p-7},    [FORMAT_INT32] = {"Int32", 4096, 0},
    [FORMAT_UINT32] = {"UInt32", 4096, 0},         [FORMAT_UINT16] = {"UInt16", 2048, 0},
    [FORMAT_UINT8] = {"UInt8", 1024, 0},
};

const char *format_text(DataFormat format) { return FORMATS[format].text; }
unsigned format_tile_bytes(DataFormat format) { return FORMATS[format].tile_bytes; }
double format_roundoff(DataFormat format) { return FORMATS[format].roundoff; }

bool format_from_text(const char *text, DataFormat *format) {
  for (unsigned i = 0; i < FORMAT_COUNT; i++)
    if (!strcmp(FORMATS[i].text, text)) {
      *format = (DataFormat)i;
      return true;
    }
  return false;
}

const char *fidelity_text(MathFidelity fidelity) {
  static const char *const TEXTS[] = {"LoFi", "HiFi2", "HiFi3", "HiFi4"};
  return TEXTS[fidelity];
}
