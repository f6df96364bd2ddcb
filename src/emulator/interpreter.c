// The IR run: threads that execute bytecode, and the set-up of an emulator from a Plan.
#include "emulator/interpreter.h"

#include "emulator/bytecode.h"

// A kernel that computes this long without a call that takes time does not end in anybody's lifetime.
enum { MAX_FREE_STEPS = 1 << 27, MAX_OPERANDS = 8 };

typedef struct Interpreter {
  const Bytecode *bytecode;
  int64_t *registers;
  uint32_t at;     // next instruction
  uint32_t steps;  // since the last call that takes time
} Interpreter;

// ---- values
static int64_t wrap(int64_t value, unsigned bits, bool is_signed) {
  if (bits == 0 || bits >= 64) return value;
  uint64_t cut = (uint64_t)value << (64 - bits);
  return is_signed ? (int64_t)cut >> (64 - bits) : (int64_t)(cut >> (64 - bits));
}

// Wraps around in 64 bits without undefined behaviour; the result is then wrapped to its type.
static int64_t evaluate(Op op, int64_t a, int64_t b) {
  uint64_t x = (uint64_t)a, y = (uint64_t)b;
  if (op == OP_ADD) return (int64_t)(x + y);
  if (op == OP_SUB) return (int64_t)(x - y);
  if (op == OP_MUL) return (int64_t)(x * y);
  if (op == OP_FLOORDIV || op == OP_TRUNCDIV) return a / b;
  if (op == OP_FLOORMOD || op == OP_TRUNCMOD) return a % b;
  if (op == OP_EQ) return a == b;
  if (op == OP_NE) return a != b;
  if (op == OP_LT) return a < b;
  if (op == OP_LE) return a <= b;
  if (op == OP_GT) return a > b;
  if (op == OP_GE) return a >= b;
  if (op == OP_NOT) return !a;
  if (op == OP_MIN) return a < b ? a : b;
  if (op == OP_MAX) return a > b ? a : b;
  if (op == OP_CAST) return a;
  if (op == OP_BITWISE_AND) return a & b;
  if (op == OP_BITWISE_OR) return a | b;
  if (op == OP_BITWISE_XOR) return a ^ b;
  if (op == OP_SHIFT_LEFT) return (int64_t)(x << (y & 63));
  return a >> (y & 63);  // OP_SHIFT_RIGHT; lower.c lets no other pass
}

static bool divides(Op op) {
  return op == OP_FLOORDIV || op == OP_FLOORMOD || op == OP_TRUNCDIV || op == OP_TRUNCMOD;
}

static EmuStatus fail_at(EmuThread *thread, const Instruction *instruction, const char *message) {
  emu_fail(thread, instruction->op, instruction->place, message);
  return EMU_FAILED;
}

// ---- running
static EmuStatus call(Interpreter *interpreter, EmuThread *thread, const Instruction *instruction) {
  int64_t args[MAX_OPERANDS];
  const uint32_t *operands = interpreter->bytecode->operands.items + instruction->a;
  for (uint32_t i = 0; i < instruction->b; i++) args[i] = interpreter->registers[operands[i]];
  return emu_call(thread, instruction->op, args, instruction->b, instruction->place,
                  &interpreter->registers[instruction->target]);
}

static EmuStatus resume(void *state, EmuThread *thread) {
  Interpreter *interpreter = state;
  int64_t *registers = interpreter->registers;
  const Instruction *code = interpreter->bytecode->code.items;
  for (;;) {
    const Instruction *instruction = &code[interpreter->at];
    uint32_t next = interpreter->at + 1;
    switch (instruction->code) {
    case CODE_MOVE: registers[instruction->target] = registers[instruction->a]; break;
    case CODE_INCREMENT:
      registers[instruction->target]++;
      if (interpreter->steps++ > MAX_FREE_STEPS) return fail_at(thread, instruction, "the kernel loops without end");
      break;
    case CODE_VALUE: {
      int64_t a = registers[instruction->a], b = registers[instruction->b];
      if (divides(instruction->op) && b == 0) return fail_at(thread, instruction, "division by zero");
      if (divides(instruction->op) && (a < 0 || b < 0)) return fail_at(thread, instruction, "// or % of a negative number");
      registers[instruction->target] = wrap(evaluate(instruction->op, a, b), instruction->bits, instruction->is_signed);
      break;
    }
    case CODE_SELECT:
      registers[instruction->target] = registers[registers[instruction->a] ? instruction->b : instruction->c];
      break;
    case CODE_JUMP: next = instruction->to; break;
    case CODE_JUMP_UNLESS:
      if (!registers[instruction->a]) next = instruction->to;
      break;
    case CODE_JUMP_UNLESS_LESS:
      if (registers[instruction->a] >= registers[instruction->b]) next = instruction->to;
      break;
    case CODE_CALL: {
      EmuStatus status = call(interpreter, thread, instruction);
      if (status != EMU_DONE) return status;
      if (op_info(instruction->op)->type == TYPE_VOID) interpreter->steps = 0;
      break;
    }
    case CODE_END: return EMU_DONE;
    }
    interpreter->at = next;
  }
}

