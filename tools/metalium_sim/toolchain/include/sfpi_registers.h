// DST, the vector registers by number and the constant registers. Part of sfpi.h, inside its namespace.
#pragma once

// One vector of DST in a layout.
template <DataLayout LAYOUT = DataLayout::Default>
class DestinationVector {
    unsigned address;
    int increment;

    template <DataLayout DEFAULT>
    static constexpr unsigned format() {
        switch (LAYOUT == DataLayout::Default ? DEFAULT : LAYOUT) {
            case DataLayout::Default:
            case DataLayout::FSrcB: return SFPLOAD_MOD0_FMT_SRCB;
            case DataLayout::F32: return SFPLOAD_MOD0_FMT_FP32;
            case DataLayout::F16a: return SFPLOAD_MOD0_FMT_FP16A;
            case DataLayout::F16b: return SFPLOAD_MOD0_FMT_FP16B;
            case DataLayout::I32:
            case DataLayout::U32:
            case DataLayout::M32: return SFPLOAD_MOD0_FMT_INT32;
            case DataLayout::U16: return SFPLOAD_MOD0_FMT_UINT16;
            case DataLayout::SM16: return SFPLOAD_MOD0_FMT_INT16;
            case DataLayout::LO16: return SFPLOAD_MOD0_FMT_LO16;
            case DataLayout::HI16: return SFPLOAD_MOD0_FMT_HI16;
            // Wormhole's load and store convert between the two forms of signed integers; on Blackhole it is done beside them.
            case DataLayout::SM32: return SFPI_ON_WORMHOLE ? SFPLOAD_MOD0_FMT_SM32 : SFPLOAD_MOD0_FMT_INT32;
        }
        return 0;
    }
    static constexpr DataLayout SIGNED = SFPI_ON_WORMHOLE ? DataLayout::SM32 : DataLayout::I32;
    sfpi_inline unsigned mode_bits() const { return increment < 0 ? SFPU_NO_INCREMENT : unsigned(increment); }
    template <DataLayout DEFAULT>
    sfpi_inline Lanes read() const { return sfpu_lanes::load(address, format<DEFAULT>(), mode_bits()); }
    template <DataLayout DEFAULT>
    sfpi_inline void write(vVal v) const { sfpu_lanes::store(v.get(), address, format<DEFAULT>(), mode_bits()); }

public:
    sfpi_inline constexpr DestinationVector(unsigned address, int increment) : address(address), increment(increment) {}
    template <DataLayout NEW = DataLayout::Default>
    sfpi_inline constexpr auto mode(int new_increment = -1) const {
        return DestinationVector<NEW == DataLayout::Default ? LAYOUT : NEW>(address, new_increment);
    }
    sfpi_inline operator vFloat() const { return read<DataLayout::FSrcB>(); }
    sfpi_inline operator vInt() const {
        if constexpr (LAYOUT == DataLayout::SM32 && !SFPI_ON_WORMHOLE) return to_twos_complement(vSMag(read<SIGNED>()));
        return read<SIGNED>();
    }
    sfpi_inline operator vUInt() const { return read<DataLayout::U32>(); }
    sfpi_inline operator vSMag() const { return read<DataLayout::I32>(); }
    sfpi_inline operator vUInt16() const { return vUInt16(read<DataLayout::U16>()); }
    sfpi_inline operator vMag() const { return vMag(read<DataLayout::M32>()); }
    sfpi_inline void operator=(vFloat v) const { write<DataLayout::FSrcB>(v); }
    sfpi_inline void operator=(Product v) const { *this = vFloat(v); }
    sfpi_inline void operator=(ScaledProduct v) const { *this = vFloat(v); }
    sfpi_inline void operator=(ImmediateProduct v) const { *this = vFloat(v); }
    sfpi_inline void operator=(float v) const { write<DataLayout::FSrcB>(vFloat(v)); }
    sfpi_inline void operator=(vInt v) const {
        if constexpr (LAYOUT == DataLayout::SM32 && !SFPI_ON_WORMHOLE) write<SIGNED>(to_sign_magnitude(v));
        else write<SIGNED>(v);
    }
    sfpi_inline void operator=(vUInt v) const { write<DataLayout::U32>(v); }
    sfpi_inline void operator=(vMag v) const { write<DataLayout::M32>(v); }
    sfpi_inline void operator=(vUInt16 v) const { write<DataLayout::U16>(v); }
    sfpi_inline void operator=(vSMag v) const { write<DataLayout::I32>(v); }
};

struct Destination {
    sfpi_inline constexpr DestinationVector<> operator[](int index) const { return {unsigned(index) * SFP_DESTREG_STRIDE, -1}; }
    // The next vector: the counter of the destination goes up.
    sfpi_inline void operator++(int) const { asm volatile(".ttinsn 0x38000000|%0" : : "i"(SFP_DESTREG_STRIDE << 14)); }
    sfpi_inline void operator++() const { (*this)++; }
    sfpi_inline void operator+=(int count) const { asm volatile(".ttinsn 0x38000000|%0" : : "i"(count * SFP_DESTREG_STRIDE << 14)); }
};
inline constexpr Destination dst_reg;

class VectorRegister {
    unsigned number;

public:
    sfpi_inline constexpr explicit VectorRegister(unsigned number) : number(number) {}
    template <typename T, std::enable_if_t<std::is_base_of_v<vVal, T>>* = nullptr>
    sfpi_inline operator T() const { return T(sfpu_lanes::read_vector(number)); }
    sfpi_inline void operator=(vVal v) const { sfpu_lanes::write_vector(number, v.get()); }
    sfpi_inline void operator=(const VectorRegister& other) const { sfpu_lanes::write_vector(number, sfpu_lanes::read_vector(other.number)); }
    // Instructions before this used the register.
    sfpi_inline void in_use() const { *this = *this; }
};
struct VectorRegisters {
    sfpi_inline constexpr VectorRegister operator[](LRegs which) const { return VectorRegister(unsigned(which)); }
};
inline constexpr VectorRegisters l_reg;
