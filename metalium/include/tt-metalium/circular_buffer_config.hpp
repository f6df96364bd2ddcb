// What a circular buffer is.
#pragma once
#include <cstdint>
#include <map>

#include <tt-metalium/circular_buffer_constants.h>
#include <tt-metalium/tt_backend_api_types.hpp>

namespace tt::tt_metal {

using CBHandle = uintptr_t;

class CircularBufferConfig {
public:
    CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, tt::DataFormat>& formats) :
        total_size_(total_size), formats_(formats) {}

    CircularBufferConfig& set_page_size(uint8_t index, uint32_t bytes) {
        page_sizes_[index] = bytes;
        return *this;
    }

    uint32_t total_size() const { return total_size_; }
    const std::map<uint8_t, tt::DataFormat>& formats() const { return formats_; }
    const std::map<uint8_t, uint32_t>& page_sizes() const { return page_sizes_; }

private:
    uint32_t total_size_;
    std::map<uint8_t, tt::DataFormat> formats_;
    std::map<uint8_t, uint32_t> page_sizes_;
};

}  // namespace tt::tt_metal
