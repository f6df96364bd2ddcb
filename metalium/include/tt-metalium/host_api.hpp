// Programs: circular buffers, kernels and their arguments.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/device.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/program.hpp>
#include <tt_stl/assert.hpp>

namespace tt::tt_metal {

using KernelConfig = std::variant<DataMovementConfig, ComputeConfig>;

Program CreateProgram();

CBHandle CreateCircularBuffer(Program& program, const CoreSpec& cores, const CircularBufferConfig& config);

namespace detail {
// `headers` is a file of the include directory that kernels are compiled with.
KernelHandle create_kernel(Program& program, const std::string& file, const CoreSpec& cores, const KernelConfig& config, const char* headers);
void set_runtime_args(Program& program, KernelHandle kernel, const CoreSpec& cores, std::span<const uint32_t> args);
}  // namespace detail

// Starts to compile the kernel's source with the host's compiler; errors show when the program is enqueued.
inline KernelHandle CreateKernel(Program& program, const std::string& file, const CoreSpec& cores, const KernelConfig& config) {
    return detail::create_kernel(program, file, cores, config, __FILE__);
}

inline void SetRuntimeArgs(Program& program, KernelHandle kernel, const CoreSpec& cores, std::initializer_list<uint32_t> args) {
    detail::set_runtime_args(program, kernel, cores, {args.begin(), args.size()});
}

inline void SetRuntimeArgs(Program& program, KernelHandle kernel, const CoreSpec& cores, std::span<const uint32_t> args) {
    detail::set_runtime_args(program, kernel, cores, args);
}

}  // namespace tt::tt_metal
