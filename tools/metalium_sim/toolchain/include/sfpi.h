// In place of Tenstorrent's SFPU headers (github tenstorrent/sfpi, which no registry has): vectors of 32 lanes, registers, conditions, with the
// names and meanings that the kernel library's SFPU code uses, over the instructions of sfpu_lanes.h. Written for this project.
//
// What a compiler for the SFPU does beyond C++ and this does too: an assignment changes enabled lanes only, a product that is added to becomes
// one SFPMAD, and conditions narrow the set of enabled lanes (v_if, v_and, v_elseif, v_else, v_endif). What it does not: spilling registers,
// tables (lut) and transposing.
#pragma once
#include <cstdint>
#include <type_traits>
#include <utility>

#include "lltt.h"
#include "sfpi_constants.h"
#include "sfpu_lanes.h"

#define sfpi_inline [[gnu::always_inline]] inline
#if __riscv_xtttensixbh
#define SFPI_ON_WORMHOLE 0
#else
#define SFPI_ON_WORMHOLE 1
#endif

sfpi_inline __xtt_vector __builtin_rvtt_sfpmad(__xtt_vector a, __xtt_vector b, __xtt_vector c, unsigned mode) { return sfpu_lanes::mad(a, b, c, mode); }

// All ones where a is larger than b, by sign and magnitude; Blackhole.
sfpi_inline __xtt_vector __builtin_rvtt_sfpgt(__xtt_vector a, __xtt_vector b, int mode) { return SFPU_CHANGE(0x97, a, b, mode); }

