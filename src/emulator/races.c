// Races between cores: two of them write different values to the same bytes of a tensor in one program. Nothing orders them, so what stays
// is luck, whichever came last here. In: each write to DRAM when it is issued; out: a failed check. Equal values are no race: kernels let
// several blocks store the same result.
#include <sys/mman.h>

#include "emulator/machine.h"

enum { UNIT = 2 };  // bytes that have one writer

static void *map(size_t bytes) {
  void *data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return data == MAP_FAILED ? NULL : data;
}

static DramAllocation *allocation_of(Emulator *emulator, const uint8_t *target) {
  for (size_t i = 0; i < emulator->allocations.count; i++) {
    DramAllocation *allocation = &emulator->allocations.items[i];
    if (target >= allocation->data && target < allocation->data + allocation->mapped_bytes) return allocation;
  }
  return NULL;
}

static bool others_in(const uint16_t *writers, size_t count, uint16_t self) {
  unsigned others = 0;
  for (size_t i = 0; i < count; i++) others |= (writers[i] != 0) & (writers[i] != self);
  return others != 0;
}

// The other core, plus one, whose value at one of the units is not the new one; 0: none.
static uint16_t find_rival(const DramAllocation *allocation, const uint8_t *source, size_t offset, size_t bytes, uint16_t self) {
  for (size_t i = 0; i < bytes; i++) {
    uint16_t writer = allocation->writers[(offset + i) / UNIT];
    if (writer && writer != self && allocation->issued[offset + i] != source[i]) return writer;
  }
  return 0;
}

bool emu_check_race(EmuThread *thread, const uint8_t *target, const uint8_t *source, uint32_t bytes) {
  Emulator *emulator = thread->core->emulator;
  DramAllocation *allocation = allocation_of(emulator, target);
  if (!allocation) return true;
  if (!allocation->writers) {
    allocation->writers = map(emu_writers_bytes(allocation));
    allocation->issued = map(allocation->mapped_bytes);
    if (!allocation->writers || !allocation->issued) return true;  // no memory for a check is no failure of the program
  }
  uint16_t self = (uint16_t)(thread->core->index + 1);
  size_t offset = (size_t)(target - allocation->data), first = offset / UNIT, count = (offset + bytes - 1) / UNIT - first + 1;
  uint16_t *writers = allocation->writers + first;
  uint16_t rival = others_in(writers, count, self) ? find_rival(allocation, source, offset, bytes, self) : 0;
  for (size_t i = 0; i < count; i++) writers[i] = self;
  memcpy(allocation->issued + offset, source, bytes);
  if (!rival) return true;
  unsigned columns = emulator->device->grid_columns, core = rival - 1u;
  emu_failf(thread, "race: page %llu of the tensor gets other values from core (%u, %u), and nothing orders the two; which stay is luck",
            (unsigned long long)(offset / allocation->page_bytes), core % columns, core / columns);
  return false;
}

size_t emu_writers_bytes(const DramAllocation *allocation) { return (allocation->mapped_bytes / UNIT + 1) * sizeof(uint16_t); }

void emu_forget_writers(Emulator *emulator) {
  for (size_t i = 0; i < emulator->allocations.count; i++) {
    DramAllocation *allocation = &emulator->allocations.items[i];
    emu_unmap(allocation->writers, emu_writers_bytes(allocation));
    emu_unmap(allocation->issued, allocation->mapped_bytes);
    allocation->writers = NULL;
    allocation->issued = NULL;
  }
}
