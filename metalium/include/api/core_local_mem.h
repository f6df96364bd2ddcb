// Values in the core's own L1 by address: each access is a load or store of the emulated RISC core.
#pragma once
#include <type_traits>

#include "tilecc/kernel.h"

template <typename T>
class CoreLocalMem {
    using Value = std::remove_cv_t<T>;
    static_assert(std::is_integral_v<Value> && sizeof(Value) <= 4, "the emulator loads and stores integers of 8, 16 and 32 bits");

public:
    class Element {
    public:
        Element(uintptr_t address, tilecc::Line line) : address_(address), line_(line) {}
        operator Value() const {
            constexpr Op op = sizeof(Value) == 4 ? OP_L1_LOAD_UINT32 : sizeof(Value) == 2 ? OP_L1_LOAD_UINT16 : OP_L1_LOAD_UINT8;
            return static_cast<Value>(tilecc::call(op, {static_cast<int64_t>(address_)}, line_));
        }
        Value operator=(Value value) const {
            constexpr Op op = sizeof(Value) == 4 ? OP_L1_STORE_UINT32 : sizeof(Value) == 2 ? OP_L1_STORE_UINT16 : OP_L1_STORE_UINT8;
            tilecc::call(op, {static_cast<int64_t>(address_), static_cast<int64_t>(value)}, line_);
            return value;
        }
        Value operator=(const Element& other) const { return *this = static_cast<Value>(other); }

    private:
        uintptr_t address_;
        tilecc::Line line_;
    };

    CoreLocalMem(uintptr_t address, TILECC_LINE) : address_(address), line_(line) {}

    Element operator[](uint32_t index) const { return {address_ + index * sizeof(Value), line_}; }
    Element operator*() const { return (*this)[0]; }
    uintptr_t get_address() const { return address_; }

private:
    uintptr_t address_;
    tilecc::Line line_;
};