namespace sfpi {

using sfpu_lanes::Lanes;
class vFloat;
class vInt;
class vUInt;
class vSMag;

enum class LRegs : std::uint8_t { LReg0, LReg1, LReg2, LReg3, LReg4, LReg5, LReg6, LReg7 };
enum class DataLayout { Default, FSrcB, F32, F16a, F16b, I32, U32, U16, SM32, SM16, M32, LO16, HI16 };
enum class ExponentMode { Unbiased, Biased };
enum class MantissaMode { FractionOnly, WithUnitBit, ImplicitOne = WithUnitBit };
enum class RoundMode { NearestAway, Nearest = NearestAway, NearestStochastic };
enum class ShiftMode { Logical, Arithmetic };
enum class FractionalHalf { Low, High };
enum class LutSign { Update, Retain };
enum class LZMode { All, IgnoreSign };
struct [[maybe_unused]] lreg_pressure {};

// ---- values
// A value that was never set has no lanes to keep: the first assignment is a copy. The compiler finds out and drops the flag.
class vVal {
    Lanes v;
    bool set;

public:
    sfpi_inline vVal() : v(sfpu_lanes::none()), set(false) {}
    sfpi_inline vVal(Lanes lanes) : v(lanes), set(true) {}
    sfpi_inline vVal(const vVal&) = default;
    sfpi_inline vVal& operator=(const vVal& other) {
        if (__builtin_constant_p(set) && !set) v = other.v;
        else sfpu_lanes::assign(v, other.v);
        set = true;
        return *this;
    }
    sfpi_inline Lanes get() const { return v; }
};

sfpi_inline unsigned bits_of(float value) { return __builtin_bit_cast(unsigned, value); }

class sFloat16a {
    unsigned bits;

public:
    sfpi_inline explicit sFloat16a(unsigned bits) : bits(bits) {}
    sfpi_inline explicit sFloat16a(std::uint32_t bits) : bits(bits) {}
    sfpi_inline unsigned get() const { return bits; }
};
class sFloat16b {
    unsigned bits;

public:
    sfpi_inline explicit sFloat16b(float value) : bits(bits_of(value) >> 16) {}
    sfpi_inline explicit sFloat16b(unsigned bits) : bits(bits) {}
    sfpi_inline explicit sFloat16b(int bits) : bits(bits) {}
    sfpi_inline explicit sFloat16b(std::uint32_t bits) : bits(bits) {}
    sfpi_inline unsigned get() const { return bits; }
};

#define SFPI_COPIES(name)                      \
    sfpi_inline name() = default;              \
    sfpi_inline name(const name&) = default;   \
    sfpi_inline name& operator=(const name&) = default; \
    sfpi_inline name(Lanes lanes) : Base(lanes) {}

class vFloat : public vVal {
    using Base = vVal;

public:
    SFPI_COPIES(vFloat)
    sfpi_inline vFloat(float value) : Base(sfpu_lanes::constant(bits_of(value))) {}
    sfpi_inline vFloat(sFloat16a value) : Base(sfpu_lanes::load_immediate(sfpu_lanes::none(), value.get(), SFPLOADI_MOD0_FLOATA)) {}
    sfpi_inline vFloat(sFloat16b value) : Base(sfpu_lanes::load_immediate(sfpu_lanes::none(), value.get(), SFPLOADI_MOD0_FLOATB)) {}
    sfpi_inline vFloat& operator+=(vFloat other);
    sfpi_inline vFloat& operator-=(vFloat other);
    sfpi_inline vFloat& operator*=(vFloat other);
    template <typename T>
    sfpi_inline vFloat& operator+=(T other);
    template <typename T>
    sfpi_inline vFloat& operator-=(T other);
    template <typename T>
    sfpi_inline vFloat& operator*=(T other);
};

class vInt : public vVal {
    using Base = vVal;

public:
    SFPI_COPIES(vInt)
    sfpi_inline vInt(int value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vInt(unsigned value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vInt(long value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vInt(unsigned long value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vInt(vUInt value);
    sfpi_inline vInt& operator+=(vInt other);
    sfpi_inline vInt& operator-=(vInt other);
    sfpi_inline vInt& operator&=(vInt other);
    sfpi_inline vInt& operator|=(vInt other);
    sfpi_inline vInt& operator^=(vInt other);
    sfpi_inline vInt& operator<<=(unsigned distance);
};

class vUInt : public vVal {
    using Base = vVal;

public:
    SFPI_COPIES(vUInt)
    sfpi_inline vUInt(int value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vUInt(unsigned value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vUInt(long value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline vUInt(unsigned long value) : Base(sfpu_lanes::constant(value)) {}
    sfpi_inline explicit vUInt(vInt value) : Base(value.get()) {}
    sfpi_inline vUInt& operator+=(vUInt other);
    sfpi_inline vUInt& operator-=(vUInt other);
    sfpi_inline vUInt& operator&=(vUInt other);
    sfpi_inline vUInt& operator|=(vUInt other);
    sfpi_inline vUInt& operator^=(vUInt other);
    sfpi_inline vUInt& operator<<=(unsigned distance);
    sfpi_inline vUInt& operator>>=(unsigned distance);
};
sfpi_inline vInt::vInt(vUInt value) : Base(value.get()) {}

class vSMag : public vVal {
    using Base = vVal;

public:
    SFPI_COPIES(vSMag)
    sfpi_inline vSMag(int value) : Base(sfpu_lanes::constant(value < 0 ? 0x80000000u - value : value)) {}
};

// Values that are known to need fewer bits, or no sign.
template <typename Base, int TAG>
class Narrow : public Base {
public:
    sfpi_inline Narrow() = default;
    sfpi_inline Narrow(const Narrow&) = default;
    sfpi_inline Narrow& operator=(const Narrow&) = default;
    sfpi_inline explicit Narrow(Lanes lanes) : Base(lanes) {}
    template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>>* = nullptr>
    sfpi_inline explicit Narrow(Number value) : Base(value) {}
};
using vFloat16a = Narrow<vFloat, 0>;
using vFloat16b = Narrow<vFloat, 1>;
using vMagBase = Narrow<vUInt, 2>;
class vMag : public vMagBase {
public:
    sfpi_inline vMag() = default;
    sfpi_inline vMag(const vMag&) = default;
    sfpi_inline vMag& operator=(const vMag&) = default;
    sfpi_inline explicit vMag(Lanes lanes) : vMagBase(lanes) {}
    sfpi_inline explicit vMag(vUInt value) : vMagBase(value.get()) {}
    sfpi_inline explicit vMag(unsigned value) : vMagBase(value) {}
};
using vUInt16 = Narrow<vMag, 3>;
using vUInt8 = Narrow<vUInt16, 4>;
using vSMag16 = Narrow<vSMag, 5>;
using vSMag8 = Narrow<vSMag16, 6>;

template <typename To, typename From>
sfpi_inline To as(From value) { return To(vVal(value).get()); }
template <typename To>
sfpi_inline To as(vVal value) { return To(value.get()); }

// ---- constant registers
template <typename T>
class ConstantRegister {
    unsigned number;

public:
    sfpi_inline constexpr explicit ConstantRegister(unsigned number) : number(number) {}
    sfpi_inline constexpr unsigned index() const { return number; }
    sfpi_inline operator T() const { return T(sfpu_lanes::read_register(number)); }
    sfpi_inline Lanes get() const { return sfpu_lanes::read_register(number); }
    template <typename U>
    sfpi_inline void operator=(U v) const { sfpu_lanes::write_constant(number, T(v).get()); }
};
using ConstantFloat = ConstantRegister<vFloat>;
inline constexpr ConstantFloat vConst0(CREG_IDX_0), vConst1(CREG_IDX_1), vConstNeg1(CREG_IDX_NEG_1), vConst0p8373(CREG_IDX_0P837300003);
inline constexpr ConstantFloat vConstFloatPrgm0(CREG_IDX_PRGM1), vConstFloatPrgm1(CREG_IDX_PRGM2), vConstFloatPrgm2(CREG_IDX_PRGM3);
inline constexpr ConstantRegister<vInt> vConstIntPrgm0(CREG_IDX_PRGM1), vConstIntPrgm1(CREG_IDX_PRGM2), vConstIntPrgm2(CREG_IDX_PRGM3);
inline constexpr ConstantRegister<vInt> vConstTileId(CREG_IDX_TILEID);

// ---- floats: a product waits for what is added to it
struct Product {
    vFloat a, b;
    sfpi_inline operator vFloat() const { return vFloat(sfpu_lanes::multiply(a.get(), b.get())); }
    sfpi_inline Lanes get() const { return vFloat(*this).get(); }
};
// a times a constant register
struct ScaledProduct {
    vFloat a;
    unsigned b;
    sfpi_inline operator vFloat() const { return vFloat(sfpu_lanes::multiply_constant(a.get(), b)); }
    sfpi_inline Lanes get() const { return vFloat(*this).get(); }
};
// a times a number
struct ImmediateProduct {
    vFloat a;
    float b;
    sfpi_inline bool fits() const { return __builtin_constant_p(bits_of(b)) && !(bits_of(b) & 0xffff); }
    sfpi_inline operator vFloat() const {
        return vFloat(fits() ? sfpu_lanes::multiply_immediate(a.get(), bits_of(b) >> 16) : sfpu_lanes::multiply(a.get(), vFloat(b).get()));
    }
    sfpi_inline Lanes get() const { return vFloat(*this).get(); }
    sfpi_inline operator Product() const { return {a, vFloat(b)}; }
};
template <typename To>
sfpi_inline To as(Product value) { return To(value.get()); }

sfpi_inline Product operator*(vFloat a, vFloat b) { return {a, b}; }
sfpi_inline ImmediateProduct operator*(vFloat a, float b) { return {a, b}; }
sfpi_inline ImmediateProduct operator*(float a, vFloat b) { return {b, a}; }
sfpi_inline ScaledProduct operator*(vFloat a, ConstantFloat b) { return {a, b.index()}; }
sfpi_inline ScaledProduct operator*(ConstantFloat a, vFloat b) { return {b, a.index()}; }
sfpi_inline vFloat operator+(vFloat a, vFloat b) { return sfpu_lanes::add(a.get(), b.get()); }
sfpi_inline vFloat operator+(vFloat a, float b) {
    if (__builtin_constant_p(bits_of(b)) && !(bits_of(b) & 0xffff)) return sfpu_lanes::add_immediate(a.get(), bits_of(b) >> 16);
    return a + vFloat(b);
}
sfpi_inline vFloat operator+(float a, vFloat b) { return b + a; }
sfpi_inline vFloat operator+(vFloat a, ConstantFloat b) { return sfpu_lanes::mad_constant(a.get(), vFloat(1.0f).get(), b.index()); }
#define SFPI_SUMS(type, with_vector, with_constant)                                                                   \
    sfpi_inline vFloat operator+(type p, vFloat c) { return with_vector; }                                            \
    sfpi_inline vFloat operator+(type p, ConstantFloat c) { return with_constant; }                                   \
    sfpi_inline vFloat operator+(vFloat c, type p) { return p + c; }                                                  \
    sfpi_inline vFloat operator+(ConstantFloat c, type p) { return p + c; }                                           \
    sfpi_inline vFloat operator+(type p, float c) { return p + vFloat(c); }                                           \
    sfpi_inline vFloat operator+(float c, type p) { return p + vFloat(c); }                                           \
    sfpi_inline vFloat operator-(type p, vFloat c) { return p + -c; }                                                 \
    sfpi_inline vFloat operator-(type p, float c) { return p + vFloat(-c); }                                          \
    sfpi_inline vFloat operator-(type p) { return -vFloat(p); }
sfpi_inline vFloat operator-(vFloat a) { return SFPU_ONE(0x7c, a.get(), SFPMOV_MOD1_COMPSIGN, 0); }
sfpi_inline vFloat operator-(vFloat a, vFloat b) { return sfpu_lanes::minus(a.get(), b.get()); }
sfpi_inline vFloat operator-(vFloat a, float b) { return a + -b; }
sfpi_inline vFloat operator-(float a, vFloat b) { return vFloat(a) - b; }
sfpi_inline vFloat operator+(vFloat a) { return a; }
SFPI_SUMS(Product, sfpu_lanes::mad(p.a.get(), p.b.get(), c.get()), sfpu_lanes::mad_constant(p.a.get(), p.b.get(), c.index()))
SFPI_SUMS(ImmediateProduct, Product(p) + c, Product(p) + c)
SFPI_SUMS(ScaledProduct, sfpu_lanes::mad_scaled(p.a.get(), p.b, c.get()), sfpu_lanes::mad_constant(p.a.get(), sfpu_lanes::read_register(p.b), c.index()))
#if SFPI_ON_WORMHOLE
sfpi_inline vFloat operator-(vFloat c, Product p) { return c - vFloat(p); }
sfpi_inline vFloat operator-(vFloat c, ScaledProduct p) { return c - vFloat(p); }
#else  // SFPMAD negates operands: their compiler makes one instruction of this
sfpi_inline vFloat operator-(vFloat c, Product p) { return sfpu_lanes::mad((-p.a).get(), p.b.get(), c.get()); }
sfpi_inline vFloat operator-(vFloat c, ScaledProduct p) { return sfpu_lanes::mad_scaled((-p.a).get(), p.b, c.get()); }
#endif
sfpi_inline vFloat operator-(vFloat c, ImmediateProduct p) { return c - Product(p); }
sfpi_inline vFloat operator-(float c, Product p) { return vFloat(c) - p; }
sfpi_inline vFloat operator-(float c, ScaledProduct p) { return vFloat(c) - p; }
sfpi_inline vFloat operator-(float c, ImmediateProduct p) { return vFloat(c) - p; }
#define SFPI_TWO_PRODUCTS(first, second) \
    sfpi_inline vFloat operator+(first p, second q) { return p + vFloat(q); } \
    sfpi_inline vFloat operator-(first p, second q) { return p - vFloat(q); }
SFPI_TWO_PRODUCTS(Product, Product)
SFPI_TWO_PRODUCTS(Product, ImmediateProduct)
SFPI_TWO_PRODUCTS(Product, ScaledProduct)
SFPI_TWO_PRODUCTS(ImmediateProduct, Product)
SFPI_TWO_PRODUCTS(ImmediateProduct, ImmediateProduct)
SFPI_TWO_PRODUCTS(ImmediateProduct, ScaledProduct)
SFPI_TWO_PRODUCTS(ScaledProduct, Product)
SFPI_TWO_PRODUCTS(ScaledProduct, ImmediateProduct)
SFPI_TWO_PRODUCTS(ScaledProduct, ScaledProduct)
sfpi_inline vFloat& vFloat::operator+=(vFloat other) { return *this = *this + other; }
sfpi_inline vFloat& vFloat::operator-=(vFloat other) { return *this = *this - other; }
sfpi_inline vFloat& vFloat::operator*=(vFloat other) { return *this = vFloat(*this * other); }
// Of numbers, constant registers and products, each in its own way.
template <typename T>
sfpi_inline vFloat& vFloat::operator+=(T other) { return *this = *this + other; }
template <typename T>
sfpi_inline vFloat& vFloat::operator-=(T other) { return *this = *this - other; }
template <typename T>
sfpi_inline vFloat& vFloat::operator*=(T other) { return *this = vFloat(*this * other); }

// ---- integers
sfpi_inline bool fits_immediate(int value) { return value >= -2048 && value < 2048; }
sfpi_inline Lanes add_integers(Lanes a, Lanes b) { return SFPU_CHANGE(0x79, b, a, SFPIADD_MOD1_CC_NONE); }
// b becomes a - b
sfpi_inline Lanes subtract_integers(Lanes a, Lanes b) { return SFPU_CHANGE(0x79, b, a, SFPIADD_MOD1_CC_NONE | SFPIADD_MOD1_ARG_2SCOMP_LREG_DST); }

#define SFPI_INTEGERS(type)                                                                                           \
    sfpi_inline type operator+(type a, type b) { return type(add_integers(a.get(), b.get())); }                      \
    sfpi_inline type operator-(type a, type b) { return type(subtract_integers(a.get(), b.get())); }                 \
    sfpi_inline type operator&(type a, type b) { return type(SFPU_CHANGE(0x7e, a.get(), b.get(), 0)); }              \
    sfpi_inline type operator|(type a, type b) { return type(SFPU_CHANGE(0x7f, a.get(), b.get(), 0)); }              \
    sfpi_inline type operator^(type a, type b) { return type(SFPU_CHANGE(0x8d, a.get(), b.get(), 0)); }              \
    sfpi_inline type operator~(type a) { return type(SFPU_ONE(0x80, a.get(), 0, 0)); }                               \
    sfpi_inline type operator-(type a) { return type(0) - a; }                                                       \
    sfpi_inline type operator<<(type a, unsigned distance) { return type(sfpu_lanes::shift_immediate(a.get(), distance, 0)); } \
    sfpi_inline type operator<<(type a, int distance) { return a << unsigned(distance); }
SFPI_INTEGERS(vInt)
SFPI_INTEGERS(vUInt)
#define SFPI_IMMEDIATES(type, number)                                                                                 \
    sfpi_inline type operator+(type a, number b) {                                                                    \
        if (__builtin_constant_p(b) && fits_immediate(b)) return type(SFPU_ONE(0x79, a.get(), SFPIADD_MOD1_ARG_IMM | SFPIADD_MOD1_CC_NONE, b)); \
        return a + type(b);                                                                                           \
    }                                                                                                                 \
    sfpi_inline type operator-(type a, number b) { return a + static_cast<number>(-b); }                                           \
    sfpi_inline type operator-(number a, type b) { return type(a) - b; }                                              \
    sfpi_inline type operator&(type a, number b) { return a & type(b); }                                              \
    sfpi_inline type operator|(type a, number b) { return a | type(b); }                                              \
    sfpi_inline type operator^(type a, number b) { return a ^ type(b); }
SFPI_IMMEDIATES(vInt, int)
SFPI_IMMEDIATES(vInt, unsigned)
SFPI_IMMEDIATES(vInt, long)
SFPI_IMMEDIATES(vInt, unsigned long)
SFPI_IMMEDIATES(vUInt, int)
SFPI_IMMEDIATES(vUInt, unsigned)
SFPI_IMMEDIATES(vUInt, long)
SFPI_IMMEDIATES(vUInt, unsigned long)
sfpi_inline vUInt operator>>(vUInt a, unsigned distance) { return sfpu_lanes::shift_immediate(a.get(), -int(distance), 0); }
sfpi_inline vUInt operator>>(vUInt a, int distance) { return a >> unsigned(distance); }
sfpi_inline vMag operator>>(vMag a, unsigned distance) { return vMag(vUInt(a.get()) >> distance); }
sfpi_inline vMag operator>>(vMag a, int distance) { return a >> unsigned(distance); }
sfpi_inline vInt operator>>(vInt a, unsigned distance) { return sfpu_lanes::shift_immediate(a.get(), -int(distance), SFPSHFT_MOD1_ARITHMETIC); }
sfpi_inline vInt operator>>(vInt a, int distance) { return a >> unsigned(distance); }
sfpi_inline vSMag operator&(vSMag a, int b) { return vSMag((vUInt(a.get()) & b).get()); }
sfpi_inline vUInt operator&(vUInt a, vInt b) { return a & vUInt(b); }
sfpi_inline vUInt operator|(vUInt a, vInt b) { return a | vUInt(b); }
sfpi_inline vUInt operator^(vUInt a, vInt b) { return a ^ vUInt(b); }
sfpi_inline vUInt operator-(vUInt a, vInt b) { return a - vUInt(b); }
sfpi_inline vUInt operator&(vInt a, vUInt b) { return vUInt(a) & b; }
sfpi_inline vUInt operator|(vInt a, vUInt b) { return vUInt(a) | b; }
sfpi_inline vUInt operator^(vInt a, vUInt b) { return vUInt(a) ^ b; }
sfpi_inline vInt& vInt::operator+=(vInt other) { return *this = *this + other; }
sfpi_inline vInt& vInt::operator-=(vInt other) { return *this = *this - other; }
sfpi_inline vInt& vInt::operator&=(vInt other) { return *this = *this & other; }
sfpi_inline vInt& vInt::operator|=(vInt other) { return *this = *this | other; }
sfpi_inline vInt& vInt::operator^=(vInt other) { return *this = *this ^ other; }
sfpi_inline vInt& vInt::operator<<=(unsigned distance) { return *this = *this << distance; }
sfpi_inline vUInt& vUInt::operator+=(vUInt other) { return *this = *this + other; }
sfpi_inline vUInt& vUInt::operator-=(vUInt other) { return *this = *this - other; }
sfpi_inline vUInt& vUInt::operator&=(vUInt other) { return *this = *this & other; }
sfpi_inline vUInt& vUInt::operator|=(vUInt other) { return *this = *this | other; }
sfpi_inline vUInt& vUInt::operator^=(vUInt other) { return *this = *this ^ other; }
sfpi_inline vUInt& vUInt::operator<<=(unsigned distance) { return *this = *this << distance; }
sfpi_inline vUInt& vUInt::operator>>=(unsigned distance) { return *this = *this >> distance; }

#include "sfpi_conditions.h"
#include "sfpi_functions.h"
#include "sfpi_registers.h"

}  // namespace sfpi
