// The data-movement API: circular buffers' addresses, tensors, transfers, barriers.
#pragma once
#include "tilecc/kernel.h"

inline uint32_t get_write_ptr(uint32_t cb, TILECC_LINE) { return static_cast<uint32_t>(tilecc::call(OP_GET_WRITE_PTR, {cb}, line)); }
inline uint32_t get_read_ptr(uint32_t cb, TILECC_LINE) { return static_cast<uint32_t>(tilecc::call(OP_GET_READ_PTR, {cb}, line)); }

// Zero bytes kept by the firmware.
#define MEM_ZEROS_BASE (static_cast<uint32_t>(tilecc::call(OP_MEM_ZEROS_BASE, {}, tilecc::Line(__LINE__))))
#define MEM_ZEROS_SIZE 512

// ---- Tensors.

// Where a tensor lies, in compile-time arguments that TensorAccessorArgs::append_to wrote: flags, page bytes.
template <size_t OFFSET>
struct TensorAccessorArgs {
    static constexpr uint32_t flags = get_compile_time_arg_val(OFFSET);
    static constexpr uint32_t page_bytes = get_compile_time_arg_val(OFFSET + 1);
    static_assert(flags == 2, "the emulator knows interleaved tensors in DRAM");
    static constexpr uint32_t next_compile_time_args_offset() { return OFFSET + 2; }
};

class TensorAccessor {
public:
    template <size_t OFFSET>
    TensorAccessor(TensorAccessorArgs<OFFSET>, uint32_t base, uint32_t page_bytes = TensorAccessorArgs<OFFSET>::page_bytes, TILECC_LINE) :
        handle(tilecc::call(OP_TENSOR_ACCESSOR, {0, base, page_bytes}, line)) {}

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, TILECC_LINE) const {
        return static_cast<uint64_t>(tilecc::call(OP_GET_PAGE_NOC_ADDR, {page, handle, offset}, line));
    }

    const int64_t handle;
};

inline void noc_async_read_page(uint32_t page, const TensorAccessor& tensor, uint32_t l1, TILECC_LINE) {
    tilecc::call(OP_NOC_ASYNC_READ_PAGE, {page, tensor.handle, l1}, line);
}
inline void noc_async_write_page(uint32_t page, const TensorAccessor& tensor, uint32_t l1, TILECC_LINE) {
    tilecc::call(OP_NOC_ASYNC_WRITE_PAGE, {page, tensor.handle, l1}, line);
}
inline void noc_async_read_tile(uint32_t page, const TensorAccessor& tensor, uint32_t l1, TILECC_LINE) {
    noc_async_read_page(page, tensor, l1, line);
}
inline void noc_async_write_tile(uint32_t page, const TensorAccessor& tensor, uint32_t l1, TILECC_LINE) {
    noc_async_write_page(page, tensor, l1, line);
}

// ---- Transfers by address.

inline uint64_t get_noc_addr(uint32_t l1, TILECC_LINE) { return static_cast<uint64_t>(tilecc::call(OP_GET_NOC_ADDR, {l1}, line)); }
inline void noc_async_read(uint64_t source, uint32_t l1, uint32_t bytes, TILECC_LINE) {
    tilecc::call(OP_NOC_ASYNC_READ, {static_cast<int64_t>(source), l1, bytes}, line);
}
inline void noc_async_write(uint32_t l1, uint64_t target, uint32_t bytes, TILECC_LINE) {
    tilecc::call(OP_NOC_ASYNC_WRITE, {l1, static_cast<int64_t>(target), bytes}, line);
}
inline void noc_async_read_barrier(TILECC_LINE) { tilecc::call(OP_NOC_ASYNC_READ_BARRIER, {}, line); }
inline void noc_async_write_barrier(TILECC_LINE) { tilecc::call(OP_NOC_ASYNC_WRITE_BARRIER, {}, line); }
