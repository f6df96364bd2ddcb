// Tells a kernel where a tensor lies, as compile-time arguments (api/dataflow/dataflow_api.h reads them): flags, page bytes.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include <tt-metalium/mesh_buffer.hpp>

namespace tt::tt_metal {

class TensorAccessorArgs {
public:
    explicit TensorAccessorArgs(const distributed::MeshBuffer& buffer) : page_bytes_(buffer.page_size()) {}
    explicit TensorAccessorArgs(const distributed::MeshBuffer* buffer) : TensorAccessorArgs(*buffer) {}
    explicit TensorAccessorArgs(const std::shared_ptr<distributed::MeshBuffer>& buffer) : TensorAccessorArgs(*buffer) {}

    std::vector<uint32_t> get_compile_time_args() const { return {IS_DRAM, page_bytes_}; }
    void append_to(std::vector<uint32_t>& args) const {
        for (uint32_t arg : get_compile_time_args()) {
            args.push_back(arg);
        }
    }

private:
    static constexpr uint32_t IS_DRAM = 2;
    uint32_t page_bytes_;
};

}  // namespace tt::tt_metal
