// Wormhole B0: an n150 card, and one of the two chips of an n300 card. Source keys as in docs/device-facts.md.
#include "device/device.h"

extern const Device DEVICE_WORMHOLE_N150, DEVICE_WORMHOLE_N300;

const Device DEVICE_WORMHOLE_N150 = {
    .name = "wormhole_n150",
    .alias = "wormhole",
    .grid_columns = 8,  // TM core_descriptors: 8x8 compute cores
    .grid_rows = 8,
#include "device/wormhole.def"
};

const Device DEVICE_WORMHOLE_N300 = {
    .name = "wormhole_n300",
    .alias = "n300",
    .grid_columns = 8,  // TM core_descriptors: 8x7 compute cores of each chip; a program runs on one of them
    .grid_rows = 7,
#include "device/wormhole.def"
};
