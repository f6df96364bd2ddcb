// In: a kernel's source file, its constants. Out: its entry point. The compiler is $CXX or c++; objects are kept in
// $TILECC_CACHE or a directory of the user in the temporary directory, named by a hash of the preprocessed text.
#include "kernel_library.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace fs = std::filesystem;

extern char** environ;

namespace {

struct Output {
    int status;
    std::string text;  // stdout; stderr where `errors` asked for it
};

// Runs a program without a shell and collects what it prints on `stream` (1 or 2).
Output run_program(const std::vector<std::string>& arguments, int stream) {
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC)) {
        throw std::runtime_error("cannot make a pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], stream);
    if (stream == 1) {
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    }
    std::vector<char*> words;
    for (const std::string& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str()));
    }
    words.push_back(nullptr);
    pid_t child = 0;
    int failed = posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    Output output{failed ? -1 : 0, ""};
    char buffer[65536];
    for (ssize_t count; !failed && (count = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
        output.text.append(buffer, static_cast<size_t>(count));
    }
    close(pipe_ends[0]);
    if (!failed) {
        waitpid(child, &output.status, 0);
    }
    return output;
}

// A directory that only this user can write: code is loaded from it.
fs::path cache_directory() {
    const char* named = std::getenv("TILECC_CACHE");
    fs::path directory = named ? fs::path(named) : fs::temp_directory_path() / ("tilecc-" + std::to_string(getuid()));
    fs::create_directories(directory.parent_path());
    mkdir(directory.c_str(), 0700);
    struct stat info;
    if (lstat(directory.c_str(), &info) || !S_ISDIR(info.st_mode) || info.st_uid != getuid() || (!named && info.st_mode & 022)) {
        throw std::runtime_error("the cache directory " + directory.string() + " does not belong to this user alone");
    }
    return directory;
}

std::string content_hash(const std::string& text) {
    uint64_t hash = 0xcbf29ce484222325, second = 0x9e3779b97f4a7c15;
    for (unsigned char byte : text) {
        hash = (hash ^ byte) * 0x100000001b3;
        second = (second + byte) * 0xff51afd7ed558ccd ^ second >> 29;
    }
    char digits[33];
    std::snprintf(digits, sizeof digits, "%016llx%016llx", static_cast<unsigned long long>(hash), static_cast<unsigned long long>(second));
    return digits;
}

// What a core's firmware adds around a kernel: the API of its kind, and where it is entered.
std::string translation_unit(const KernelSource& source) {
    std::string text = "#define KERNEL_COMPILE_TIME_ARGS ";
    for (size_t i = 0; i < source.compile_args.size(); ++i) {
        text += (i ? ", " : "") + std::to_string(source.compile_args[i]) + "u";
    }
    text += "\n";
    for (const auto& [name, value] : source.defines) {
        text += "#define " + name + " " + value + "\n";
    }
    text += source.compute ? "#include \"api/compute/common_globals.h\"\n" : "#include \"api/dataflow/dataflow_api.h\"\n";
    text += "#include \"" + fs::absolute(source.file).string() + "\"\n";
    return text +
           "tilecc::Context* tilecc_context = nullptr;\n"
           "extern \"C\" __attribute__((visibility(\"default\"))) void tilecc_entry() { kernel_main(); }\n";
}

std::vector<std::string> compiler_command(const KernelSource& source) {
    const char* compiler = std::getenv("CXX");
    std::vector<std::string> command = {compiler && *compiler ? compiler : "c++", "-std=c++20", "-O1", "-w", "-fPIC", "-ffp-contract=off",
                                        "-fno-exceptions", "-fvisibility=hidden", "-I" + source.include_dir};
    if (!fs::exists(fs::path(source.include_dir) / "ir/ops.h")) {  // not installed: a source tree
        command.push_back("-I" + (fs::path(source.include_dir) / "../../src").lexically_normal().string());
    }
    command.push_back("-I" + fs::absolute(source.file).parent_path().string());
    return command;
}

KernelLibrary open_library(const fs::path& object) {
    void* handle = dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        throw std::runtime_error(dlerror());
    }
    return {reinterpret_cast<void (*)()>(dlsym(handle, "tilecc_entry")), reinterpret_cast<tilecc::Context**>(dlsym(handle, "tilecc_context"))};
}

// The name is unique in the process and among processes; rename makes it appear whole.
fs::path fresh_name(const fs::path& directory, const char* extension) {
    std::string name = (directory / "new-XXXXXX").string() + extension;
    int file = mkstemps(name.data(), static_cast<int>(std::string(extension).size()));
    if (file < 0) {
        throw std::runtime_error("cannot write to " + directory.string());
    }
    close(file);
    return name;
}

KernelLibrary build(const KernelSource& source) {
    if (!fs::exists(source.file)) {
        throw std::runtime_error("there is no kernel file " + source.file);
    }
    fs::path directory = cache_directory(), unit = fresh_name(directory, ".cpp");
    std::ofstream(unit) << translation_unit(source);
    std::vector<std::string> command = compiler_command(source), preprocess = command;
    preprocess.insert(preprocess.end(), {"-E", "-P", unit.string()});
    Output text = run_program(preprocess, 1);
    // The raw text as well: its line numbers end up in the object.
    std::ifstream raw(source.file, std::ios::binary);
    text.text.append(std::istreambuf_iterator<char>(raw), {});
    fs::path object = directory / (content_hash(text.text) + ".so");
    if (text.status || !fs::exists(object)) {
        fs::path fresh = fresh_name(directory, ".so");
        command.insert(command.end(), {"-shared", "-o", fresh.string(), unit.string()});
        Output messages = run_program(command, 2);
        fs::remove(unit);
        if (messages.status) {
            fs::remove(fresh);
            throw std::runtime_error("the kernel " + source.file + " does not compile:\n" + messages.text);
        }
        fs::rename(fresh, object);
    } else {
        fs::remove(unit);
    }
    return open_library(object);
}

}  // namespace

std::shared_future<KernelLibrary> kernel_library_load(const KernelSource& source) {
    return std::async(std::launch::async, build, source).share();
}
