// What every compute header needs: the thread that runs, and macros that act on one of the three.
#pragma once
#include "tilecc/kernel.h"

// Each of the three threads runs the whole kernel; a call acts on the threads whose engine it uses.
#define UNPACK(...)                                              \
    do {                                                         \
        if (tilecc_context->role == tilecc::ROLE_UNPACK) {       \
            __VA_ARGS__;                                         \
        }                                                        \
    } while (0)
#define MATH(...)                                                \
    do {                                                         \
        if (tilecc_context->role == tilecc::ROLE_MATH) {         \
            __VA_ARGS__;                                         \
        }                                                        \
    } while (0)
#define PACK(...)                                                \
    do {                                                         \
        if (tilecc_context->role == tilecc::ROLE_PACK) {         \
            __VA_ARGS__;                                         \
        }                                                        \
    } while (0)
