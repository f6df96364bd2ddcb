// Data movement: accessors, addresses, asynchronous transfers and barriers.
//
// A transfer takes its place on the DRAM bank and on the core's NoC port when it is issued, in the order of issue, and moves
// its bytes when it ends. Until a barrier has waited for it, its target counts as arriving and its source as leaving.
#include "emulator/machine.h"
#include "ir/ir.h"

// NoC addresses and accessors are opaque to kernels: a tag in the top bits, then the fields.
// TAG_DRAM: bank and address in the bank.
enum { TAG_SHIFT = 60, TAG_ACCESSOR = 1, TAG_L1 = 2, TAG_DRAM = 3 };

static const char *op_name(const EmuThread *thread) { return op_info(thread->op)->text; }

static int64_t tagged(unsigned tag, uint32_t high, uint32_t low) {
  return (int64_t)((uint64_t)tag << TAG_SHIFT | (uint64_t)high << 32 | low);
}
static unsigned tag_of(int64_t value) { return (unsigned)((uint64_t)value >> TAG_SHIFT); }
static uint32_t high_of(int64_t value) { return (uint32_t)((uint64_t)value >> 32) & 0x0fffffff; }
static uint32_t low_of(int64_t value) { return (uint32_t)value; }

DEVICE_OP(TENSOR_ACCESSOR) {
  if (args[2] <= 0 || args[2] >= 1 << 24)
    return emu_failf(thread, "tensor_accessor with pages of %lld bytes", (long long)args[2]);
  if (args[1] < 0 || args[1] > UINT32_MAX || !emu_dram_find(thread->core->emulator, (uint32_t)args[1]))
    return emu_failf(thread, "tensor_accessor %lld at address %lld, where no tensor begins", (long long)args[0],
                     (long long)args[1]);
  *result = tagged(TAG_ACCESSOR, (uint32_t)args[2], (uint32_t)args[1]);
  return EMU_DONE;
}

DEVICE_OP(MEM_ZEROS_BASE) {
  *result = (int64_t)(uintptr_t)thread->core->l1 + emu_zeros_offset(thread->core->emulator->device);
  return EMU_DONE;
}

DEVICE_OP(GET_NOC_ADDR) {
  uint32_t offset;
  if (!emu_l1_offset(thread->core, args[0], 1, &offset))
    return emu_failf(thread, "get_noc_addr of %lld, which is not an L1 address of this core", (long long)args[0]);
  *result = tagged(TAG_L1, thread->core->index, offset);
  return EMU_DONE;
}

// ---- checks
bool emu_find_l1(EmuThread *thread, int64_t address, int64_t bytes, uint32_t *offset) {
  if (bytes <= 0) {
    emu_failf(thread, "%s of %lld bytes", op_name(thread), (long long)bytes);
    return false;
  }
  if (emu_l1_offset(thread->core, address, bytes, offset)) return true;
  int64_t relative = address - (int64_t)(uintptr_t)thread->core->l1;
  emu_failf(thread, "%s of %lld bytes at L1 offset %lld, but a program may use %u to %u", op_name(thread), (long long)bytes,
            (long long)relative, thread->core->emulator->device->l1_base, thread->core->emulator->device->l1_bytes);
  return false;
}

bool emu_check_l1_source(EmuThread *thread, uint32_t offset, uint32_t bytes) {
  const Core *core = thread->core;
  if (emu_bits_any(core->arriving, offset, bytes)) {
    emu_failf(thread, "%s from L1 that a read in flight still writes: no noc_async_read_barrier has waited for it",
              op_name(thread));
    return false;
  }
  if (emu_bits_all(core->written, offset, bytes)) return true;
  emu_failf(thread, "%s from L1 that nothing has written", op_name(thread));
  return false;
}

// Pages that are pushed and not popped belong to the consumer.
static bool is_occupied(const CircularBuffer *buffer, uint32_t page) {
  uint32_t distance = (page + buffer->pages - emu_front(buffer)) % buffer->pages;
  return distance < buffer->pushed - buffer->popped;
}