// ---- set-up
typedef struct PlanRun {
  Compilation *compilation;
  const Plan *plan;
  Emulator *emulator;
  uint32_t *addresses;  // of the tensors in DRAM
} PlanRun;

static uint64_t tensor_pages(const PlanTensor *tensor) {
  return (uint64_t)tensor->batches * (uint64_t)tensor->tile_rows * (uint64_t)tensor->tile_columns;
}

static bool load_tensors(PlanRun *run, void *const *tensors) {
  const Plan *plan = run->plan;
  run->addresses = arena_array(run->compilation->arena, uint32_t, plan->tensors.count + 1);
  for (size_t i = 0; i < plan->tensors.count; i++) {
    const PlanTensor *tensor = &plan->tensors.items[i];
    uint64_t pages = tensor_pages(tensor);
    if (!pages) continue;  // an empty tensor: nobody may touch it
    run->addresses[i] = emu_dram_allocate(run->emulator, pages, tensor->page_bytes);
    if (!run->addresses[i]) {
      diag_error(run->compilation, NO_SPAN, "the tensors do not fit into the DRAM of %s: no room for %s, %llu pages of %u bytes",
                 plan->device->name, tensor->name, (unsigned long long)pages, tensor->page_bytes);
      return false;
    }
    emu_dram_write(run->emulator, run->addresses[i], pages, tensor->page_bytes, tensors[i]);
  }
  return true;
}

static void store_tensors(PlanRun *run, void *const *tensors) {
  for (size_t i = 0; i < run->plan->tensors.count; i++) {
    const PlanTensor *tensor = &run->plan->tensors.items[i];
    if (run->addresses[i])
      emu_dram_read(run->emulator, run->addresses[i], tensor_pages(tensor), tensor->page_bytes, tensors[i]);
  }
}

static bool add_circular_buffers(PlanRun *run, const PlanLaunch *launch) {
  for (size_t core = 0; core < launch->cores.count; core++)
    for (size_t i = 0; i < launch->circular_buffers.count; i++) {
      const PlanCircularBuffer *buffer = &launch->circular_buffers.items[i];
      EmuCircularBuffer config = {.id = buffer->id,
                                  .name = buffer->name,
                                  .format = buffer->format,
                                  .page_bytes = buffer->page_bytes,
                                  .pages = buffer->pages,
                                  .shares_memory = buffer->shares_memory,
                                  .memory_of = buffer->memory_of};
      if (emu_add_circular_buffer(run->emulator, launch->cores.items[core].x, launch->cores.items[core].y, &config)) continue;
      diag_error(run->compilation, NO_SPAN,
                 "circular buffer %u (%s) of %u pages of %u bytes of %s cannot be made: its id is taken or beyond %u, its "
                 "pages are not whole tiles, or the L1 of %u bytes is full", buffer->id, buffer->name, buffer->pages,
                 buffer->page_bytes, format_text(buffer->format), run->plan->device->circular_buffers - 1,
                 run->plan->device->l1_bytes - run->plan->device->l1_base);
      return false;
    }
  return true;
}

static void add_thread(PlanRun *run, const PlanLaunch *launch, const PlanKernel *kernel, unsigned index,
                       const Bytecode *bytecode, size_t core, EmuRole role) {
  Arena *arena = run->compilation->arena;
  Interpreter *interpreter = arena_new(arena, Interpreter);
  interpreter->bytecode = bytecode;
  interpreter->registers = arena_array(arena, int64_t, bytecode->registers.count + 1);
  memcpy(interpreter->registers, bytecode->registers.items, sizeof(int64_t) * bytecode->registers.count);
  for (size_t i = 0; i < kernel->args.count && i < bytecode->params.count; i++) {
    const PlanArg *arg = &kernel->args.items[i];
    interpreter->registers[bytecode->params.items[i]] =
        arg->kind == PLAN_ARG_ADDRESS ? run->addresses[arg->tensor] : arg->values[core];
  }
  emu_add_thread(run->emulator, index, launch->cores.items[core].x, launch->cores.items[core].y, role, resume, interpreter);
}

static uint64_t unpack_to_dest(const PlanLaunch *launch) {
  uint64_t bits = 0;
  for (size_t i = 0; i < launch->circular_buffers.count; i++)
    if (launch->circular_buffers.items[i].unpack_to_dest_fp32) bits |= 1ull << launch->circular_buffers.items[i].id;
  return bits;
}

