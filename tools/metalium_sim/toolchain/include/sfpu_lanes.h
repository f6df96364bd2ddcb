// The SFPU's instructions as functions. A vector of 32 lanes is a float to GCC, so that it lives in ft0 to ft7, which are LREG0 to LREG7
// (compiler.py, instructions.s). Everything is volatile: the lanes that an instruction changes depend on the condition code, so nothing may be
// moved, merged or dropped. Encodings: opcode in the top byte, then fields as in ckernel_ops.h of the kernel library.
#pragma once
#include <cstdint>

struct __xtt_vector {
    float lanes;
};

extern volatile std::uint32_t __instrn_buffer[];

#define SFPU_INLINE [[gnu::always_inline]] inline
#if __riscv_xtttensixbh
#define SFPU_ADDRESS_MODE_SHIFT 13
#define SFPU_NO_INCREMENT 7
#else
#define SFPU_ADDRESS_MODE_SHIFT 14
#define SFPU_NO_INCREMENT 3
#endif
// SFPMAD and SFPSWAP take two cycles; the next instruction may need the result.
#define SFPU_WAIT "\n\t.ttinsn 0x8f000000"

namespace sfpu_lanes {

using Lanes = __xtt_vector;

SFPU_INLINE Lanes none() {
    Lanes result;
    asm volatile("" : "=f"(result.lanes));
    return result;
}

// An instruction word whose low bits are known at run time only is put together on the RISC and pushed.
#define SFPU_PUSH_DESTINATION(result, opcode, known, low)                                                             \
    {                                                                                                                 \
        std::uint32_t word;                                                                                           \
        asm volatile("li %1, " opcode "|(LREG_%0<<20)|%2\n\tor %1, %1, %3\n\tsw %1, 0(%4)"                            \
                     : "+f"((result).lanes), "=&r"(word)                                                              \
                     : "i"(known), "r"(low), "r"(__instrn_buffer));                                                   \
    }

SFPU_INLINE Lanes load(unsigned address, unsigned format, unsigned mode = SFPU_NO_INCREMENT) {
    Lanes result = none();
    if (__builtin_constant_p(address)) {
        asm volatile(".ttinsn 0x70000000|(LREG_%0<<20)|%1" : "+f"(result.lanes) : "i"(format << 16 | mode << SFPU_ADDRESS_MODE_SHIFT | address));
    } else {
        SFPU_PUSH_DESTINATION(result, "0x70000000", format << 16 | mode << SFPU_ADDRESS_MODE_SHIFT, address);
    }
    return result;
}

SFPU_INLINE void store(Lanes value, unsigned address, unsigned format, unsigned mode = SFPU_NO_INCREMENT) {
    if (__builtin_constant_p(address)) {
        asm volatile(".ttinsn 0x72000000|(LREG_%0<<20)|%1" : : "f"(value.lanes), "i"(format << 16 | mode << SFPU_ADDRESS_MODE_SHIFT | address));
    } else {
        SFPU_PUSH_DESTINATION(value, "0x72000000", format << 16 | mode << SFPU_ADDRESS_MODE_SHIFT, address);
    }
}

// 16 bits; the mode says how they become 32. Only enabled lanes change.
SFPU_INLINE Lanes load_immediate(Lanes old, unsigned bits, unsigned mode) {
    bits &= 0xffff;
    if (__builtin_constant_p(bits)) {
        asm volatile(".ttinsn 0x71000000|(LREG_%0<<20)|%1" : "+f"(old.lanes) : "i"(mode << 16 | bits));
    } else {
        SFPU_PUSH_DESTINATION(old, "0x71000000", mode << 16, bits);
    }
    return old;
}

// Any 32 bits.
SFPU_INLINE Lanes constant(unsigned bits) {
    if (__builtin_constant_p(bits) && !(bits & 0xffff)) return load_immediate(none(), bits >> 16, 0);
    if (__builtin_constant_p(bits) && !(bits >> 16)) return load_immediate(none(), bits, 2);
    return load_immediate(load_immediate(none(), bits, 10), bits >> 16, 8);
}

// a * b + c
SFPU_INLINE Lanes mad(Lanes a, Lanes b, Lanes c, unsigned mode = 0) {
    Lanes result;
    asm volatile(".ttinsn 0x84000000|(LREG_%1<<16)|(LREG_%2<<12)|(LREG_%3<<8)|(LREG_%0<<4)|%4" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(a.lanes), "f"(b.lanes), "f"(c.lanes), "i"(mode));
    return result;
}
// c - a: the constant register 11 holds -1
SFPU_INLINE Lanes minus(Lanes c, Lanes a) {
    Lanes result;
    asm volatile(".ttinsn 0x84000000|(11<<16)|(LREG_%1<<12)|(LREG_%2<<8)|(LREG_%0<<4)" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(a.lanes), "f"(c.lanes));
    return result;
}
// a + b: register 10 holds 1
SFPU_INLINE Lanes add(Lanes a, Lanes b) {
    Lanes result;
    asm volatile(".ttinsn 0x85000000|(10<<16)|(LREG_%1<<12)|(LREG_%2<<8)|(LREG_%0<<4)" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(a.lanes), "f"(b.lanes));
    return result;
}
// a * b: register 9 holds 0
SFPU_INLINE Lanes multiply(Lanes a, Lanes b) {
    Lanes result;
    asm volatile(".ttinsn 0x86000000|(LREG_%1<<16)|(LREG_%2<<12)|(9<<8)|(LREG_%0<<4)" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(a.lanes), "f"(b.lanes));
    return result;
}

// The same with a constant register, by number, in a place: it costs no register of its own.
SFPU_INLINE Lanes mad_constant(Lanes a, Lanes b, unsigned c) {
    Lanes result;
    asm volatile(".ttinsn 0x84000000|(LREG_%1<<16)|(LREG_%2<<12)|(%3<<8)|(LREG_%0<<4)" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(a.lanes), "f"(b.lanes), "i"(c));
    return result;
}
SFPU_INLINE Lanes mad_scaled(Lanes a, unsigned b, Lanes c) {
    Lanes result;
    asm volatile(".ttinsn 0x84000000|(LREG_%1<<16)|(%2<<12)|(LREG_%3<<8)|(LREG_%0<<4)" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(a.lanes), "i"(b), "f"(c.lanes));
    return result;
}
SFPU_INLINE Lanes multiply_constant(Lanes a, unsigned b) {
    Lanes result;
    asm volatile(".ttinsn 0x86000000|(LREG_%1<<16)|(%2<<12)|(9<<8)|(LREG_%0<<4)" SFPU_WAIT : "=f"(result.lanes) : "f"(a.lanes), "i"(b));
    return result;
}
// a + or * the bfloat16 of these bits
SFPU_INLINE Lanes add_immediate(Lanes a, unsigned bits) {
    asm volatile(".ttinsn 0x75000000|(%1<<8)|(LREG_%0<<4)" SFPU_WAIT : "+f"(a.lanes) : "i"(bits));
    return a;
}
SFPU_INLINE Lanes multiply_immediate(Lanes a, unsigned bits) {
    asm volatile(".ttinsn 0x74000000|(%1<<8)|(LREG_%0<<4)" SFPU_WAIT : "+f"(a.lanes) : "i"(bits));
    return a;
}

// Instructions that read register C and write a register: opcode, value, mode, and 12 bits of immediate.
#define SFPU_ONE(opcode, value, mode, immediate)                                                                  \
    ({                                                                                                            \
        ::__xtt_vector sfpu_result;                                                                               \
        asm volatile(".ttinsn (" #opcode "<<24)|(%3<<12)|(LREG_%1<<8)|(LREG_%0<<4)|%2"                            \
                     : "=f"(sfpu_result.lanes) : "f"((value).lanes), "i"(mode), "i"((immediate) & 0xfff));        \
        sfpu_result;                                                                                              \
    })
// Those that change a register (the first value, of which the result is the changed copy) and read another.
#define SFPU_CHANGE(opcode, changed, other, mode)                                                                 \
    ({                                                                                                            \
        ::__xtt_vector sfpu_result = (changed);                                                                   \
        asm volatile(".ttinsn (" #opcode "<<24)|(LREG_%1<<8)|(LREG_%0<<4)|%2"                                     \
                     : "+f"(sfpu_result.lanes) : "f"((other).lanes), "i"(mode));                                  \
        sfpu_result;                                                                                              \
    })

// To the left; a negative distance to the right.
SFPU_INLINE Lanes shift_immediate(Lanes value, int distance, unsigned mode) {
    unsigned bits = unsigned(distance) << 12 & 0xfff000;
    if (__builtin_constant_p(bits)) {
        asm volatile(".ttinsn 0x7a000000|%2|(LREG_%0<<4)|%1" : "+f"(value.lanes) : "i"(mode | 1), "i"(bits));
    } else {
        std::uint32_t word;
        asm volatile("li %1, 0x7a000000|(LREG_%0<<4)|%2\n\tor %1, %1, %3\n\tsw %1, 0(%4)"
                     : "+f"(value.lanes), "=&r"(word) : "i"(mode | 1), "r"(bits), "r"(__instrn_buffer));
    }
    return value;
}

// Both change: smaller to a, larger to b, or as the mode says.
SFPU_INLINE void swap(Lanes& a, Lanes& b, unsigned mode) {
    asm volatile(".ttinsn 0x92000000|(LREG_%1<<8)|(LREG_%0<<4)|%2" SFPU_WAIT : "+f"(a.lanes), "+f"(b.lanes) : "i"(mode));
}

// Enabled lanes of `to` take `from`.
SFPU_INLINE void assign(Lanes& to, Lanes from) { asm volatile(".ttinsn 0x7c000000|(LREG_%1<<8)|(LREG_%0<<4)" : "+f"(to.lanes) : "f"(from.lanes)); }

// A constant register.
SFPU_INLINE Lanes read_register(unsigned number) {
    Lanes result;
    asm volatile(".ttinsn 0x7c000002|(%1<<8)|(LREG_%0<<4)" : "=f"(result.lanes) : "i"(number));
    return result;
}

// LREG0 to LREG7 by number, for and after instructions that name registers: GCC's own variables in those registers, so that it uses no other.
#define SFPU_WRITE(number)                                   \
    case number: {                                           \
        register float own asm("ft" #number) = value.lanes;  \
        asm volatile("" : : "f"(own));                       \
        return;                                              \
    }
#define SFPU_READ(number)                                    \
    case number: {                                           \
        register float own asm("ft" #number);                \
        asm volatile("" : "=f"(own));                        \
        return {own};                                        \
    }
SFPU_INLINE void write_vector(unsigned number, Lanes value) {
    switch (number) { SFPU_WRITE(0) SFPU_WRITE(1) SFPU_WRITE(2) SFPU_WRITE(3) SFPU_WRITE(4) SFPU_WRITE(5) SFPU_WRITE(6) SFPU_WRITE(7) }
}
SFPU_INLINE Lanes read_vector(unsigned number) {
    switch (number) { SFPU_READ(0) SFPU_READ(1) SFPU_READ(2) SFPU_READ(3) SFPU_READ(4) SFPU_READ(5) SFPU_READ(6) SFPU_READ(7) }
    return none();
}

// A programmable constant register, by way of LREG0.
SFPU_INLINE void write_constant(unsigned number, Lanes value) {
    register float first asm("ft0") = value.lanes;
    asm volatile(".ttinsn 0x91000000|(%1<<4)" : : "f"(first), "i"(number));
}

// ---- condition code
SFPU_INLINE void push() { asm volatile(".ttinsn 0x87000000"); }
SFPU_INLINE void pop() { asm volatile(".ttinsn 0x88000000"); }
// The lanes that the last push had and that are off now.
SFPU_INLINE void complement() { asm volatile(".ttinsn 0x8b000000"); }
// Keeps those enabled lanes whose value is negative (0), not zero (2), not negative (4), zero (6).
SFPU_INLINE void keep(Lanes value, unsigned test) { asm volatile(".ttinsn 0x7b000000|(LREG_%0<<8)|%1" : : "f"(value.lanes), "i"(test)); }

}  // namespace sfpu_lanes
