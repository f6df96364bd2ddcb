// The emulated chip. Which one: environment variable TILECC_TARGET (default wormhole_n150).
#pragma once
#include <cstdint>
#include <memory>

#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/mesh_coord.hpp>

typedef struct Emulator Emulator;
struct Device;

namespace tt::tt_metal::distributed {

class MeshDevice;

class MeshCommandQueue {
public:
    explicit MeshCommandQueue(MeshDevice* device) : device_(device) {}
    MeshDevice* device() const { return device_; }

private:
    MeshDevice* device_;
};

class MeshDevice : public std::enable_shared_from_this<MeshDevice> {
public:
    static std::shared_ptr<MeshDevice> create_unit_mesh(int device_id);
    ~MeshDevice();
    MeshDevice(const MeshDevice&) = delete;
    MeshDevice& operator=(const MeshDevice&) = delete;

    bool close();
    MeshCommandQueue& mesh_command_queue() { return queue_; }
    MeshShape shape() const { return {}; }
    CoreCoord compute_with_storage_grid_size() const;

    ::Emulator* emulator() const { return emulator_; }
    const ::Device* chip() const { return chip_; }

private:
    MeshDevice(const ::Device* chip, ::Emulator* emulator) : chip_(chip), emulator_(emulator), queue_(this) {}

    const ::Device* chip_;
    ::Emulator* emulator_;
    MeshCommandQueue queue_;
};

}  // namespace tt::tt_metal::distributed