bool emu_check_l1_target(EmuThread *thread, uint32_t offset, uint32_t bytes) {
  Core *core = thread->core;
  const CircularBuffer *buffer = emu_buffer_at(core, offset);
  if (!buffer || offset + bytes > buffer->offset + buffer->pages * buffer->page_bytes) {
    if (buffer) emu_failf(thread, "%s of %u bytes goes past the end of circular buffer %u (%s)", op_name(thread), bytes,
                          buffer->id, buffer->name);
    else emu_failf(thread, "%s into L1 offset %u, which is in no circular buffer", op_name(thread), offset);
    return false;
  }
  uint32_t first = (offset - buffer->offset) / buffer->page_bytes;
  uint32_t last = (offset - buffer->offset + bytes - 1) / buffer->page_bytes;
  for (uint32_t page = first; page <= last; page++) {
    if (!is_occupied(buffer, page)) continue;
    emu_failf(thread, "%s into a page of circular buffer %u (%s) that is pushed and not yet popped", op_name(thread),
              buffer->id, buffer->name);
    return false;
  }
  bool leaving = emu_bits_any(core->leaving, offset, bytes);
  if (!leaving && !emu_bits_any(core->arriving, offset, bytes)) return true;
  emu_failf(thread, "%s into circular buffer %u (%s) where the %s of a transfer lies that no barrier has waited for",
            op_name(thread), buffer->id, buffer->name, leaving ? "source" : "target");
  return false;
}

static bool check_congruence(EmuThread *thread, uint64_t source, uint64_t target, unsigned alignment) {
  if (source % alignment == target % alignment) return true;
  emu_failf(thread, "%s from an address that is %u modulo %u to one that is %u: the NoC needs them equal", op_name(thread),
            (unsigned)(source % alignment), alignment, (unsigned)(target % alignment));
  return false;
}

// ---- timing
static Ticks later(Ticks a, Ticks b) { return a > b ? a : b; }

// Reserves the port and, unless bank is -1, the DRAM bank; returns when the transfer ends.
static Ticks reserve_path(EmuThread *thread, Ticks latency, int bank, uint32_t bytes) {
  Core *core = thread->core;
  const TickCosts *costs = emu_costs(thread);
  Ticks start = thread->time + latency, end = start;
  if (bank >= 0) {
    Ticks *bank_free = &core->emulator->bank_free[bank];
    start = later(start, *bank_free);
    end = *bank_free = start + later(emu_ticks(bytes * costs->dram_per_byte), costs->dram_request);
  }
  Ticks *port_free = &core->port_free[thread->role == EMU_WRITER];
  *port_free = later(start, *port_free) + emu_ticks(bytes * costs->noc_per_byte);
  return later(end, *port_free);
}

static void mark(EmuThread *thread, uint64_t *bits, RangeList *ranges, uint32_t offset, uint32_t bytes) {
  if (emu_bits_all(bits, offset, bytes)) return;  // the same source again
  emu_bits_set(bits, offset, bytes);
  vector_push(thread->core->emulator->program, ranges, ((Range){offset, bytes}));
}

static EmuStatus start(EmuThread *thread, InFlight *in_flight, Transfer transfer) {
  in_flight->count++;
  in_flight->done = later(in_flight->done, transfer.time);
  emu_add_transfer(thread->core, transfer);
  return emu_done(thread, emu_costs(thread)->noc_issue);
}

// ---- pages of tensors
static uint8_t *find_page(EmuThread *thread, const int64_t *args, uint32_t *bytes, uint64_t *address, int *bank) {
  Emulator *emulator = thread->core->emulator;
  if (tag_of(args[1]) != TAG_ACCESSOR) {
    emu_failf(thread, "%s needs an accessor made by tensor_accessor", op_name(thread));
    return NULL;
  }
  const DramAllocation *allocation = emu_dram_find(emulator, low_of(args[1]));
  *bytes = high_of(args[1]);
  if (!allocation) {
    emu_failf(thread, "%s with an accessor of no tensor", op_name(thread));
    return NULL;
  }
  if (*bytes != allocation->page_bytes) {
    emu_failf(thread, "%s with an accessor for pages of %u bytes, but the tensor has pages of %u", op_name(thread), *bytes,
              allocation->page_bytes);
    return NULL;
  }
  if (args[0] < 0 || (uint64_t)args[0] >= allocation->pages) {
    emu_failf(thread, "%s of page %lld of a tensor of %llu page%s", op_name(thread), (long long)args[0],
              (unsigned long long)allocation->pages, allocation->pages == 1 ? "" : "s");
    return NULL;
  }
  uint64_t page = (uint64_t)args[0], banks = emulator->device->dram_banks;
  *bank = (int)(page % banks);
  *address = allocation->base + page / banks * allocation->stride;
  return allocation->data + page * allocation->page_bytes;
}

