// Kernel sources -> code in this process: compiled by the host's C++ compiler to shared objects, which are kept by content.
#pragma once
#include <future>
#include <map>
#include <string>
#include <vector>

namespace tilecc {
struct Context;
}

struct KernelSource {
    std::string file;
    bool compute;
    std::vector<uint32_t> compile_args;
    std::map<std::string, std::string> defines;
    std::string include_dir;  // that of api/
};

struct KernelLibrary {
    void (*entry)();
    tilecc::Context** context;
};

// The library comes when the compiler is done; the future throws std::runtime_error with the compiler's messages if it fails.
std::shared_future<KernelLibrary> kernel_library_load(const KernelSource& source);
