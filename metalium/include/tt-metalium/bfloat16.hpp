// bfloat16 as a number type.
#pragma once
#include <bit>
#include <cmath>
#include <compare>
#include <cstdint>
#include <type_traits>
#include <vector>

class bfloat16 {
public:
    constexpr bfloat16() = default;

    // To nearest, ties to even.
    template <class T>
        requires std::is_arithmetic_v<T>
    constexpr bfloat16(T value) noexcept : bits_(round(static_cast<float>(value))) {}

    constexpr operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits_) << 16); }
    constexpr uint16_t to_uint16() const { return bits_; }

    constexpr bool operator==(bfloat16 other) const { return static_cast<float>(*this) == static_cast<float>(other); }
    constexpr std::partial_ordering operator<=>(bfloat16 other) const { return static_cast<float>(*this) <=> static_cast<float>(other); }

private:
    static constexpr uint16_t round(float value) {
        uint32_t bits = std::bit_cast<uint32_t>(value);
        if (value != value) {
            return static_cast<uint16_t>(bits >> 16 | 0x40);
        }
        return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }

    uint16_t bits_ = 0;
};
