// Conditions and the blocks that they guard. Part of sfpi.h, inside its namespace.
#pragma once

enum class Relation { LESS, NOT_LESS, EQUAL, NOT_EQUAL, GREATER, NOT_GREATER };

// A value against zero.
struct vBool {
    Lanes value;
    Relation relation;
};
template <typename A, typename B>
struct Both { A a; B b; };
template <typename A, typename B>
struct Either { A a; B b; };
template <typename A>
struct Opposite { A a; };
template <typename T>
inline constexpr bool is_condition = false;
template <>
inline constexpr bool is_condition<vBool> = true;
template <typename A, typename B>
inline constexpr bool is_condition<Both<A, B>> = true;
template <typename A, typename B>
inline constexpr bool is_condition<Either<A, B>> = true;
template <typename A>
inline constexpr bool is_condition<Opposite<A>> = true;

template <typename A, typename B, std::enable_if_t<is_condition<A> && is_condition<B>>* = nullptr>
sfpi_inline Both<A, B> operator&&(A a, B b) { return {a, b}; }
template <typename A, typename B, std::enable_if_t<is_condition<A> && is_condition<B>>* = nullptr>
sfpi_inline Either<A, B> operator||(A a, B b) { return {a, b}; }
template <typename A, std::enable_if_t<is_condition<A>>* = nullptr>
sfpi_inline Opposite<A> operator!(A a) { return {a}; }
// A hint of the kernel library's: the compared integers are so near that their difference does not overflow.
sfpi_inline vBool nearby(vBool condition) { return condition; }

// Floats compare by their difference. A NaN or -0 counts by its sign bit.
#define SFPI_RELATION(symbol, relation)                                                                               \
    sfpi_inline vBool operator symbol(vFloat a, vFloat b) { return {(a - b).get(), Relation::relation}; }             \
    sfpi_inline vBool operator symbol(vFloat a, float b) {                                                            \
        return {__builtin_constant_p(b == 0) && b == 0 ? a.get() : (a + vFloat(-b)).get(), Relation::relation};       \
    }                                                                                                                 \
    sfpi_inline vBool operator symbol(Product a, float b) { return vFloat(a) symbol b; }                              \
    sfpi_inline vBool operator symbol(vInt a, vInt b) { return {subtract_integers(a.get(), b.get()), Relation::relation}; } \
    sfpi_inline vBool operator symbol(vInt a, int b) {                                                                \
        return {__builtin_constant_p(b == 0) && b == 0 ? a.get() : (a - b).get(), Relation::relation};                \
    }                                                                                                                 \
    sfpi_inline vBool operator symbol(vInt a, long b) { return a symbol int(b); }                                     \
    sfpi_inline vBool operator symbol(vInt a, unsigned b) { return a symbol int(b); }                                 \
    sfpi_inline vBool operator symbol(vUInt a, vUInt b) { return {subtract_integers(a.get(), b.get()), Relation::relation}; } \
    sfpi_inline vBool operator symbol(vUInt a, int b) { return vInt(a) symbol b; }                                    \
    sfpi_inline vBool operator symbol(vUInt a, unsigned b) { return vInt(a) symbol int(b); }                          \
    sfpi_inline vBool operator symbol(vUInt a, long b) { return vInt(a) symbol int(b); }                              \
    sfpi_inline vBool operator symbol(vSMag a, int b) { return {b ? sfpu_lanes::none() : a.get(), Relation::relation}; }
SFPI_RELATION(<, LESS)
SFPI_RELATION(>=, NOT_LESS)
SFPI_RELATION(==, EQUAL)
SFPI_RELATION(!=, NOT_EQUAL)
SFPI_RELATION(>, GREATER)
SFPI_RELATION(<=, NOT_GREATER)

// The lanes in which a piece of code has effect. Made by v_if; ends with the block.
class Mask {
    unsigned depth = 0;
    bool fresh = false;  // nothing narrowed since the last push

