// Runs a Program: one loop over instructions, no recursion. In: code and initial scalars; out: the storages it writes.
#include "reference/program.h"

static void *register_at(const Machine *m, Register r) {
  return is_vector(r) ? (void *)(m->vectors + (size_t)(r & ~VECTOR_BIT) * LANES) : (void *)(m->scalars + r);
}

void *machine_scratch(Machine *m, unsigned slot, size_t bytes) {
  if (m->scratch_bytes[slot] < bytes) {
    m->scratch_bytes[slot] = 2 * bytes;
    m->scratch[slot] = arena_allocate(m->c->arena, 2 * bytes);
  }
  return m->scratch[slot];
}

static unsigned count_of(const Machine *m, Register r) { return is_vector(r) ? m->lanes : 1; }

static void splat(const Machine *m, const Instruction *in) {
  const Scalar *value = &m->scalars[in->a];
  void *dst = register_at(m, in->dst);
  ValueClass kind = value_class(in->type);
  for (unsigned i = 0; i < m->lanes && kind == CLASS_FLOAT; i++) ((float *)dst)[i] = value->f;
  for (unsigned i = 0; i < m->lanes && kind == CLASS_DOUBLE; i++) ((double *)dst)[i] = value->d;
  for (unsigned i = 0; i < m->lanes && kind == CLASS_INT; i++) ((int64_t *)dst)[i] = value->i;
}

// ---- masks

static bool set_mask(const Machine *m, uint32_t level, const int64_t *condition, bool wanted) {
  uint8_t *mask = m->masks + (size_t)level * LANES, any = 0;
  const uint8_t *outer = level ? mask - LANES : NULL;
  for (unsigned i = 0; i < m->lanes; i++) {
    mask[i] = (uint8_t)((condition[i] != 0) == wanted && (!outer || outer[i]));
    any |= mask[i];
  }
  return any;
}

// ---- loops

static bool loop_enter(const Machine *m, const Instruction *in) {
  int64_t end;
  Scalar *var = &m->scalars[in->dst];
  var->i = int_of(m, in->a);
  if (__builtin_add_overflow(var->i, int_of(m, in->b), &end)) end = var->i;
  var[1].i = end;
  return var->i < end;
}

static bool lanes_set(Machine *m, const Instruction *in, int64_t start) {
  Scalar *bounds = &m->scalars[in->c];
  int64_t left = bounds[1].i - start, *lanes = register_at(m, in->dst);
  bounds[0].i = start;
  if (left <= 0) return false;
  m->lanes = left < LANES ? (unsigned)left : LANES;
  for (unsigned i = 0; i < m->lanes; i++) lanes[i] = start + i;
  return true;
}

static bool lanes_enter(Machine *m, const Instruction *in) {
  int64_t begin = int_of(m, in->a);
  if (__builtin_add_overflow(begin, int_of(m, in->b), &m->scalars[in->c + 1].i)) m->scalars[in->c + 1].i = begin;
  return lanes_set(m, in, begin);
}

static bool count_step(Machine *m, const Instruction *in) {
  const int64_t most = 1 << 22;
  if (++m->scalars[in->dst].i < most) return true;
  diag_error(m->c, in->span, "the while loop does not end: more than %lld turns", (long long)most);
  return false;
}

// One instruction that is not a jump. False if the program failed.
static bool run_plain(Machine *m, const Instruction *in) {
  switch (in->code) {
    case CODE_VALUE:
      return values_apply(m, in, register_at(m, in->dst), register_at(m, in->a), register_at(m, in->b), register_at(m, in->c),
                          count_of(m, in->dst));
    case CODE_CONVERT:
      values_convert(in->type, register_at(m, in->dst), in->from, register_at(m, in->a), count_of(m, in->dst));
      perturb_narrowing(m, in->type, in->from, register_at(m, in->dst), count_of(m, in->dst));
      return true;
    case CODE_MOVE: memmove(register_at(m, in->dst), register_at(m, in->a), count_of(m, in->dst) * sizeof(Scalar)); return true;
    case CODE_SPLAT: splat(m, in); return true;
    case CODE_LOAD: return memory_load(m, in);
    case CODE_STORE: return memory_store(m, in);
    case CODE_COUNT_STEP: return count_step(m, in);
    case CODE_ALLOC: return memory_allocate(m, in->memory, in->span);
    case CODE_TILE: return tile_run(m, in->tile);
    case CODE_JUMP:
    case CODE_JUMP_UNLESS:
    case CODE_MASK:
    case CODE_MASK_ELSE:
    case CODE_MASK_END:
    case CODE_LOOP:
    case CODE_LOOP_NEXT:
    case CODE_LANES:
    case CODE_LANES_NEXT:
    case CODE_END: break;
  }
  internal_error(m->c, "instruction %d is a jump", (int)in->code);
}

// Whether the instruction, one of those that move the place of execution, goes to its target.
static bool jumps(Machine *m, const Instruction *in) {
  Scalar *var = &m->scalars[in->dst & ~VECTOR_BIT];
  if (in->code == CODE_JUMP) return true;
  if (in->code == CODE_JUMP_UNLESS) return int_of(m, in->a) == 0;
  if (in->code == CODE_LOOP) return !loop_enter(m, in);
  if (in->code == CODE_LOOP_NEXT) return ++var->i < var[1].i;
  if (in->code == CODE_LANES) return !lanes_enter(m, in);
  if (in->code == CODE_LANES_NEXT) return lanes_set(m, in, int_of(m, in->c) + LANES);
  if (in->code == CODE_MASK) return !set_mask(m, m->depth++, register_at(m, in->a), true);
  if (in->code == CODE_MASK_ELSE) return !set_mask(m, m->depth - 1, register_at(m, in->a), false);
  m->depth--;  // CODE_MASK_END
  return false;
}

bool program_run(Compilation *c, const Program *program, const Perturbation *perturbation) {
  Machine m = {.c = c, .program = program, .lanes = 1};
  if (perturbation) perturb_open(&m, perturbation);
  m.scalars = arena_array(c->arena, Scalar, program->scalars.count + 1);
  memcpy(m.scalars, program->scalars.items, program->scalars.count * sizeof(Scalar));
  m.vectors = arena_array(c->arena, Scalar, (size_t)program->vectors * LANES + 1);
  m.masks = arena_array(c->arena, uint8_t, (size_t)program->mask_depth *LANES + 1);
  const Instruction *code = program->code.items;
  for (uint32_t at = 0; code[at].code != CODE_END;) {
    const Instruction *in = &code[at];
    bool is_jump = in->code >= CODE_JUMP && in->code <= CODE_LANES_NEXT;
    if (is_jump) {
      at = jumps(&m, in) ? in->target : at + 1;
      continue;
    }
    if (!run_plain(&m, in)) return false;
    at++;
  }
  return true;
}
