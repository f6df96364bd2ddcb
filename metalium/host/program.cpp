// Programs are descriptions until they are enqueued.
#include <filesystem>
#include <stdexcept>

#include "runtime.h"

namespace tt::tt_metal {

Program::Program() : state_(std::make_unique<ProgramState>()) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

Program CreateProgram() { return Program(); }

std::vector<CoreCoord> cores_of(const CoreSpec& spec) {
    std::vector<CoreCoord> cores;
    auto add = [&](const CoreRange& range) {
        for (const CoreCoord& core : range) {
            cores.push_back(core);
        }
    };
    if (const auto* core = std::get_if<CoreCoord>(&spec)) {
        cores.push_back(*core);
    } else if (const auto* range = std::get_if<CoreRange>(&spec)) {
        add(*range);
    } else {
        for (const CoreRange& one : std::get<CoreRangeSet>(spec).ranges()) {
            add(one);
        }
    }
    return cores;
}

static EmuDataFormat format_of(tt::DataFormat format) {
    switch (format) {
        case tt::DataFormat::Float32: return FORMAT_FLOAT32;
        case tt::DataFormat::Float16_b: return FORMAT_FLOAT16_B;
        case tt::DataFormat::Bfp8_b: return FORMAT_BFP8_B;
        case tt::DataFormat::Int32: return FORMAT_INT32;
        case tt::DataFormat::UInt32: return FORMAT_UINT32;
        case tt::DataFormat::UInt16: return FORMAT_UINT16;
        case tt::DataFormat::UInt8: return FORMAT_UINT8;
        default: throw std::runtime_error("the emulator does not know the format of this circular buffer");
    }
}

// The first index owns the memory, the others are further indices for it.
CBHandle CreateCircularBuffer(Program& program, const CoreSpec& cores, const CircularBufferConfig& config) {
    if (config.formats().empty()) {
        throw std::runtime_error("a circular buffer without an index");
    }
    for (auto [index, format] : config.formats()) {
        auto page = config.page_sizes().find(index);
        if (page == config.page_sizes().end() || !page->second || config.total_size() % page->second) {
            throw std::runtime_error("circular buffer " + std::to_string(index) + ": its size must be a multiple of its page size");
        }
        EmuCircularBuffer buffer = {};
        buffer.id = index;
        buffer.format = format_of(format);
        buffer.page_bytes = page->second;
        buffer.pages = config.total_size() / page->second;
        buffer.shares_memory = index != config.formats().begin()->first;
        buffer.memory_of = config.formats().begin()->first;
        program.state().circular_buffers.push_back({cores_of(cores), "c_" + std::to_string(index), buffer, format});
    }
    return program.state().circular_buffers.size() - 1;
}

static EmuMathFidelity fidelity_of(MathFidelity fidelity) {
    switch (fidelity) {
        case MathFidelity::LoFi: return FIDELITY_LOFI;
        case MathFidelity::HiFi2: return FIDELITY_HIFI2;
        case MathFidelity::HiFi3: return FIDELITY_HIFI3;
        default: return FIDELITY_HIFI4;
    }
}

static EmuKernel kernel_of(const KernelConfig& config) {
    EmuKernel kernel = {};
    if (const auto* movement = std::get_if<DataMovementConfig>(&config)) {
        kernel.kind = movement->noc == NOC::NOC_0 ? EMU_KERNEL_READER : EMU_KERNEL_WRITER;
        return kernel;
    }
    const auto& compute = std::get<ComputeConfig>(config);
    kernel.kind = EMU_KERNEL_COMPUTE;
    kernel.fidelity = fidelity_of(compute.math_fidelity);
    kernel.fp32_dest_acc = compute.fp32_dest_acc_en;
    for (size_t i = 0; i < compute.unpack_to_dest_mode.size() && i < 64; ++i) {
        if (compute.unpack_to_dest_mode[i] == UnpackToDestMode::UnpackToDestFp32) {
            kernel.unpack_to_dest_fp32 |= uint64_t{1} << i;
        }
    }
    return kernel;
}

namespace detail {

KernelHandle create_kernel(Program& program, const std::string& file, const CoreSpec& cores, const KernelConfig& config, const char* headers) {
    KernelState kernel;
    kernel.file = file;
    kernel.name = std::filesystem::path(file).stem().string();
    kernel.cores = cores_of(cores);
    kernel.config = kernel_of(config);
    KernelSource source;
    source.file = file;
    source.compute = kernel.config.kind == EMU_KERNEL_COMPUTE;
    std::visit([&](const auto& any) { source.compile_args = any.compile_args, source.defines = any.defines; }, config);
    source.include_dir = std::filesystem::path(headers).parent_path().parent_path().string();
    kernel.library = kernel_library_load(source);
    program.state().kernels.push_back(std::move(kernel));
    return static_cast<KernelHandle>(program.state().kernels.size() - 1);
}

void set_runtime_args(Program& program, KernelHandle kernel, const CoreSpec& cores, std::span<const uint32_t> args) {
    for (const CoreCoord& core : cores_of(cores)) {
        program.state().kernels.at(kernel).arguments[core].assign(args.begin(), args.end());
    }
}

}  // namespace detail

}  // namespace tt::tt_metal
