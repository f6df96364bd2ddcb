// Functions on vectors. Part of sfpi.h, inside its namespace.
#pragma once

// ---- parts of a float
sfpi_inline vInt exexp(vFloat v, ExponentMode mode = ExponentMode::Unbiased) {
    return SFPU_ONE(0x77, v.get(), mode == ExponentMode::Biased ? SFPEXEXP_MOD1_NODEBIAS : SFPEXEXP_MOD1_DEBIAS, 0);
}
sfpi_inline vMag exman(vFloat v, MantissaMode mode = MantissaMode::FractionOnly) {
    return vMag(SFPU_ONE(0x78, v.get(), mode == MantissaMode::FractionOnly ? SFPEXMAN_MOD1_PAD9 : SFPEXMAN_MOD1_PAD8, 0));
}
sfpi_inline vInt exman9(vFloat v) { return SFPU_ONE(0x78, v.get(), SFPEXMAN_MOD1_PAD9, 0); }
sfpi_inline vInt exman8(vFloat v) { return SFPU_ONE(0x78, v.get(), SFPEXMAN_MOD1_PAD8, 0); }
template <typename T>
sfpi_inline vUInt exsgn(T v) { return as<vUInt>(v) >> 31u; }

template <typename N, std::enable_if_t<std::is_integral_v<N>>* = nullptr>
sfpi_inline vFloat setexp(vFloat v, N exponent) { return SFPU_ONE(0x82, v.get(), 1, exponent); }
sfpi_inline vFloat setexp(vFloat v, vInt exponent) { return SFPU_CHANGE(0x82, exponent.get(), v.get(), 0); }
sfpi_inline vFloat copyexp(vFloat v, vFloat exponent) { return SFPU_CHANGE(0x82, exponent.get(), v.get(), 2); }
sfpi_inline vFloat addexp(vFloat v, int exponent) { return SFPU_ONE(0x76, v.get(), 1, exponent); }
template <typename N, std::enable_if_t<std::is_integral_v<N>>* = nullptr>
sfpi_inline vFloat setman(vFloat v, N mantissa) { return SFPU_ONE(0x83, v.get(), 1, mantissa); }
template <typename T, std::enable_if_t<std::is_base_of_v<vVal, T>>* = nullptr>
sfpi_inline vFloat setman(vFloat v, T mantissa) { return SFPU_CHANGE(0x83, mantissa.get(), v.get(), 0); }
sfpi_inline vFloat copyman(vFloat v, vFloat mantissa) { return setman(v, mantissa); }

template <typename T, std::enable_if_t<std::is_base_of_v<vVal, T>>* = nullptr>
sfpi_inline T setsgn(T v, int sign) { return T(SFPU_ONE(0x89, v.get(), 1, sign)); }
sfpi_inline vFloat setsgn(Product v, int sign) { return setsgn(vFloat(v), sign); }
template <typename A, typename B, std::enable_if_t<std::is_base_of_v<vVal, A> && std::is_base_of_v<vVal, B>>* = nullptr>
sfpi_inline A copysgn(A v, B sign) { return A(SFPU_CHANGE(0x89, sign.get(), v.get(), 0)); }
template <typename B>
sfpi_inline vFloat copysgn(Product v, B sign) { return copysgn(vFloat(v), sign); }
template <typename A, typename B, std::enable_if_t<std::is_base_of_v<vVal, A> && std::is_base_of_v<vVal, B>>* = nullptr>
sfpi_inline A setsgn(A v, B sign) { return copysgn(v, sign); }
template <typename A, typename B>
sfpi_inline A setsgn2(A v, B sign) { return copysgn(v, as<vSMag>(as<vUInt>(sign) << 31u)); }

sfpi_inline vFloat abs(vFloat v) { return SFPU_ONE(0x7d, v.get(), SFPABS_MOD1_FLOAT, 0); }
sfpi_inline vMag abs(vInt v) { return vMag(SFPU_ONE(0x7d, v.get(), SFPABS_MOD1_INT, 0)); }
sfpi_inline vMag abs(vSMag v) { return vMag(setsgn(v, 0).get()); }
template <typename T>
sfpi_inline vMag lz(T v, LZMode mode = LZMode::All) { return vMag(SFPU_ONE(0x81, v.get(), mode == LZMode::All ? 0 : 4, 0)); }

