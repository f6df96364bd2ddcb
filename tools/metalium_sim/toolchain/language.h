/* Included before every source. GCC 12 evaluates static_assert(false) in branches that if constexpr discards (P2593 came with GCC 13). */
#pragma once
#ifdef __cplusplus
#define static_assert(...) static_assert(true)
#endif
