// Circular buffers: the protocol between producer and consumer, its checks, and where pages lie.
#include "emulator/machine.h"
#include "ir/ir.h"

static const char *plural(uint64_t count) { return count == 1 ? "" : "s"; }
static const char *op_name(const EmuThread *thread) { return op_info(thread->op)->text; }

CircularBuffer *emu_find_buffer(EmuThread *thread, int64_t id) {
  unsigned limit = thread->core->emulator->device->circular_buffers;
  if (id < 0 || id >= limit) {
    emu_failf(thread, "%s of circular buffer %lld, but the ids are 0 to %u", op_name(thread), (long long)id, limit - 1);
    return NULL;
  }
  CircularBuffer *buffer = &thread->core->circular_buffers[id];
  if (buffer->name) return buffer;
  emu_failf(thread, "%s of circular buffer %lld, which the program does not have", op_name(thread), (long long)id);
  return NULL;
}

CircularBuffer *emu_buffer_at(Core *core, uint32_t offset) {
  for (unsigned id = 0; id < MAX_CIRCULAR_BUFFERS; id++) {
    CircularBuffer *buffer = &core->circular_buffers[id];
    if (buffer->name && offset >= buffer->offset && offset - buffer->offset < (uint64_t)buffer->pages * buffer->page_bytes)
      return buffer;
  }
  return NULL;
}

static uint32_t free_pages(const CircularBuffer *buffer) {
  return buffer->pages - (uint32_t)(buffer->pushed - buffer->popped);
}

static Ticks call_cost(const EmuThread *thread) {
  return thread->role >= EMU_UNPACK ? emu_costs(thread)->call : emu_costs(thread)->cb_call;
}

// The buffer of a CB call, checked.
static CircularBuffer *begin(EmuThread *thread, const int64_t *args, bool produces) {
  CircularBuffer *buffer = emu_find_buffer(thread, args[0]);
  if (!buffer) return NULL;
  if (args[1] <= 0 || args[1] > buffer->pages) {
    emu_failf(thread, "%s of %lld page%s, but circular buffer %u (%s) has %u in all", op_name(thread), (long long)args[1],
              plural((uint64_t)args[1]), buffer->id, buffer->name, buffer->pages);
    return NULL;
  }
  uint64_t own = produces ? buffer->pushed_by[thread->role] : buffer->popped_by[thread->role];
  uint32_t pointer = (uint32_t)(own % buffer->pages), end = produces ? emu_back(buffer) : emu_front(buffer);
  EmuThread **last = produces ? &buffer->producer : &buffer->consumer;
  if (pointer != end) {
    emu_failf(thread, "%s of circular buffer %u (%s): its %s is at page %u, but the pointer of %s is at page %u, since %s has "
              "%s too", op_name(thread), buffer->id, buffer->name, produces ? "back" : "front", end, emu_kernel(thread)->name, pointer,
              emu_kernel(*last)->name, produces ? "pushed" : "popped");
    return NULL;
  }
  *last = thread;
  return buffer;
}

DEVICE_OP(CB_RESERVE_BACK) {
  CircularBuffer *buffer = begin(thread, args, true);
  if (!buffer) return EMU_FAILED;
  uint32_t pages = (uint32_t)args[1];
  if (free_pages(buffer) < pages) return emu_wait(thread, WAIT_SPACE, buffer, pages);
  if (buffer->reserved < pages) buffer->reserved = pages;
  return emu_done(thread, call_cost(thread));
}

DEVICE_OP(CB_WAIT_FRONT) {
  CircularBuffer *buffer = begin(thread, args, false);
  if (!buffer) return EMU_FAILED;
  uint32_t pages = (uint32_t)args[1];
  if (buffer->pushed - buffer->popped < pages) return emu_wait(thread, WAIT_PAGES, buffer, pages);
  if (buffer->waited < pages) buffer->waited = pages;
  return emu_done(thread, call_cost(thread));
}

// A block that goes beyond the end of the buffer would not be contiguous; the hardware does not notice.
static EmuStatus check_lap(EmuThread *thread, const CircularBuffer *buffer, uint32_t from, uint32_t pages) {
  if (from + pages <= buffer->pages) return EMU_DONE;
  return emu_failf(thread, "%s of %u page%s of circular buffer %u (%s) goes past its end: %u of its %u pages are used in this "
                   "lap, and the counts of a lap must add up to the whole buffer", op_name(thread), pages, plural(pages),
                   buffer->id, buffer->name, from, buffer->pages);
}

// Repacking a whole buffer in place needs no reserve: the same kernel popped what it pushes.
static bool feeds_itself(const CircularBuffer *buffer) {
  return buffer->producer && buffer->consumer && buffer->producer->kernel == buffer->consumer->kernel;
}