DEVICE_OP(GET_PAGE_NOC_ADDR) {
  uint32_t bytes;
  uint64_t address;
  int bank;
  if (!find_page(thread, args, &bytes, &address, &bank)) return EMU_FAILED;
  if (args[2] < 0 || args[2] >= bytes)
    return emu_failf(thread, "get_page_noc_addr of byte %lld of a page of %u bytes", (long long)args[2], bytes);
  *result = tagged(TAG_DRAM, (uint32_t)bank, (uint32_t)address + (uint32_t)args[2]);
  return EMU_DONE;
}

DEVICE_OP(NOC_ASYNC_READ_PAGE) {
  Core *core = thread->core;
  uint32_t bytes, offset;
  uint64_t address;
  int bank;
  uint8_t *page = find_page(thread, args, &bytes, &address, &bank);
  if (!page || !emu_find_l1(thread, args[2], bytes, &offset) || !emu_check_l1_target(thread, offset, bytes) ||
      !check_congruence(thread, address, offset, core->emulator->device->dram_alignment))
    return EMU_FAILED;
  core->emulator->report.dram_read_bytes += bytes;
  mark(thread, core->arriving, &thread->reads.arriving, offset, bytes);
  Transfer transfer = {.time = reserve_path(thread, emu_costs(thread)->read_latency, bank, bytes),
                       .source = page, .target = core->l1 + offset, .bytes = bytes, .l1_offset = offset, .into_l1 = true};
  return start(thread, &thread->reads, transfer);
}

DEVICE_OP(NOC_ASYNC_WRITE_PAGE) {
  Core *core = thread->core;
  uint32_t bytes, offset;
  uint64_t address;
  int bank;
  uint8_t *page = find_page(thread, args, &bytes, &address, &bank);
  if (!page || !emu_find_l1(thread, args[2], bytes, &offset) || !emu_check_l1_source(thread, offset, bytes) ||
      !check_congruence(thread, offset, address, core->emulator->device->l1_alignment) || !emu_check_race(thread, page, core->l1 + offset, bytes))
    return EMU_FAILED;
  core->emulator->report.dram_written_bytes += bytes;
  mark(thread, core->leaving, &thread->writes.leaving, offset, bytes);
  Transfer transfer = {.time = reserve_path(thread, emu_costs(thread)->write_latency, bank, bytes),
                       .source = core->l1 + offset, .target = page, .bytes = bytes};
  return start(thread, &thread->writes, transfer);
}

// ---- parts of pages: a NoC address of DRAM on one side
static uint8_t *find_dram(EmuThread *thread, int64_t noc, int64_t bytes) {
  Emulator *emulator = thread->core->emulator;
  uint32_t bank = high_of(noc), address = low_of(noc);
  for (size_t i = emulator->allocations.count; i-- > 0;) {
    const DramAllocation *allocation = &emulator->allocations.items[i];
    if (allocation->base > address) continue;
    uint64_t page = (uint64_t)((address - allocation->base) / allocation->stride) * emulator->device->dram_banks + bank;
    uint32_t offset = (address - allocation->base) % allocation->stride;
    if (bytes <= 0 || offset + (uint64_t)bytes > allocation->page_bytes || page >= allocation->pages) break;
    return allocation->data + page * allocation->page_bytes + offset;
  }
  emu_failf(thread, "%s of %lld bytes from byte %u of bank %u on, which are not in one page of a tensor", op_name(thread), (long long)bytes, address, bank);
  return NULL;
}

static EmuStatus read_dram(EmuThread *thread, int64_t noc, int64_t local, int64_t bytes) {
  Core *core = thread->core;
  uint32_t offset, size = (uint32_t)bytes;
  uint8_t *source = find_dram(thread, noc, bytes);
  if (!source || !emu_find_l1(thread, local, bytes, &offset) || !emu_check_l1_target(thread, offset, size) ||
      !check_congruence(thread, low_of(noc), offset, core->emulator->device->dram_alignment))
    return EMU_FAILED;
  core->emulator->report.dram_read_bytes += size;
  mark(thread, core->arriving, &thread->reads.arriving, offset, size);
  Transfer transfer = {.time = reserve_path(thread, emu_costs(thread)->read_latency, (int)high_of(noc), size),
                       .source = source, .target = core->l1 + offset, .bytes = size, .l1_offset = offset, .into_l1 = true};
  return start(thread, &thread->reads, transfer);
}

