// What went wrong, in words: a failed check, or a deadlock with its wait-for graph.
#include "base/text.h"
#include "emulator/machine.h"
#include "ir/ir.h"

static const char *const ENGINES[] = {"", "", " (unpack)", " (math)", " (pack)"};

static void record(EmuThread *thread, uint64_t key, const char *message) {
  Core *core = thread->core;
  Emulator *emulator = core->emulator;
  if (!emulator->report.ok && key >= emulator->limit) return;
  emulator->limit = key;
  emulator->report.ok = false;
  emulator->report.failure = (EmuFailure){
      .message = message,
      .kernel = arena_copy(emulator->arena, emu_kernel(thread)->name, strlen(emu_kernel(thread)->name)),
      .core_x = core->x,
      .core_y = core->y,
      .role = thread->role,
      .op = thread->op,
      .place = thread->place,
      .cycle = thread->time / TICKS_PER_CYCLE,
  };
}

// Other cores go on up to this thread's time, since one of them may fail earlier.
EmuStatus emu_failf(EmuThread *thread, const char *format, ...) {
  va_list list;
  va_start(list, format);
  const char *message = arena_format_list(thread->core->emulator->arena, format, list);
  va_end(list);
  thread->status = THREAD_FAILED;
  thread->yielded = true;
  record(thread, emu_key(thread->time, thread->core->index, 1 + (unsigned)thread->role), message);
  return EMU_FAILED;
}

// ---- ends
static const char *plural(uint64_t count) { return count == 1 ? "" : "s"; }

EmuStatus emu_check_thread_end(EmuThread *thread) {
  const char *name = emu_kernel(thread)->name;
  if (thread->reads.count)
    return emu_failf(thread, "%s ends with %u read%s in flight: no noc_async_read_barrier has waited for them", name,
                     thread->reads.count, plural(thread->reads.count));
  if (thread->writes.count)
    return emu_failf(thread, "%s ends with %u write%s in flight: no noc_async_write_barrier has waited for them", name,
                     thread->writes.count, plural(thread->writes.count));
  if (thread->role == EMU_PACK && thread->config.l1_accumulate)
    return emu_failf(thread, "%s ends with L1 accumulation on: pack_reconfig_l1_acc(0) is missing", name);
  if (thread->role == EMU_PACK && thread->config.mask != MASK_NONE)
    return emu_failf(thread, "%s ends with the packer's mask of a reduction on: reduce_uninit is missing", name);
  const Core *core = thread->core;
  if (thread->role == EMU_MATH && core->halves[core->math_half].state == HALF_ACQUIRED)
    return emu_failf(thread, "%s ends between tile_regs_acquire and tile_regs_commit", name);
  if (thread->role == EMU_PACK && core->halves[core->pack_half].state == HALF_PACKING)
    return emu_failf(thread, "%s ends between tile_regs_wait and tile_regs_release", name);
  return EMU_DONE;
}

// Pages that the consumer has waited for may stay: constants that are used throughout are not popped.
void emu_check_program_end(Emulator *emulator) {
  for (unsigned i = 0; i < emulator->core_count; i++)
    for (unsigned id = 0; emulator->cores[i] && id < MAX_CIRCULAR_BUFFERS; id++) {
      CircularBuffer *buffer = &emulator->cores[i]->circular_buffers[id];
      uint64_t left = buffer->pushed - buffer->popped;
      if (!buffer->name || left <= buffer->waited) continue;
      EmuThread *thread = buffer->producer;
      thread->op = OP_CB_PUSH_BACK;
      emu_failf(thread, "the program ends with %llu page%s in circular buffer %u (%s) that %s pushed and nobody waited for",
                (unsigned long long)left, plural(left), id, buffer->name, emu_kernel(thread)->name);
      return;
    }
}

// A thread that could go on but was not let.
void emu_report_runaway(Emulator *emulator) {
  for (unsigned i = 0; i < emulator->core_count; i++)
    for (unsigned role = 0; emulator->cores[i] && role < ROLE_COUNT; role++) {
      EmuThread *thread = &emulator->cores[i]->threads[role];
      if (thread->status != THREAD_RUNNABLE) continue;
      emulator->limit = NEVER;
      emu_failf(thread, "%s still runs after %llu cycles", emu_kernel(thread)->name, (unsigned long long)emulator->cycle_limit);
      return;
    }
}

// ---- deadlock
static void describe_place(Text *text, const EmuThread *thread) {
  if (thread->op < OP_COUNT) text_print(text, " in %s", op_info(thread->op)->text);
  if (thread->place.line) text_print(text, " at line %u", thread->place.line);
}

