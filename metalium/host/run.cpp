// A program -> threads of the emulator, each a fiber that runs the kernel's code.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <tt-metalium/distributed.hpp>

#include "fiber.h"
#include "runtime.h"
#include "tilecc/kernel.h"

namespace tt::tt_metal {

namespace {

// One thread of a kernel on a core. The fiber yields whenever the emulator says that it must wait.
struct KernelThread : tilecc::Context {
    const KernelState* kernel;
    KernelLibrary library;
    EmuThread* thread = nullptr;
    EmuStatus status = EMU_BLOCKED;
    unsigned line = 0;  // of the last call
    Fiber fiber;

    explicit KernelThread(const KernelState& state) :
        tilecc::Context{}, kernel(&state), library(state.library.get()), fiber([this] {
            library.entry();
            status = EMU_DONE;
        }) {}
};

const KernelThread* running;  // for the handler of wild accesses

EmuPlace place_of(unsigned line) { return {UINT32_MAX, 0, 0, line}; }

int64_t call_op(tilecc::Context* context, int op, const int64_t* arguments, unsigned count, unsigned line) {
    auto* thread = static_cast<KernelThread*>(context);
    thread->line = line;
    for (;;) {
        int64_t result = 0;
        EmuStatus status = emu_call(thread->thread, static_cast<Op>(op), arguments, count, place_of(line), &result);
        if (status == EMU_DONE) {
            return result;
        }
        thread->status = status;
        thread->fiber.yield();  // after EMU_FAILED nobody resumes it
    }
}

void fail_op(tilecc::Context* context, unsigned line, const char* message) {
    auto* thread = static_cast<KernelThread*>(context);
    emu_fail(thread->thread, OP_LAUNCH_KERNELS, place_of(line), message);
    thread->status = EMU_FAILED;
    thread->fiber.yield();
}

EmuStatus resume_thread(void* state, EmuThread* thread) {
    auto* self = static_cast<KernelThread*>(state);
    self->thread = thread;
    *self->library.context = self;
    running = self;
    self->fiber.resume();
    running = nullptr;
    return self->status;
}

// A kernel is C++ and may write anywhere; one that hits no memory ends the process with its name.
void wild_access(int, siginfo_t* info, void*) {
    char text[256];
    int length = std::snprintf(
        text, sizeof text, "error: kernel %s on core (%u, %u) touches address %p, where there is no memory, after its call in line %u\n",
        running ? running->kernel->name.c_str() : "?", running ? running->x : 0, running ? running->y : 0, info->si_addr,
        running ? running->line : 0);
    ssize_t written = write(2, text, static_cast<size_t>(length));
    _exit(written == length ? 1 : 2);
}

class WildAccessHandler {
public:
    WildAccessHandler() : stack_(new char[65536]) {
        stack_t alternate = {};
        alternate.ss_sp = stack_.get();
        alternate.ss_size = 65536;
        sigaltstack(&alternate, &old_stack_);
        struct sigaction action = {};
        action.sa_sigaction = wild_access;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigaction(SIGSEGV, &action, &old_action_);
    }
    ~WildAccessHandler() {
        sigaction(SIGSEGV, &old_action_, nullptr);
        sigaltstack(&old_stack_, nullptr);
    }

private:
    std::unique_ptr<char[]> stack_;
    stack_t old_stack_ = {};
    struct sigaction old_action_ = {};
};

// The program on its way to the emulator.
struct Run {
    Emulator* emulator;
    const Device* chip;
    ProgramState& program;
    std::vector<std::unique_ptr<KernelThread>> threads;

    void check_core(const CoreCoord& core) const {
        if (core.x >= chip->grid_columns || core.y >= chip->grid_rows) {
            throw std::runtime_error("core (" + std::to_string(core.x) + ", " + std::to_string(core.y) + ") is not on " + chip->name);
        }
    }

    void add_circular_buffers() {
        for (CircularBufferState& buffer : program.circular_buffers) {
            buffer.config.name = buffer.name.c_str();
            for (const CoreCoord& core : buffer.cores) {
                check_core(core);
                if (!emu_add_circular_buffer(emulator, static_cast<unsigned>(core.x), static_cast<unsigned>(core.y), &buffer.config)) {
                    throw std::runtime_error(
                        "circular buffer " + std::to_string(buffer.config.id) + " (" + std::to_string(buffer.config.pages) + " pages of " +
                        std::to_string(buffer.config.page_bytes) + " bytes) cannot be made: L1 is full, the index is out of range or taken, " +
                        "or the page size does not fit the format");
                }
            }
        }
    }

    void add_thread(KernelState& kernel, unsigned index, const CoreCoord& core, EmuRole role) {
        auto thread = std::make_unique<KernelThread>(kernel);
        thread->call = call_op;
        thread->fail = fail_op;
        thread->role = role;
        thread->x = static_cast<uint32_t>(core.x);
        thread->y = static_cast<uint32_t>(core.y);
        const std::vector<uint32_t>& arguments = kernel.arguments[core];
        thread->arguments = arguments.data();
        thread->argument_count = arguments.size();
        for (const CircularBufferState& buffer : program.circular_buffers) {
            for (const CoreCoord& holder : buffer.cores) {
                if (holder == core) {
                    thread->page_bytes[buffer.config.id] = buffer.config.page_bytes;
                    thread->formats[buffer.config.id] = static_cast<uint8_t>(buffer.format);
                }
            }
        }
        emu_add_thread(emulator, index, thread->x, thread->y, role, resume_thread, thread.get());
        threads.push_back(std::move(thread));
    }

    void add_kernels() {
        for (KernelState& kernel : program.kernels) {
            kernel.config.name = kernel.name.c_str();
            unsigned index = emu_add_kernel(emulator, &kernel.config);
            for (const CoreCoord& core : kernel.cores) {
                check_core(core);
                switch (kernel.config.kind) {
                    case EMU_KERNEL_READER: add_thread(kernel, index, core, EMU_READER); break;
                    case EMU_KERNEL_WRITER: add_thread(kernel, index, core, EMU_WRITER); break;
                    case EMU_KERNEL_COMPUTE:
                        add_thread(kernel, index, core, EMU_UNPACK);
                        add_thread(kernel, index, core, EMU_MATH);
                        add_thread(kernel, index, core, EMU_PACK);
                        break;
                }
            }
        }
    }

    std::string file_of(const char* kernel) const {
        for (const KernelState& state : program.kernels) {
            if (kernel && state.name == kernel) {
                return state.file;
            }
        }
        return "?";
    }
};

void run_program(distributed::MeshDevice& device, ProgramState& program) {
    emu_program_clear(device.emulator());
    Run run{device.emulator(), device.chip(), program, {}};
    run.add_circular_buffers();
    run.add_kernels();
    WildAccessHandler handler;
    const EmuReport* report = emu_run(device.emulator());
    report_run(*report);
    if (!report->ok) {
        report_failure(report->failure, run.file_of(report->failure.kernel));
        std::fflush(nullptr);
        _exit(1);  // fibers that stand in the middle of a kernel cannot be unwound
    }
}

}  // namespace

void distributed::EnqueueMeshWorkload(MeshCommandQueue& queue, MeshWorkload& workload, bool) {
    for (Program& program : workload.programs()) {
        run_program(*queue.device(), program.state());
    }
}

}  // namespace tt::tt_metal