// ---- classes
sfpi_inline auto is_nan(vFloat v) { return exexp(v, ExponentMode::Biased) >= 255 && exman(v) != 0; }
sfpi_inline auto is_inf(vFloat v) { return exexp(v, ExponentMode::Biased) >= 255 && exman(v) == 0; }
sfpi_inline vBool is_finite(vFloat v) { return exexp(v, ExponentMode::Biased) < 255; }
sfpi_inline vBool is_pos(vFloat v) { return lz(v) != 0; }
sfpi_inline vBool is_neg(vFloat v) { return lz(v) == 0; }

// ---- shifts
template <typename T>
sfpi_inline T shft(T v, vInt distance, ShiftMode mode = ShiftMode::Logical) {
    return T(SFPU_CHANGE(0x7a, v.get(), distance.get(), mode == ShiftMode::Arithmetic ? SFPSHFT_MOD1_ARITHMETIC : 0));
}
template <typename T>
sfpi_inline T shft(T v, int distance, ShiftMode mode = ShiftMode::Logical) {
    return T(sfpu_lanes::shift_immediate(v.get(), distance, mode == ShiftMode::Arithmetic ? SFPSHFT_MOD1_ARITHMETIC : 0));
}

// ---- order: of sign and magnitude
template <typename T>
sfpi_inline std::pair<T, T> min_max(T a, T b) {
    Lanes smaller = a.get(), larger = b.get();
    sfpu_lanes::swap(smaller, larger, SFPSWAP_MOD1_VEC_MIN_MAX);
    return {T(smaller), T(larger)};
}
template <typename T, std::enable_if_t<std::is_base_of_v<vVal, T>>* = nullptr>
sfpi_inline T min(T a, T b) { return min_max(a, b).first; }
template <typename T, std::enable_if_t<std::is_base_of_v<vVal, T>>* = nullptr>
sfpi_inline T max(T a, T b) { return min_max(a, b).second; }
sfpi_inline vFloat min(vFloat a, float b) { return min(a, vFloat(b)); }
sfpi_inline vFloat max(vFloat a, float b) { return max(a, vFloat(b)); }
sfpi_inline vUInt min(vUInt a, unsigned b) {
    if (int(b) >= 0) return ~as<vUInt>(min(as<vSMag>(~a), as<vSMag>(~vUInt(b))));
    return as<vUInt>(max(as<vSMag>(a), as<vSMag>(vUInt(b))));
}
sfpi_inline vUInt max(vUInt a, unsigned b) {
    if (int(b) >= 0) return ~as<vUInt>(max(as<vSMag>(~a), as<vSMag>(~vUInt(b))));
    return as<vUInt>(min(as<vSMag>(a), as<vSMag>(vUInt(b))));
}
template <typename T, std::enable_if_t<std::is_base_of_v<vVal, T>>* = nullptr>
sfpi_inline T clamp(T v, T low, T high) { return min(max(v, low), high); }
sfpi_inline vFloat clamp(vFloat v, float low, float high) { return clamp(v, vFloat(low), vFloat(high)); }
sfpi_inline vUInt clamp(vUInt v, unsigned low, unsigned high) { return min(max(v, low), high); }
sfpi_inline vFloat symmetric_clamp(vFloat v, float bound) { return copysgn(min(abs(v), bound), v); }
template <typename T>
sfpi_inline void vec_min_max(T& a, T& b) {
    auto both = min_max(a, b);
    a = both.first;
    b = both.second;
}

// ---- conversions
// Two's complement and sign-magnitude into each other.
sfpi_inline vSMag to_sign_magnitude(vInt v) {
#if SFPI_ON_WORMHOLE
    return vSMag(copysgn(vSMag(abs(v).get()), v).get());
#else
    return vSMag(SFPU_ONE(0x90, v.get(), SFPCAST_MOD1_INT32_TO_SM32, 0));
#endif
}
sfpi_inline vInt to_twos_complement(vSMag v) {
#if SFPI_ON_WORMHOLE
    vInt result = v.get();
    v_if(result < 0) { result = 0 - vInt(setsgn(v, 0).get()); }
    v_endif;
    return result;
#else
    return vInt(SFPU_ONE(0x90, v.get(), SFPCAST_MOD1_SM32_TO_INT32, 0));
#endif
}