// Who should end the wait; NULL if no thread of the core ever took part.
static const EmuThread *partner_of(const EmuThread *thread) {
  const EmuThread *threads = thread->core->threads;
  switch (thread->wait) {
  case WAIT_PAGES: return thread->wait_buffer->producer;
  case WAIT_SPACE: return thread->wait_buffer->consumer;
  case WAIT_SRC_FREE:
  case WAIT_DST_COMMITTED: return &threads[EMU_MATH];
  case WAIT_MAIL:
  case WAIT_SRC_DATA: return &threads[EMU_UNPACK];
  case WAIT_MAIL_SPACE: return &threads[thread->core->mailboxes[0].count == MAILBOX_WORDS ? EMU_MATH : EMU_PACK];
  case WAIT_DST_FREE: return &threads[EMU_PACK];
  case WAIT_NONE: return NULL;
  }
  return NULL;
}

typedef struct WaitWords {
  const char *what, *duty;
} WaitWords;

static const WaitWords WORDS[] = {
    [WAIT_PAGES] = {"pushed", "push"},
    [WAIT_SPACE] = {"free", "pop"},
    [WAIT_SRC_FREE] = {"a free bank of SrcA and SrcB", "consume one"},
    [WAIT_SRC_DATA] = {"tiles in SrcA and SrcB", "unpack them"},
    [WAIT_DST_FREE] = {"a free half of DST", "release one"},
    [WAIT_DST_COMMITTED] = {"a committed half of DST", "commit one"},
    [WAIT_MAIL] = {"a word from the unpacker", "send one"},
    [WAIT_MAIL_SPACE] = {"room in a mailbox", "take a word"},
};

static void describe_wait(Text *text, const EmuThread *thread) {
  const EmuThread *partner = partner_of(thread);
  const CircularBuffer *buffer = thread->wait_buffer;
  WaitWords words = WORDS[thread->wait];
  if (buffer)
    text_print(text, "waits for %u %s page%s of circular buffer %u (%s)", thread->wait_pages, words.what,
               plural(thread->wait_pages), buffer->id, buffer->name);
  else text_print(text, "waits for %s", words.what);
  describe_place(text, thread);
  if (buffer)
    text_print(text, ": %u of its %u page%s %s pushed and not popped", (unsigned)(buffer->pushed - buffer->popped), buffer->pages,
               plural(buffer->pages), buffer->pages == 1 ? "is" : "are");
  if (partner)
    text_print(text, "; %s%s, which should %s, %s", emu_kernel(partner)->name, ENGINES[partner->role], words.duty,
               partner->status == THREAD_FINISHED ? "has ended" : "is stuck itself");
  else text_print(text, "; no kernel on this core has %s any", thread->wait == WAIT_PAGES ? "pushed or reserved" : "waited for or popped");
}

static EmuThread *first_waiting(Core *core) {
  for (unsigned role = 0; core && role < ROLE_COUNT; role++)
    if (core->threads[role].status == THREAD_WAITING) return &core->threads[role];
  return NULL;
}

// The place to show: a wait that nobody will end, rather than one that hangs on another.
static EmuThread *root_of(EmuThread *waiting) {
  Core *core = waiting->core;
  for (unsigned role = 0; role < ROLE_COUNT; role++) {
    EmuThread *thread = &core->threads[role];
    if (thread->status != THREAD_WAITING) continue;
    const EmuThread *partner = partner_of(thread);
    if (!partner || partner->status == THREAD_FINISHED) return thread;
  }
  return waiting;
}

void emu_report_deadlock(Emulator *emulator) {
  EmuThread *waiting = NULL;
  unsigned stuck = 0;
  for (unsigned i = 0; i < emulator->core_count; i++) {
    EmuThread *thread = first_waiting(emulator->cores[i]);
    if (thread && !waiting) waiting = thread;
    stuck += thread != NULL;
  }
  if (!waiting) return;
  const Core *first = waiting->core;
  Text text = text_open(emulator->arena);
  text_print(&text, "deadlock on core (%u, %u):", first->x, first->y);
  for (unsigned role = 0; role < ROLE_COUNT; role++) {
    const EmuThread *thread = &first->threads[role];
    if (thread->status != THREAD_WAITING) continue;
    text_print(&text, "\n  %s%s ", emu_kernel(thread)->name, ENGINES[role]);
    describe_wait(&text, thread);
  }
  if (stuck > 1) text_print(&text, "\n  %u more core%s stuck", stuck - 1, stuck == 2 ? " is" : "s are");
  EmuThread *root = root_of(waiting);
  if (root) record(root, emu_key(root->time, first->index, 1 + (unsigned)root->role), text.bytes);
}
