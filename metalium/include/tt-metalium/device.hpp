// The device is a mesh of one chip.
#pragma once
#include <tt-metalium/mesh_device.hpp>
