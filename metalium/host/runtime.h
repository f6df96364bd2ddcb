// Inside of the host API: what a Program holds, and how it runs.
#pragma once
#include <map>
#include <string>
#include <vector>

#include <tt-metalium/host_api.hpp>

#include "core.h"
#include "kernel_library.h"

namespace tt::tt_metal {

struct KernelState {
    std::string file, name;
    std::vector<CoreCoord> cores;
    EmuKernel config;
    std::shared_future<KernelLibrary> library;
    std::map<CoreCoord, std::vector<uint32_t>> arguments;
};

struct CircularBufferState {
    std::vector<CoreCoord> cores;
    std::string name;  // "c_0"
    EmuCircularBuffer config;
    DataFormat format;
};

struct ProgramState {
    std::vector<KernelState> kernels;
    std::vector<CircularBufferState> circular_buffers;
};

std::vector<CoreCoord> cores_of(const CoreSpec& spec);

}  // namespace tt::tt_metal

// What came of the programs so far goes to the file that TILECC_REPORT names.
void report_run(const EmuReport& report);
// Prints the failure to stderr: "error: reader.cpp:17: ...". `file` is that of the failing kernel.
void report_failure(const EmuFailure& failure, const std::string& file);
