// The tables of ops.def and types.def as C data, and look-ups by text.
#include "base/convert.h"
#include "ir/ir.h"

static const OpInfo OPS[OP_COUNT] = {
#define TYPE_SAME TYPE_COUNT
#define OP(name, text, operands, engine, type, doc) \
  {#name, text, operands, ENGINE_##engine, TYPE_##type == (DType)TYPE_SAME, TYPE_##type == (DType)TYPE_SAME ? TYPE_VOID : (DType)TYPE_##type, doc},
#include "ir/ops.def"
#undef OP
#undef TYPE_SAME
};

typedef struct TypeInfo {
  unsigned bits;
  TypeKind kind;
} TypeInfo;

static const TypeInfo TYPES[TYPE_COUNT] = {
#define TYPE(name, text, bits, kind) {bits, TYPE_KIND_##kind},
#include "ir/types.def"
#undef TYPE
};

// The vectors: types of TYPE_COUNT * i + element have LANES[i] elements.
static const unsigned LANES[] = {1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 256};
enum { LANE_COUNT = sizeof LANES / sizeof *LANES };

static const char *const TYPE_TEXTS[TYPE_COUNT][LANE_COUNT] = {
#define TYPE(name, text, bits, kind) \
  {text,       text "x2",  text "x3",  text "x4",   text "x6",  text "x8", \
   text "x16", text "x32", text "x64", text "x128", text "x256"},
#include "ir/types.def"
#undef TYPE
};

const OpInfo *op_info(Op op) { return &OPS[op]; }

// One more than the init, so that 0 says none.
static const unsigned SFPU_INITS[OP_COUNT] = {
#define SFPU_INIT(op, init) [OP_##op] = 1u + OP_##init,
#include "ir/sfpu_inits.def"
#undef SFPU_INIT
};

bool op_sfpu_init(Op op, Op *init) {
  if (SFPU_INITS[op]) *init = (Op)(SFPU_INITS[op] - 1);
  return SFPU_INITS[op];
}

char op_operand(Op op, unsigned index) {
  char letter = 0;
  for (const char *c = OPS[op].operands; *c; c++) {
    if (*c == '?') continue;
    if (*c == '*') return letter;
    letter = *c;
    if (index-- == 0) return letter;
  }
  return 0;
}

bool op_from_text(const char *text, Op *op) {
  for (unsigned i = 0; i < OP_COUNT; i++)
    if (!strcmp(OPS[i].text, text)) {
      *op = (Op)i;
      return true;
    }
  return false;
}

const char *type_text(DType type) {
  unsigned vector = (unsigned)type / TYPE_COUNT;
  return vector < LANE_COUNT ? TYPE_TEXTS[type_element(type)][vector] : "?";
}

unsigned type_bits(DType type) { return TYPES[type_element(type)].bits * type_lanes(type); }
TypeKind type_kind(DType type) { return TYPES[type_element(type)].kind; }
unsigned type_lanes(DType type) { return LANES[(unsigned)type / TYPE_COUNT]; }
DType type_element(DType type) { return (DType)((unsigned)type % TYPE_COUNT); }

bool type_vector(DType element, unsigned lanes, DType *type) {
  if (element >= TYPE_COUNT || (lanes > 1 && type_kind(element) == TYPE_KIND_OTHER)) return false;
  for (unsigned i = 0; i < LANE_COUNT; i++)
    if (LANES[i] == lanes) {
      *type = (DType)(i * TYPE_COUNT + element);
      return true;
    }
  return false;
}

bool type_is_int(DType type) {
  TypeKind kind = type_kind(type);
  return kind == TYPE_KIND_SIGNED || kind == TYPE_KIND_UNSIGNED || kind == TYPE_KIND_BOOL;
}

static bool small_float(DType type, SmallFloat *format) {
  static const struct {
    DType type;
    SmallFloat format;
  } rows[] = {{TYPE_FLOAT8_E4M3, SMALL_E4M3FN},         {TYPE_FLOAT8_E4M3FN, SMALL_E4M3FN},     {TYPE_FLOAT8_E4M3FNUZ, SMALL_E4M3FNUZ},
              {TYPE_FLOAT8_E5M2, SMALL_E5M2},           {TYPE_FLOAT8_E5M2FNUZ, SMALL_E5M2FNUZ}, {TYPE_FLOAT8_E8M0FNU, SMALL_E8M0FNU},
              {TYPE_FLOAT4_E2M1FN, SMALL_E2M1FN},       {TYPE_FLOAT6_E2M3FN, SMALL_E2M3FN},     {TYPE_FLOAT6_E3M2FN, SMALL_E3M2FN},
              {TYPE_FLOAT4_E2M1_UNPACKED, SMALL_E2M1FN}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].type == type) {
      *format = rows[i].format;
      return true;
    }
  return false;
}

