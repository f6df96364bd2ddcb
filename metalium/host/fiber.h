// A fiber: a function with a stack of its own that can stop in the middle. One host thread runs them all, one at a time.
#pragma once
#include <ucontext.h>

#include <cstddef>
#include <functional>

class Fiber {
public:
    explicit Fiber(std::function<void()> body);
    ~Fiber();
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    // Runs the body until it yields or returns. Not to be called once it has returned.
    void resume();
    // Called by the body.
    void yield();

private:
    static void start(unsigned low, unsigned high);
    void run();

    std::function<void()> body_;
    char* stack_;
    ucontext_t own_, caller_;
    // For AddressSanitizer, which must know which stack is in use.
    void *own_fake_ = nullptr, *caller_fake_ = nullptr;
    const void* caller_stack_ = nullptr;
    size_t caller_size_ = 0;
};
