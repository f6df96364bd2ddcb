// Fibers by ucontext, with a guard page below each stack and the sanitizers' annotations.
#include "fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
static void start_switch(void** fake, const void* stack, size_t size) { __sanitizer_start_switch_fiber(fake, stack, size); }
static void finish_switch(void* fake, const void** stack, size_t* size) { __sanitizer_finish_switch_fiber(fake, stack, size); }
#else
static void start_switch(void**, const void*, size_t) {}
static void finish_switch(void*, const void**, size_t*) {}
#endif

static constexpr size_t STACK_BYTES = 256 * 1024, GUARD_BYTES = 4096;

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)) {
    void* memory = mmap(nullptr, STACK_BYTES + GUARD_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, GUARD_BYTES, PROT_NONE)) {
        throw std::bad_alloc();
    }
    stack_ = static_cast<char*>(memory) + GUARD_BYTES;
    getcontext(&own_);
    own_.uc_stack.ss_sp = stack_;
    own_.uc_stack.ss_size = STACK_BYTES;
    own_.uc_link = nullptr;
    uintptr_t self = reinterpret_cast<uintptr_t>(this);
    makecontext(&own_, reinterpret_cast<void (*)()>(start), 2, static_cast<unsigned>(self), static_cast<unsigned>(self >> 32));
}

Fiber::~Fiber() { munmap(stack_ - GUARD_BYTES, STACK_BYTES + GUARD_BYTES); }

// makecontext passes ints only.
void Fiber::start(unsigned low, unsigned high) {
    reinterpret_cast<Fiber*>(static_cast<uintptr_t>(low) | static_cast<uintptr_t>(high) << 32)->run();
}

void Fiber::run() {
    finish_switch(nullptr, &caller_stack_, &caller_size_);
    body_();
    start_switch(nullptr, caller_stack_, caller_size_);
    setcontext(&caller_);
}

void Fiber::resume() {
    start_switch(&caller_fake_, stack_, STACK_BYTES);
    swapcontext(&caller_, &own_);
    finish_switch(caller_fake_, nullptr, nullptr);
}

void Fiber::yield() {
    start_switch(&own_fake_, caller_stack_, caller_size_);
    swapcontext(&own_, &caller_);
    finish_switch(own_fake_, &caller_stack_, &caller_size_);
}