// float16 is rounded once; the other narrow formats by way of float32, as TVM does.
double type_round(DType type, double value) {
  SmallFloat format;
  if (type == TYPE_FLOAT64) return value;
  if (type == TYPE_FLOAT16) return (double)fp16_to_float(double_to_fp16(value));
  float single = (float)value;
  if (type == TYPE_BFLOAT16) return (double)round_to_bf16(single);
  if (type == TYPE_TFLOAT32) return (double)round_to_tf32(single);
  return small_float(type, &format) ? small_to_double(format, double_to_small(format, (double)single)) : (double)single;
}

double type_round_once(DType type, double value) {
  if (type == TYPE_FLOAT64) return value;
  return type == TYPE_FLOAT32 ? (double)(float)value : type_round(type, (double)double_to_odd_float(value));
}

double type_roundoff(DType type) {
  if (type_kind(type) != TYPE_KIND_FLOAT) return 0;
  if (type == TYPE_FLOAT64) return 0x1p-53;
  double step = 1;  // from 1 to its neighbour above
  while (step > 0x1p-30 && type_round(type, 1 + step / 2) == 1 + step / 2) step /= 2;
  return step / 2;
}

uint32_t type_encode(DType type, float value) {
  SmallFloat format;
  if (type == TYPE_FLOAT16) return float_to_fp16(value);
  if (type == TYPE_BFLOAT16) return float_to_bf16(value);
  if (type == TYPE_TFLOAT32) return float_bits(round_to_tf32(value));
  return small_float(type, &format) ? double_to_small(format, (double)value) : float_bits(value);
}

float type_decode(DType type, uint32_t bits) {
  SmallFloat format;
  if (type == TYPE_FLOAT16) return fp16_to_float((uint16_t)bits);
  if (type == TYPE_BFLOAT16) return bf16_to_float((uint16_t)bits);
  return small_float(type, &format) ? (float)small_to_double(format, (uint8_t)bits) : float_from_bits(bits);
}

bool type_from_text(const char *text, DType *type) {
  for (unsigned i = 0; i < LANE_COUNT * TYPE_COUNT; i++) {
    DType element = (DType)(i % TYPE_COUNT);
    if (!strcmp(TYPE_TEXTS[element][i / TYPE_COUNT], text)) return type_vector(element, LANES[i / TYPE_COUNT], type);
  }
  return false;
}

static const char *const SCOPES[] = {
    [SCOPE_GLOBAL] = "",           [SCOPE_SHARED] = "shared.dyn", [SCOPE_FRAGMENT] = "local.fragment",
    [SCOPE_LOCAL] = "local",       [SCOPE_VAR] = "local.var",     [SCOPE_REDUCER] = "local.reducer",
    [SCOPE_CIRCULAR] = "tt.cb",    [SCOPE_DST] = "tt.dst",
    [SCOPE_BARRIER] = "shared.barrier",
    [SCOPE_CLUSTER_BARRIER] = "shared.cluster_barrier",
    [SCOPE_TMEM] = "shared.tmem",
    [SCOPE_WGMMA_DESCRIPTOR] = "local.descriptor.wgmma",
    [SCOPE_TCGEN05_DESCRIPTOR] = "local.descriptor.tcgen05_smem",
    [SCOPE_TCGEN05_INSTRUCTION] = "local.descriptor.tcgen05_instr",
};

const char *scope_text(Scope scope) { return SCOPES[scope]; }
bool scope_is_gpu(Scope scope) { return scope >= SCOPE_BARRIER && scope <= SCOPE_TCGEN05_INSTRUCTION; }

bool scope_from_text(const char *text, Scope *scope) {
  if (!strcmp(text, "shared")) text = "shared.dyn";
  if (!strcmp(text, "global")) text = "";
  for (unsigned i = 0; i < sizeof SCOPES / sizeof *SCOPES; i++)
    if (!strcmp(SCOPES[i], text)) {
      *scope = (Scope)i;
      return true;
    }
  return false;
}