static bool add_kernel(PlanRun *run, const PlanLaunch *launch, const PlanKernel *kernel) {
  const Bytecode *bytecode = bytecode_make(run->compilation, kernel->func);
  if (!bytecode) return false;
  bool compute = kernel->role == ROLE_COMPUTE;
  EmuKernel config = {
      .name = kernel->name,
      .kind = compute ? EMU_KERNEL_COMPUTE : kernel->role == ROLE_READER ? EMU_KERNEL_READER : EMU_KERNEL_WRITER,
      .fidelity = kernel->fidelity,
      .fp32_dest_acc = kernel->fp32_dest_acc,
      .unpack_to_dest_fp32 = compute ? unpack_to_dest(launch) : 0};
  unsigned index = emu_add_kernel(run->emulator, &config);
  for (size_t core = 0; core < launch->cores.count; core++) {
    if (!compute) add_thread(run, launch, kernel, index, bytecode, core, kernel->role == ROLE_READER ? EMU_READER : EMU_WRITER);
    for (EmuRole role = EMU_UNPACK; compute && role <= EMU_PACK; role++)
      add_thread(run, launch, kernel, index, bytecode, core, role);
  }
  return true;
}

// ---- results
static void add_report(EmuReport *total, const EmuReport *launch) {
  total->ok = launch->ok;
  total->failure = launch->failure;
  total->cycles += launch->cycles;
  total->dram_read_bytes += launch->dram_read_bytes;
  total->dram_written_bytes += launch->dram_written_bytes;
  total->matmul_tiles += launch->matmul_tiles;
  for (unsigned role = 0; role < EMU_ROLES; role++) {
    total->roles[role].busy += launch->roles[role].busy;
    total->roles[role].total += launch->roles[role].total;
  }
}

// The strings of the report move to the compilation, the emulator is about to close.
static void report_failure(Compilation *compilation, EmuReport *report) {
  EmuFailure *failure = &report->failure;
  failure->message = intern(compilation, failure->message);
  failure->kernel = intern(compilation, failure->kernel);
  Span span = {failure->place.file, failure->place.begin, failure->place.end};
  if (failure->op == OP_COUNT) span = NO_SPAN;
  diag_error(compilation, span, "%s", failure->message);
  diag_note(compilation, NO_SPAN, "in kernel %s on core (%u, %u), at cycle %llu", failure->kernel, failure->core_x,
            failure->core_y, (unsigned long long)failure->cycle);
}

// The chip has one processor of each role.
static bool check_roles(PlanRun *run, const PlanLaunch *launch) {
  for (size_t i = 0; i < launch->kernels.count; i++)
    for (size_t j = 0; j < i; j++) {
      const PlanKernel *kernel = &launch->kernels.items[i], *other = &launch->kernels.items[j];
      if (kernel->role != other->role) continue;
      diag_error(run->compilation, kernel->func->span, "%s and %s want the same processor of a core: a launch has one kernel of each role",
                 other->name, kernel->name);
      return false;
    }
  return true;
}

static bool run_launch(PlanRun *run, const PlanLaunch *launch, EmuReport *report) {
  if (!check_roles(run, launch)) return false;
  emu_program_clear(run->emulator);
  if (!add_circular_buffers(run, launch)) return false;
  for (size_t i = 0; i < launch->kernels.count; i++)
    if (!add_kernel(run, launch, &launch->kernels.items[i])) return false;
  add_report(report, emu_run(run->emulator));
  if (!report->ok) report_failure(run->compilation, report);
  return report->ok;
}

bool emulate_plan(Compilation *compilation, const Plan *plan, void *const *tensors, EmuReport *report) {
  return emulate_plan_with(compilation, plan, tensors, &(EmulateOptions){.numerics = EMU_NUMERICS_EXACT}, report);
}

bool emulate_plan_with(Compilation *compilation, const Plan *plan, void *const *tensors, const EmulateOptions *options, EmuReport *report) {
  *report = (EmuReport){.ok = true, .failure = {.op = OP_COUNT}};
  PlanRun run = {.compilation = compilation, .plan = plan, .emulator = emu_open(plan->device)};
  if (!run.emulator) {
    diag_error(compilation, NO_SPAN, "the emulated L1 needs %u windows of 2 MiB below 2 GiB of address space, which are not free",
               device_cores(plan->device));
    return report->ok = false;
  }
  emu_set_numerics(run.emulator, options->numerics);
  bool ok = load_tensors(&run, tensors);
  for (size_t i = 0; ok && i < plan->launches.count; i++) ok = run_launch(&run, &plan->launches.items[i], report);
  if (ok) store_tensors(&run, tensors);
  emu_close(run.emulator);
  return report->ok = ok;
}