    // 1 in the enabled lanes in which the condition holds, 0 in the others: for what is no conjunction.
    template <typename Condition>
    sfpi_inline static Lanes truth(Condition condition, unsigned if_true) {
        Lanes result = sfpu_lanes::load_immediate(sfpu_lanes::none(), 1 - if_true, SFPLOADI_MOD0_USHORT);
        Mask inner;
        inner.open();
        inner.narrow(condition);
        return sfpu_lanes::load_immediate(result, if_true, SFPLOADI_MOD0_USHORT);
    }

    sfpi_inline static void keep_positive(Lanes value) {
        sfpu_lanes::keep(value, SFPSETCC_MOD1_LREG_GTE0);
        sfpu_lanes::keep(value, SFPSETCC_MOD1_LREG_NE0);
    }

public:
    sfpi_inline Mask() = default;
    Mask(const Mask&) = delete;
    sfpi_inline ~Mask() {
        for (unsigned i = 0; i < depth; i++) sfpu_lanes::pop();
    }
    sfpi_inline void open() {
        sfpu_lanes::push();
        depth++;
        fresh = true;
    }
    sfpi_inline void otherwise() {
        sfpu_lanes::complement();
        fresh = false;
    }
    sfpi_inline void narrow(vBool condition) {
        bool first = fresh;
        fresh = false;
        switch (condition.relation) {
            case Relation::LESS: sfpu_lanes::keep(condition.value, SFPSETCC_MOD1_LREG_LT0); return;
            case Relation::NOT_LESS: sfpu_lanes::keep(condition.value, SFPSETCC_MOD1_LREG_GTE0); return;
            case Relation::EQUAL: sfpu_lanes::keep(condition.value, SFPSETCC_MOD1_LREG_EQ0); return;
            case Relation::NOT_EQUAL: sfpu_lanes::keep(condition.value, SFPSETCC_MOD1_LREG_NE0); return;
            case Relation::GREATER: keep_positive(condition.value); return;
            case Relation::NOT_GREATER:
                if (first) {
                    keep_positive(condition.value);
                    sfpu_lanes::complement();
                } else {
                    Lanes others = sfpu_lanes::load_immediate(sfpu_lanes::none(), 1, SFPLOADI_MOD0_USHORT);
                    sfpu_lanes::push();
                    keep_positive(condition.value);
                    others = sfpu_lanes::load_immediate(others, 0, SFPLOADI_MOD0_USHORT);
                    sfpu_lanes::pop();
                    sfpu_lanes::keep(others, SFPSETCC_MOD1_LREG_NE0);
                }
                return;
        }
    }
    template <typename A, typename B>
    sfpi_inline void narrow(Both<A, B> condition) {
        narrow(condition.a);
        narrow(condition.b);
    }
    template <typename A, typename B>
    sfpi_inline void narrow(Either<A, B> condition) {
        Lanes result = truth(condition.a, 1);
        {
            Mask inner;
            inner.open();
            inner.narrow(condition.b);
            result = sfpu_lanes::load_immediate(result, 1, SFPLOADI_MOD0_USHORT);
        }
        narrow(vBool{result, Relation::NOT_EQUAL});
    }
    template <typename A>
    sfpi_inline void narrow(Opposite<A> condition) { narrow(vBool{truth(condition.a, 0), Relation::NOT_EQUAL}); }
    sfpi_inline void narrow(vInt value) { narrow(vBool{value.get(), Relation::NOT_EQUAL}); }
    sfpi_inline void narrow(vUInt value) { narrow(vBool{value.get(), Relation::NOT_EQUAL}); }
};

#define v_if(condition)            \
    {                              \
        ::sfpi::Mask sfpi_mask;    \
        sfpi_mask.open();          \
        sfpi_mask.narrow(condition); \
        {
#define v_elseif(condition)        \
    }                              \
    sfpi_mask.otherwise();         \
    sfpi_mask.open();              \
    sfpi_mask.narrow(condition);   \
    {
#define v_else                     \
    }                              \
    sfpi_mask.otherwise();         \
    {
#define v_endif \
    }           \
    }
#define v_and(condition) sfpi_mask.narrow(condition)
#define v_block                    \
    {                              \
        ::sfpi::Mask sfpi_mask;    \
        sfpi_mask.open();
#define v_endblock }
