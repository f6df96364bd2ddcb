// Buffers in DRAM, interleaved over its banks page by page.
#pragma once
#include <cstdint>
#include <memory>

#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/mesh_device.hpp>

namespace tt::tt_metal {
using DeviceAddr = uint64_t;
}

namespace tt::tt_metal::distributed {

struct DeviceLocalBufferConfig {
    DeviceAddr page_size = 0;
    BufferType buffer_type = BufferType::DRAM;
};

struct ReplicatedBufferConfig {
    DeviceAddr size = 0;
};

class MeshBuffer {
public:
    static std::shared_ptr<MeshBuffer> create(
        const ReplicatedBufferConfig& config, const DeviceLocalBufferConfig& local, MeshDevice* device);

    DeviceAddr address() const { return address_; }
    DeviceAddr size() const { return size_; }
    uint32_t page_size() const { return page_size_; }
    uint64_t num_pages() const { return size_ / page_size_; }
    const MeshBuffer* get_backing_buffer() const { return this; }

private:
    MeshBuffer(uint32_t address, uint64_t size, uint32_t page_size) : address_(address), size_(size), page_size_(page_size) {}

    uint32_t address_;
    uint64_t size_;
    uint32_t page_size_;
};

}  // namespace tt::tt_metal::distributed
