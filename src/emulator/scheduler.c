// Who runs next, and the one entry of every device op. machine.h says how things are ordered.
#include "emulator/machine.h"
#include "ir/ir.h"

typedef enum OpOrder {
  ORDER_CORE,   // touches only its core
  ORDER_GLOBAL  // shares the DRAM with other cores
} OpOrder;

typedef struct OpTraits {
  OpFunction function;  // NULL: not an op of the device
  const char *operands;
  unsigned roles;       // bit set of the roles that act on it
} OpTraits;

enum {
  ROLES_VALUE = 0,
  ROLES_TILE = 0,
  ROLES_BLOCK = 0,
  ROLES_DATAFLOW = 1 << EMU_READER | 1 << EMU_WRITER,
  ROLES_UNPACK = 1 << EMU_UNPACK,
  ROLES_MATH = 1 << EMU_MATH,
  ROLES_PACK = 1 << EMU_PACK,
  ROLES_UM = ROLES_UNPACK | ROLES_MATH,
  ROLES_UMP = ROLES_UM | ROLES_PACK,
  ROLES_MP = ROLES_MATH | ROLES_PACK,
  ROLES_ANY = ROLES_DATAFLOW | ROLES_UMP,
};

#define FUNCTION_VALUE(name) NULL
#define FUNCTION_TILE(name) NULL
#define FUNCTION_BLOCK(name) NULL
#define FUNCTION_ANY(name) emu_op_##name
#define FUNCTION_DATAFLOW(name) emu_op_##name
#define FUNCTION_UNPACK(name) emu_op_##name
#define FUNCTION_MATH(name) emu_op_##name
#define FUNCTION_PACK(name) emu_op_##name
#define FUNCTION_UM(name) emu_op_##name
#define FUNCTION_UMP(name) emu_op_##name
#define FUNCTION_MP(name) emu_op_##name

static const OpTraits TRAITS[OP_COUNT] = {
#define OP(name, text, operands, engine, type, doc) [OP_##name] = {FUNCTION_##engine(name), operands, ROLES_##engine},
#include "ir/ops.def"
#undef OP
};

// Circular buffers have one pointer register per RISC: on a compute kernel the producer's calls are the packer's, the
// consumer's the unpacker's.
static unsigned acting_roles(Op op) {
  if (op == OP_CB_RESERVE_BACK || op == OP_CB_PUSH_BACK) return ROLES_DATAFLOW | ROLES_PACK;
  if (op == OP_CB_WAIT_FRONT || op == OP_CB_POP_FRONT) return ROLES_DATAFLOW | ROLES_UNPACK;
  return TRAITS[op].roles;
}

static OpOrder op_order(Op op) {
  return op == OP_NOC_ASYNC_READ_PAGE || op == OP_NOC_ASYNC_WRITE_PAGE || op == OP_NOC_ASYNC_READ || op == OP_NOC_ASYNC_WRITE
             ? ORDER_GLOBAL
             : ORDER_CORE;
}

static bool is_compute(EmuRole role) { return role >= EMU_UNPACK; }

static uint64_t thread_key(const EmuThread *thread) {
  return emu_key(thread->time, thread->core->index, 1 + (unsigned)thread->role);
}

// ---- cores that wait for their next global thing, earliest first
static uint64_t heap_top(const Emulator *emulator) { return emulator->heap_count ? emulator->heap[0].key : NEVER; }

