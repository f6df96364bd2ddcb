// A program: kernels, their arguments and circular buffers. It owns them; it can be moved.
#pragma once
#include <memory>

namespace tt::tt_metal {

struct ProgramState;  // metalium/host/runtime.h

class Program {
public:
    Program();
    ~Program();
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;

    ProgramState& state() const { return *state_; }

private:
    std::unique_ptr<ProgramState> state_;
};

}  // namespace tt::tt_metal
