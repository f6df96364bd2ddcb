// Transfers between host and device, and runs. Everything happens before the call returns.
#pragma once
#include <memory>
#include <vector>

#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_command_queue.hpp>
#include <tt-metalium/mesh_workload.hpp>

namespace tt::tt_metal::distributed {

namespace detail {
void write_buffer(MeshCommandQueue& queue, const MeshBuffer& buffer, const void* data, size_t bytes);
void read_buffer(MeshCommandQueue& queue, const MeshBuffer& buffer, void* data);
}  // namespace detail

template <typename T>
void EnqueueWriteMeshBuffer(MeshCommandQueue& queue, std::shared_ptr<MeshBuffer>& buffer, const std::vector<T>& data, bool = false) {
    detail::write_buffer(queue, *buffer, data.data(), data.size() * sizeof(T));
}

template <typename T>
void EnqueueReadMeshBuffer(MeshCommandQueue& queue, std::vector<T>& data, std::shared_ptr<MeshBuffer>& buffer, bool = true) {
    data.resize(buffer->size() / sizeof(T));
    detail::read_buffer(queue, *buffer, data.data());
}

// Runs the programs. A check of the emulator that fires ends the process with exit code 1 and the diagnosis on stderr.
void EnqueueMeshWorkload(MeshCommandQueue& queue, MeshWorkload& workload, bool blocking);

inline void Finish(MeshCommandQueue&) {}

}  // namespace tt::tt_metal::distributed
