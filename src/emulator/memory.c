// Memory of the chip: windows of L1 below 2 GiB, DRAM allocations, bitmaps over L1.
#include "emulator/machine.h"

#include <sys/mman.h>

// L1 addresses are 32-bit numbers that C++ kernels may dereference, and AddressSanitizer's shadow begins just below 2 GiB.
static const uintptr_t LOWEST_WINDOW = 0x10000000, HIGHEST_WINDOW = 0x7f000000, WINDOW_STEP = 0x2000000;

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static uint8_t *map_at(uintptr_t address, size_t bytes) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
  void *mapped = mmap((void *)address, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (mapped == MAP_FAILED) return NULL;
  if (mapped == (void *)address) return mapped;
  munmap(mapped, bytes);  // a kernel without MAP_FIXED_NOREPLACE takes the address as a wish
  return NULL;
}

uint8_t *emu_map_windows(size_t bytes) {
  for (uintptr_t address = LOWEST_WINDOW; address + bytes <= HIGHEST_WINDOW; address += WINDOW_STEP) {
    uint8_t *windows = map_at(address, bytes);
    if (!windows) continue;
    madvise(windows, bytes, MADV_NOHUGEPAGE);  // a huge page would zero 2 MiB per core at its first touch
    return windows;
  }
  return NULL;
}

void emu_unmap(void *data, size_t bytes) {
  if (data) munmap(data, bytes);
}

// ---- DRAM
static uint32_t round_up(uint64_t bytes, uint32_t alignment) {
  return (uint32_t)((bytes + alignment - 1) / alignment * alignment);
}

uint32_t emu_dram_allocate(Emulator *emulator, uint64_t pages, uint32_t page_bytes) {
  const Device *device = emulator->device;
  if (!pages || !page_bytes || page_bytes >= 1u << 24 || pages > UINT32_MAX) return 0;
  uint32_t stride = round_up(page_bytes, device->dram_alignment);
  uint64_t per_bank = (pages + device->dram_banks - 1) / device->dram_banks;
  uint64_t limit = device->dram_bank_bytes < UINT32_MAX ? device->dram_bank_bytes : UINT32_MAX;
  if (per_bank > (limit - emulator->dram_top) / stride) return 0;
  size_t bytes = (size_t)pages * page_bytes;
  void *data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) return 0;
  DramAllocation allocation = {.base = (uint32_t)emulator->dram_top, .page_bytes = page_bytes, .stride = stride,
                               .pages = pages, .data = data, .mapped_bytes = bytes};
  vector_push(emulator->arena, &emulator->allocations, allocation);
  emulator->dram_top += per_bank * stride;
  return allocation.base;
}

DramAllocation *emu_dram_find(Emulator *emulator, uint32_t base) {
  size_t low = 0, high = emulator->allocations.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (emulator->allocations.items[middle].base < base) low = middle + 1;
    else high = middle;
  }
  if (low == emulator->allocations.count || emulator->allocations.items[low].base != base) return NULL;
  return &emulator->allocations.items[low];
}

void emu_dram_write(Emulator *emulator, uint32_t base, uint64_t pages, uint32_t page_bytes, const void *data) {
  DramAllocation *allocation = emu_dram_find(emulator, base);
  if (!allocation || allocation->page_bytes != page_bytes || pages > allocation->pages) return;
  memcpy(allocation->data, data, (size_t)pages * page_bytes);
}

void emu_dram_read(Emulator *emulator, uint32_t base, uint64_t pages, uint32_t page_bytes, void *data) {
  DramAllocation *allocation = emu_dram_find(emulator, base);
  if (!allocation || allocation->page_bytes != page_bytes || pages > allocation->pages) return;
  memcpy(data, allocation->data, (size_t)pages * page_bytes);
}

// ---- L1
bool emu_l1_offset(const Core *core, int64_t address, int64_t bytes, uint32_t *offset) {
  int64_t relative = address - (int64_t)(uintptr_t)core->l1;
  const Device *device = core->emulator->device;
  if (relative < 0 || bytes < 0 || relative > (int64_t)device->l1_bytes - bytes) return false;
  *offset = (uint32_t)relative;
  uint32_t zeros = emu_zeros_offset(device);
  bool is_zeros = *offset >= zeros && *offset + bytes <= zeros + ZERO_BYTES;
  return *offset >= device->l1_base || is_zeros;
}

// The firmware keeps its zeros below what programs may use.
uint32_t emu_zeros_offset(const Device *device) { return (device->l1_base - ZERO_BYTES) / 64 * 64; }

// ---- bitmaps: a range that covers part of a granule covers the granule
typedef struct BitSpan {
  uint32_t first_word, last_word;
  uint64_t first_mask, last_mask;
} BitSpan;

static BitSpan bit_span(uint32_t offset, uint32_t bytes) {
  uint32_t first = offset / GRANULE, last = (offset + bytes - 1) / GRANULE;
  BitSpan span = {first / 64, last / 64, ~0ull << first % 64, ~0ull >> (63 - last % 64)};
  if (span.first_word == span.last_word) span.first_mask = span.last_mask = span.first_mask & span.last_mask;
  return span;
}

static uint64_t bit_mask(const BitSpan *span, uint32_t word) {
  if (word == span->first_word) return span->first_mask;
  return word == span->last_word ? span->last_mask : ~0ull;
}

void emu_bits_set(uint64_t *bits, uint32_t offset, uint32_t bytes) {
  BitSpan span = bit_span(offset, bytes);
  for (uint32_t word = span.first_word; word <= span.last_word; word++) bits[word] |= bit_mask(&span, word);
}

void emu_bits_clear(uint64_t *bits, uint32_t offset, uint32_t bytes) {
  BitSpan span = bit_span(offset, bytes);
  for (uint32_t word = span.first_word; word <= span.last_word; word++) bits[word] &= ~bit_mask(&span, word);
}

bool emu_bits_any(const uint64_t *bits, uint32_t offset, uint32_t bytes) {
  BitSpan span = bit_span(offset, bytes);
  for (uint32_t word = span.first_word; word <= span.last_word; word++)
    if (bits[word] & bit_mask(&span, word)) return true;
  return false;
}

bool emu_bits_all(const uint64_t *bits, uint32_t offset, uint32_t bytes) {
  BitSpan span = bit_span(offset, bytes);
  for (uint32_t word = span.first_word; word <= span.last_word; word++)
    if (bit_mask(&span, word) & ~bits[word]) return false;
  return true;
}