static EmuStatus write_dram(EmuThread *thread, int64_t noc, int64_t local, int64_t bytes) {
  Core *core = thread->core;
  uint32_t offset, size = (uint32_t)bytes;
  uint8_t *target = find_dram(thread, noc, bytes);
  if (!target || !emu_find_l1(thread, local, bytes, &offset) || !emu_check_l1_source(thread, offset, size) ||
      !check_congruence(thread, offset, low_of(noc), core->emulator->device->l1_alignment) ||
      !emu_check_race(thread, target, core->l1 + offset, size))
    return EMU_FAILED;
  core->emulator->report.dram_written_bytes += size;
  mark(thread, core->leaving, &thread->writes.leaving, offset, size);
  Transfer transfer = {.time = reserve_path(thread, emu_costs(thread)->write_latency, (int)high_of(noc), size),
                       .source = core->l1 + offset, .target = target, .bytes = size};
  return start(thread, &thread->writes, transfer);
}

// ---- within the core's own L1
static EmuStatus move_within(EmuThread *thread, InFlight *in_flight, int64_t noc, int64_t local, int64_t bytes, bool reads) {
  Core *core = thread->core;
  if (tag_of(noc) != TAG_L1 || high_of(noc) != core->index)
    return emu_failf(thread, "%s needs a NoC address made by get_noc_addr", op_name(thread));
  int64_t remote = (int64_t)(uintptr_t)core->l1 + low_of(noc);
  uint32_t source, target;
  if (!emu_find_l1(thread, reads ? remote : local, bytes, &source) || !emu_find_l1(thread, reads ? local : remote, bytes, &target))
    return EMU_FAILED;
  uint32_t size = (uint32_t)bytes;
  if (!emu_check_l1_source(thread, source, size) || !emu_check_l1_target(thread, target, size) ||
      !check_congruence(thread, source, target, core->emulator->device->l1_alignment))
    return EMU_FAILED;
  mark(thread, core->arriving, &in_flight->arriving, target, size);
  if (source >= core->emulator->device->l1_base) mark(thread, core->leaving, &in_flight->leaving, source, size);
  Transfer transfer = {.time = reserve_path(thread, emu_costs(thread)->local_latency, -1, size),
                       .source = core->l1 + source, .target = core->l1 + target, .bytes = size, .l1_offset = target,
                       .into_l1 = true};
  return start(thread, in_flight, transfer);
}

DEVICE_OP(NOC_ASYNC_READ) {
  if (tag_of(args[0]) == TAG_DRAM) return read_dram(thread, args[0], args[1], args[2]);
  return move_within(thread, &thread->reads, args[0], args[1], args[2], true);
}
DEVICE_OP(NOC_ASYNC_WRITE) {
  if (tag_of(args[1]) == TAG_DRAM) return write_dram(thread, args[1], args[0], args[2]);
  return move_within(thread, &thread->writes, args[1], args[0], args[2], false);
}

// ---- barriers
static EmuStatus wait_for_all(EmuThread *thread, InFlight *in_flight) {
  Core *core = thread->core;
  if (!emu_wait_until(thread, in_flight->done)) return EMU_BLOCKED;
  for (size_t i = 0; i < in_flight->arriving.count; i++)
    emu_bits_clear(core->arriving, in_flight->arriving.items[i].offset, in_flight->arriving.items[i].bytes);
  for (size_t i = 0; i < in_flight->leaving.count; i++)
    emu_bits_clear(core->leaving, in_flight->leaving.items[i].offset, in_flight->leaving.items[i].bytes);
  in_flight->count = 0;
  in_flight->arriving.count = in_flight->leaving.count = 0;
  return emu_done(thread, emu_costs(thread)->barrier);
}

DEVICE_OP(NOC_ASYNC_READ_BARRIER) { return wait_for_all(thread, &thread->reads); }
DEVICE_OP(NOC_ASYNC_WRITE_BARRIER) { return wait_for_all(thread, &thread->writes); }