static void heap_push(Emulator *emulator, uint64_t key, Core *core) {
  unsigned i = emulator->heap_count++;
  HeapEntry *heap = emulator->heap;
  for (; i && heap[(i - 1) / 2].key > key; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
  heap[i] = (HeapEntry){key, core};
}

static Core *heap_pop(Emulator *emulator) {
  HeapEntry *heap = emulator->heap, last = heap[--emulator->heap_count];
  Core *first = heap[0].core;
  unsigned count = emulator->heap_count, i = 0;
  for (unsigned child; (child = 2 * i + 1) < count; i = child) {
    if (child + 1 < count && heap[child + 1].key < heap[child].key) child++;
    if (heap[child].key >= last.key) break;
    heap[i] = heap[child];
  }
  heap[i] = last;
  return first;
}

// ---- transfers of a core, earliest first
static bool transfer_before(const Transfer *a, const Transfer *b) {
  return a->time != b->time ? a->time < b->time : a->sequence < b->sequence;
}

static void update_transfer_key(Core *core) {
  core->keys[0] = core->transfers.count ? emu_key(core->transfers.items[0].time, core->index, 0) : NEVER;
  if (core->keys[0] < core->horizon) core->horizon = core->keys[0];
}

void emu_add_transfer(Core *core, Transfer transfer) {
  transfer.sequence = core->transfer_count++;
  vector_push(core->emulator->program, &core->transfers, transfer);
  Transfer *items = core->transfers.items;
  size_t i = core->transfers.count - 1;
  for (; i && transfer_before(&transfer, &items[(i - 1) / 2]); i = (i - 1) / 2) items[i] = items[(i - 1) / 2];
  items[i] = transfer;
  update_transfer_key(core);
}

static void end_transfer(Core *core) {
  Transfer *items = core->transfers.items, first = items[0], last = items[--core->transfers.count];
  size_t count = core->transfers.count, i = 0;
  for (size_t child; (child = 2 * i + 1) < count; i = child) {
    if (child + 1 < count && transfer_before(&items[child + 1], &items[child])) child++;
    if (transfer_before(&last, &items[child])) break;
    items[i] = items[child];
  }
  items[i] = last;
  memmove(first.target, first.source, first.bytes);
  if (first.into_l1) emu_bits_set(core->written, first.l1_offset, first.bytes);
  core->horizon = NEVER;
  update_transfer_key(core);
}

// ---- threads
EmuStatus emu_done(EmuThread *thread, Ticks cost) {
  thread->time += cost;
  thread->busy += cost;
  return EMU_DONE;
}

EmuStatus emu_wait(EmuThread *thread, WaitKind kind, CircularBuffer *buffer, uint32_t pages) {
  thread->status = THREAD_WAITING;
  thread->wait = kind;
  thread->wait_buffer = buffer;
  thread->wait_pages = pages;
  return EMU_BLOCKED;
}

void emu_wake(Core *core, WaitKind kind, const CircularBuffer *buffer, Ticks at) {
  for (unsigned role = 0; role < ROLE_COUNT; role++) {
    EmuThread *thread = &core->threads[role];
    if (thread->status != THREAD_WAITING || thread->wait != kind || thread->wait_buffer != buffer) continue;
    thread->status = THREAD_RUNNABLE;
    if (thread->time < at) thread->time = at;
    uint64_t key = core->keys[1 + role] = thread_key(thread);
    if (key < core->horizon) core->horizon = key;
  }
}

bool emu_wait_until(EmuThread *thread, Ticks time) {
  if (thread->time >= time) return true;
  thread->time = time;
  return thread_key(thread) < thread->core->horizon;
}

static void resume_thread(Core *core, EmuThread *thread) {
  thread->at_global = thread->yielded = false;
  EmuStatus status = thread->resume(thread->state, thread);
  if (status == EMU_DONE && thread->status == THREAD_RUNNABLE) {
    thread->status = THREAD_FINISHED;
    if (emu_check_thread_end(thread) == EMU_FAILED) thread->status = THREAD_FAILED;
  } else if (status == EMU_BLOCKED && !thread->yielded) {
    emu_failf(thread, "the kernel gave up control although nothing made it wait");
  }
  core->keys[1 + thread->role] = thread->status == THREAD_RUNNABLE ? thread_key(thread) : NEVER;
}

// Runs a core up to its next global thing that another core comes before.
static void run_core(Emulator *emulator, Core *core) {
  for (;;) {
    unsigned first = 0;
    uint64_t second = emulator->limit;
    for (unsigned i = 1; i < SLOT_COUNT; i++) {
      if (core->keys[i] < core->keys[first]) {
        if (core->keys[first] < second) second = core->keys[first];
        first = i;
      } else if (core->keys[i] < second) second = core->keys[i];
    }
    uint64_t key = core->keys[first];
    if (key >= emulator->limit) return;
    EmuThread *thread = first ? &core->threads[first - 1] : NULL;
    if ((!thread || thread->at_global) && key >= heap_top(emulator)) {
      heap_push(emulator, key, core);
      return;
    }
    core->horizon = second;
    if (thread) resume_thread(core, thread);
    else end_transfer(core);
  }
}

void emu_schedule(Emulator *emulator) {
  for (unsigned i = 0; i < emulator->core_count; i++)
    if (emulator->cores[i]) heap_push(emulator, emu_key(0, i, 0), emulator->cores[i]);
  while (emulator->heap_count) run_core(emulator, heap_pop(emulator));
}

// ---- the entry
static unsigned required_operands(const char *operands) {
  unsigned count = 0;
  while (operands[count] && operands[count] != '?' && operands[count] != '*') count++;
  return count;
}

// The slow half of emu_call: a thread that does not act on the op.
static EmuStatus call_elsewhere(EmuThread *thread, Op op, EmuPlace place) {
  bool compute_op = op < OP_COUNT && (acting_roles(op) & ROLES_UMP);
  if (compute_op && is_compute(thread->role)) return EMU_DONE;  // another engine's
  thread->op = op;
  thread->place = place;
  if (op >= OP_COUNT || !TRAITS[op].function) return emu_failf(thread, "not an operation of the device");
  return emu_failf(thread, "%s does not exist in a %s kernel", op_info(op)->text,
                   is_compute(thread->role) ? "compute" : "data-movement");
}

EmuStatus emu_call(EmuThread *thread, Op op, const int64_t *args, unsigned count, EmuPlace place, int64_t *result) {
  Core *core = thread->core;
  if (op >= OP_COUNT || !(acting_roles(op) >> thread->role & 1)) return call_elsewhere(thread, op, place);
  uint64_t key = thread_key(thread);
  thread->yielded = true;
  if (key >= core->horizon) return EMU_BLOCKED;
  if (op_order(op) == ORDER_GLOBAL && key >= heap_top(core->emulator)) {
    thread->at_global = true;
    return EMU_BLOCKED;
  }
  thread->op = op;
  thread->place = place;
  if (count < required_operands(TRAITS[op].operands)) return emu_failf(thread, "%s lacks operands", op_info(op)->text);
#ifdef TILECC_MUTATION
  if (op == core->emulator->mutated_op) {
    if (result) *result = 0;
    return emu_done(thread, core->emulator->costs.call);
  }
#endif
  int64_t unused;
  EmuStatus status = TRAITS[op].function(thread, args, result ? result : &unused);
  if (status == EMU_DONE) thread->yielded = false;
  return status;
}