DEVICE_OP(CB_PUSH_BACK) {
  CircularBuffer *buffer = begin(thread, args, true);
  if (!buffer) return EMU_FAILED;
  uint32_t pages = (uint32_t)args[1], room = feeds_itself(buffer) ? free_pages(buffer) : buffer->reserved;
  if (pages > room)
    return emu_failf(thread, "cb_push_back of %u page%s of circular buffer %u (%s), but only %u %s", pages, plural(pages),
                     buffer->id, buffer->name, room, feeds_itself(buffer) ? "are free" : "are reserved");
  if (check_lap(thread, buffer, emu_back(buffer), pages) == EMU_FAILED) return EMU_FAILED;
  uint32_t offset = buffer->offset + emu_back(buffer) * buffer->page_bytes;
  if (emu_bits_any(thread->core->arriving, offset, pages * buffer->page_bytes))
    return emu_failf(thread, "cb_push_back of circular buffer %u (%s) while a read into its pages is in flight: no "
                     "noc_async_read_barrier has waited for it", buffer->id, buffer->name);
  buffer->pushed += pages;
  buffer->pushed_by[thread->role] += pages;
  buffer->reserved -= pages < buffer->reserved ? pages : buffer->reserved;
  buffer->pack_page = 0;
  emu_wake(thread->core, WAIT_PAGES, buffer, thread->time);
  return emu_done(thread, call_cost(thread));
}

DEVICE_OP(CB_POP_FRONT) {
  CircularBuffer *buffer = begin(thread, args, false);
  if (!buffer) return EMU_FAILED;
  uint32_t pages = (uint32_t)args[1];
  if (pages > buffer->waited)
    return emu_failf(thread, "cb_pop_front of %u page%s of circular buffer %u (%s), but only %u are waited for", pages,
                     plural(pages), buffer->id, buffer->name, buffer->waited);
  if (check_lap(thread, buffer, emu_front(buffer), pages) == EMU_FAILED) return EMU_FAILED;
  buffer->popped += pages;
  buffer->popped_by[thread->role] += pages;
  buffer->waited -= pages;
  emu_wake(thread->core, WAIT_SPACE, buffer, thread->time);
  return emu_done(thread, call_cost(thread));
}

// ---- where pages lie
static int64_t page_address(const Core *core, const CircularBuffer *buffer, uint64_t counted) {
  return (int64_t)(uintptr_t)core->l1 + buffer->offset + (int64_t)(counted % buffer->pages) * buffer->page_bytes;
}

DEVICE_OP(GET_WRITE_PTR) {
  CircularBuffer *buffer = emu_find_buffer(thread, args[0]);
  if (!buffer) return EMU_FAILED;
  *result = page_address(thread->core, buffer, buffer->pushed_by[thread->role]);
  return EMU_DONE;
}

DEVICE_OP(GET_READ_PTR) {
  CircularBuffer *buffer = emu_find_buffer(thread, args[0]);
  if (!buffer) return EMU_FAILED;
  *result = page_address(thread->core, buffer, buffer->popped_by[thread->role]);
  return EMU_DONE;
}

bool emu_front_tile(EmuThread *thread, CircularBuffer *buffer, int64_t tile, uint32_t *offset) {
  const Core *core = thread->core;
  if (tile < 0 || tile >= buffer->waited) {
    emu_failf(thread, "%s reads tile %lld of circular buffer %u (%s), but %u page%s waited for", op_name(thread),
              (long long)tile, buffer->id, buffer->name, buffer->waited, buffer->waited == 1 ? " is" : "s are");
    return false;
  }
  if (check_lap(thread, buffer, emu_front(buffer), (uint32_t)tile + 1) == EMU_FAILED) return false;
  *offset = buffer->offset + (emu_front(buffer) + (uint32_t)tile) * buffer->page_bytes;
  // No transfer can be on its way into it: a page is pushed only behind its barrier, and then is nobody's target.
  if (emu_bits_all(core->written, *offset, buffer->page_bytes)) return true;
  emu_failf(thread, "%s reads tile %lld of circular buffer %u (%s), which nothing has written", op_name(thread),
            (long long)tile, buffer->id, buffer->name);
  return false;
}

bool emu_back_page(EmuThread *thread, CircularBuffer *buffer, int64_t page, uint32_t *offset) {
  const Core *core = thread->core;
  if (!buffer->producer) buffer->producer = thread;
  int64_t room = feeds_itself(buffer) ? buffer->pages : buffer->reserved;
  if (page < 0 || page >= room) {
    emu_failf(thread, "%s to page %lld of circular buffer %u (%s), but %u page%s reserved", op_name(thread),
              (long long)page, buffer->id, buffer->name, buffer->reserved, buffer->reserved == 1 ? " is" : "s are");
    return false;
  }
  if (check_lap(thread, buffer, emu_back(buffer), (uint32_t)page + 1) == EMU_FAILED) return false;
  *offset = buffer->offset + (emu_back(buffer) + (uint32_t)page) * buffer->page_bytes;
  if (!emu_bits_any(core->leaving, *offset, buffer->page_bytes) && !emu_bits_any(core->arriving, *offset, buffer->page_bytes))
    return true;
  emu_failf(thread, "%s writes a page of circular buffer %u (%s) that is the %s of a transfer which no barrier has waited for",
            op_name(thread), buffer->id, buffer->name,
            emu_bits_any(core->leaving, *offset, buffer->page_bytes) ? "source" : "target");
  return false;
}
