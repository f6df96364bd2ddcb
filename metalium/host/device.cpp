// The device and its DRAM.

#include <cstdlib>
#include <stdexcept>
#include <string>

#include <tt-metalium/distributed.hpp>

#include "core.h"

namespace tt::tt_metal::distributed {

std::shared_ptr<MeshDevice> MeshDevice::create_unit_mesh(int device_id) {
    const char* named = std::getenv("TILECC_TARGET");
    const char* name = named && *named ? named : "wormhole_n150";
    const ::Device* chip = device_find(name);
    if (!chip) {
        throw std::runtime_error(std::string("TILECC_TARGET names no known chip: ") + name);
    }
    if (device_id != 0) {
        throw std::runtime_error("there is one emulated device, number 0");
    }
    ::Emulator* emulator = emu_open(chip);
    const char* numerics = std::getenv("TILECC_NUMERICS");
    if (emulator && numerics) {
        const std::string kind = numerics;
        emu_set_numerics(emulator, kind == "fast" ? EMU_NUMERICS_FAST : kind == "regular" ? EMU_NUMERICS_REGULAR : EMU_NUMERICS_EXACT);
    }
    return std::shared_ptr<MeshDevice>(new MeshDevice(chip, emulator));
}

MeshDevice::~MeshDevice() { close(); }

bool MeshDevice::close() {
    if (emulator_) {
        emu_close(emulator_);
    }
    emulator_ = nullptr;
    return true;
}

CoreCoord MeshDevice::compute_with_storage_grid_size() const { return {chip_->grid_columns, chip_->grid_rows}; }

std::shared_ptr<MeshBuffer> MeshBuffer::create(
    const ReplicatedBufferConfig& config, const DeviceLocalBufferConfig& local, MeshDevice* device) {
    if (local.buffer_type != BufferType::DRAM) {
        throw std::runtime_error("the emulator knows buffers in DRAM");
    }
    if (!local.page_size || local.page_size > UINT32_MAX || !config.size || config.size % local.page_size) {
        throw std::runtime_error("the size of a buffer must be a multiple of its page size");
    }
    uint32_t page_bytes = static_cast<uint32_t>(local.page_size);
    uint32_t address = emu_dram_allocate(device->emulator(), config.size / page_bytes, page_bytes);
    if (!address) {
        throw std::runtime_error("DRAM is full");
    }
    return std::shared_ptr<MeshBuffer>(new MeshBuffer(address, config.size, page_bytes));
}

namespace detail {

void write_buffer(MeshCommandQueue& queue, const MeshBuffer& buffer, const void* data, size_t bytes) {
    if (bytes != buffer.size()) {
        throw std::runtime_error("a write of " + std::to_string(bytes) + " bytes to a buffer of " + std::to_string(buffer.size()));
    }
    emu_dram_write(queue.device()->emulator(), static_cast<uint32_t>(buffer.address()), buffer.num_pages(), buffer.page_size(), data);
}

void read_buffer(MeshCommandQueue& queue, const MeshBuffer& buffer, void* data) {
    emu_dram_read(queue.device()->emulator(), static_cast<uint32_t>(buffer.address()), buffer.num_pages(), buffer.page_size(), data);
}

}  // namespace detail

}  // namespace tt::tt_metal::distributed