template <typename To>
sfpi_inline constexpr unsigned rounding_of() {
    return std::is_same_v<To, vFloat16a>  ? SFPSTOCHRND_MOD1_FP32_TO_FP16A
           : std::is_same_v<To, vFloat16b> ? SFPSTOCHRND_MOD1_FP32_TO_FP16B
           : std::is_same_v<To, vUInt8>   ? SFPSTOCHRND_MOD1_FP32_TO_UINT8
           : std::is_same_v<To, vSMag8>   ? SFPSTOCHRND_MOD1_FP32_TO_INT8
           : std::is_same_v<To, vUInt16>  ? SFPSTOCHRND_MOD1_FP32_TO_UINT16
                                          : SFPSTOCHRND_MOD1_FP32_TO_INT16;
}

template <typename To, typename From>
sfpi_inline To convert(From v, RoundMode mode = RoundMode::NearestStochastic) {
    if constexpr (std::is_same_v<From, Product>) {
        return convert<To>(vFloat(v), mode);
    } else if constexpr (std::is_base_of_v<vFloat, From> && !std::is_same_v<To, vFloat>) {
        Lanes result;
        asm volatile(".ttinsn 0x8e000000|(%3<<21)|(LREG_%1<<8)|(LREG_%0<<4)|%2"
                     : "=f"(result.lanes) : "f"(v.get().lanes), "i"(rounding_of<To>()), "i"(mode == RoundMode::NearestStochastic ? 1 : 0));
        return To(result);
    } else if constexpr (std::is_base_of_v<vFloat, To> && std::is_base_of_v<vInt, From>) {
        return convert<To>(to_sign_magnitude(v), mode);
    } else if constexpr (std::is_base_of_v<vFloat, To> && !std::is_base_of_v<vFloat, From>) {
        vFloat result = SFPU_ONE(0x90, v.get(), mode == RoundMode::NearestStochastic ? 1 : 0, 0);
        if constexpr (std::is_same_v<To, vFloat>) return result;
        else return convert<To>(result, mode);
    } else if constexpr (std::is_same_v<To, vSMag> && std::is_base_of_v<vInt, From>) {
        return to_sign_magnitude(v);
    } else if constexpr (std::is_same_v<To, vInt> && std::is_base_of_v<vSMag, From>) {
        return to_twos_complement(v);
    } else {
        return To(v.get());
    }
}
template <typename To>
sfpi_inline vFloat int32_to_float(To v, RoundMode mode = RoundMode::NearestStochastic) {
    return SFPU_ONE(0x90, v.get(), mode == RoundMode::NearestStochastic ? 1 : 0, 0);
}

// ---- Blackhole
sfpi_inline vFloat approx_recip(vFloat v) { return SFPU_ONE(0x99, v.get(), SFPARECIP_MOD1_RECIP, 0); }
sfpi_inline vFloat approx_exp(vFloat v) { return SFPU_ONE(0x99, v.get(), SFPARECIP_MOD1_EXP, 0); }
template <typename A, typename B>
sfpi_inline vMag fractional_mul(A a, B b, FractionalHalf half = FractionalHalf::Low) {
    Lanes result;
    asm volatile(".ttinsn 0x98000000|(LREG_%1<<16)|(LREG_%2<<12)|(9<<8)|(LREG_%0<<4)|%3" SFPU_WAIT
                 : "=f"(result.lanes) : "f"(vVal(a).get().lanes), "f"(vVal(b).get().lanes), "i"(half == FractionalHalf::High ? 1 : 0));
    return vMag(result);
}

// ---- tables: declared, so that code that does not use them compiles
#define SFPI_TABLE(name)                        \
    class name : public vVal {                  \
    public:                                     \
        sfpi_inline name(Lanes lanes) : vVal(lanes) {} \
        name(float, float);                     \
    };
SFPI_TABLE(vLut16ss)
SFPI_TABLE(vLut16ii)
SFPI_TABLE(vLut8si)
template <typename... T>
vFloat lut(T...);
template <typename... T>
void subvec_transp(T&...);
sfpi_inline vFloat subvec_shflror1(vFloat v) { return SFPU_ONE(0x94, v.get(), SFPSHFT2_MOD1_SUBVEC_SHFLROR1, 0); }
