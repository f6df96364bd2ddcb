// The evaluator's program: the function as flat code for a register machine, made once by compile.c and run by run.c.
//
// Scalar registers hold one value, vector registers one value per lane. Innermost loops whose iterations touch disjoint elements
// run many iterations as lanes; everything else is scalar code with jumps. Inside divergent branches a mask says which lanes
// count: only they may fail, read or write memory.
#pragma once
#include "reference/reference.h"

enum { LANES = 256, MAX_RANK = 8 };

typedef enum ValueClass { CLASS_FLOAT, CLASS_DOUBLE, CLASS_INT } ValueClass;  // how a value of a dtype is held
ValueClass value_class(DType type);

typedef union Scalar {
  float f;
  double d;
  int64_t i;
} Scalar;

// Index, and whether the register is a vector.
typedef uint32_t Register;
#define VECTOR_BIT 0x80000000u
#define NO_REGISTER 0x7fffffffu
static inline bool is_vector(Register r) { return (r & VECTOR_BIT) != 0; }

typedef struct Storage {
  DType type;
  size_t count;      // elements
  void *data;        // float, double or int64_t
  uint8_t *written;  // one flag per element; NULL where everything has a value from the start
  bool complete;     // every element is written
} Storage;

// A buffer: storage seen in a shape, and in the buffer's type, which in a view may be another than the storage's.
typedef struct Memory {
  const Buffer *buffer;
  Storage *storage;
  struct Memory *parent;  // of a view
  bool global;            // out of bounds reads the safe value and skips stores; elsewhere it is an error
  Register safe;          // the safe value, in the buffer's type
  Register shape_registers[MAX_RANK], stride_registers[MAX_RANK];  // stride NO_REGISTER: compact
  int64_t shape[MAX_RANK], strides[MAX_RANK];
} Memory;

// buffer[indices] in a load or store. A vector access is affine if each index is registers[d] + steps[d] * lane.
typedef struct ElementAccess {
  Memory *memory;
  Register registers[MAX_RANK];
  int64_t steps[MAX_RANK];
  bool affine;
  Register start;  // value of the lane variable in lane 0
} ElementAccess;

typedef struct Region {
  Memory *memory;
  Register mins[MAX_RANK], extents[MAX_RANK];
  bool literal_one[MAX_RANK];
  Span span;
} Region;

typedef enum Combine {
  COMBINE_NONE, COMBINE_SUM, COMBINE_ABS_SUM, COMBINE_MAX, COMBINE_ABS_MAX, COMBINE_MIN, COMBINE_AND, COMBINE_OR, COMBINE_XOR
} Combine;

enum { TILE_NUMBERS = 6 };

typedef struct TileCall {
  Op op;
  Region regions[3];
  bool has_value;       // a number in place of the first region
  Register value;       // in the type of the buffer
  Register numbers[TILE_NUMBERS];  // the other operands, in the order of ops.def
  Combine combine;      // reduce, atomics
  bool nan_propagates;  // max and min of reduce
} TileCall;

typedef enum Code {
  CODE_VALUE,        // dst = op(a, b, c) in `type`; operands of `from`
  CODE_CONVERT,      // dst = a, from `from` to `type`
  CODE_MOVE,         // dst = a
  CODE_SPLAT,        // vector dst = scalar a
  CODE_LOAD,         // dst = access
  CODE_STORE,        // access = a
  CODE_JUMP,         // to target
  CODE_JUMP_UNLESS,  // if scalar a is false
  CODE_MASK,         // the lanes where vector a holds; to target (the MASK_ELSE or MASK_END) if there are none
  CODE_MASK_ELSE,    // the other lanes
  CODE_MASK_END,
  CODE_LOOP,       // dst = a, end (dst + 1) = a + b; to target if it is empty
  CODE_LOOP_NEXT,  // dst++; to target while it is below its end
  CODE_LANES,      // like LOOP with c for dst, in steps of LANES: vector dst = c + lane number
  CODE_LANES_NEXT,
  CODE_COUNT_STEP,  // counts a turn of a while loop in dst
  CODE_ALLOC,
  CODE_TILE,
  CODE_END,
} Code;

typedef struct Instruction {
  Code code;
  Op op;
  DType type, from;
  Register dst, a, b, c;
  uint32_t target;
  Span span;
  union {
    ElementAccess *access;
    Memory *memory;
    TileCall *tile;
  };
} Instruction;

typedef struct Program {
  VECTOR(Instruction) code;
  VECTOR(Scalar) scalars;  // initial values: constants, parameters, symbols
  uint32_t vectors;        // number of vector registers
  uint32_t mask_depth;
} Program;

// ---- compile.c
// False with diagnostics if the function uses what the evaluator does not know.
bool program_compile(Compilation *c, const PrimFunc *func, Array *const *arguments, Program *program);
// ---- lanes.c
// The iterations of the loop may run as lanes.
bool loop_is_parallel(Compilation *c, const Stmt *loop);

// ---- run.c
typedef struct Machine {
  Compilation *c;
  const Program *program;
  Scalar *scalars;
  Scalar *vectors;   // LANES * 8 bytes each
  uint8_t *masks;    // LANES bytes per level
  uint32_t depth;    // levels of masks in use
  unsigned lanes;    // active in the current vector loop
  void *scratch[3];  // rows and packed matrices; grows on the arena
  size_t scratch_bytes[3];
  bool perturbs;
  double eps, roundoffs[TYPE_COUNT];  // of the perturbation; of every type
  uint64_t noise;                     // its state
} Machine;

bool program_run(Compilation *c, const Program *program, const Perturbation *perturbation);
// Scratch memory of a tile op, valid until the next request for the same slot.
void *machine_scratch(Machine *m, unsigned slot, size_t bytes);
static inline int64_t int_of(const Machine *m, Register r) { return m->scalars[r].i; }

// ---- elements.c: rows of elements, in the type of the memory's buffer
uint64_t element_bits(DType type, const void *row, int64_t i);  // of a value in a row of values
void element_set_bits(DType type, void *row, int64_t i, uint64_t bits);
int64_t elements_in_storage(const Memory *memory);
bool elements_written(const Memory *memory, int64_t offset, int64_t stride, int64_t count);
void elements_read(const Memory *memory, int64_t offset, int64_t stride, int64_t count, void *row);
void elements_write(const Memory *memory, int64_t offset, int64_t stride, int64_t count, const void *row);

// ---- memory.c: all of these report what is wrong and return false
const char *element_text(const Machine *m, const int64_t *index, unsigned rank);
bool memory_allocate(Machine *m, Memory *memory, Span span);
bool memory_load(Machine *m, const Instruction *instruction);
bool memory_store(Machine *m, const Instruction *instruction);
size_t value_bytes(DType type);

// ---- values.c
bool values_apply(Machine *m, const Instruction *instruction, void *dst, const void *a, const void *b, const void *c,
                  unsigned count);
int64_t integer_wrap(DType type, int64_t value);  // to the width of the type
void values_convert(DType to, void *dst, DType from, const void *src, size_t count);

// ---- perturb.c: does nothing unless the run perturbs
void perturb_open(Machine *m, const Perturbation *perturbation);
void perturb_row(Machine *m, DType type, void *row, size_t count);
// Operands of a product or a reduction, values of `from` held in `type`: the chip may read fewer of their bits.
void perturb_operands(Machine *m, DType from, DType type, void *row, size_t count);
void perturb_narrowing(Machine *m, DType to, DType from, void *row, size_t count);  // if `to` holds fewer bits than `from`

// ---- functions.c: elementary functions of floats
unsigned function_operands(Op op);  // 0: not one of them
void function_row(const Instruction *instruction, void *dst, const void *a, const void *b, const void *c, unsigned count);

// ---- tiles.c, gemm.c
typedef struct Box {
  const Region *region;
  Memory *memory;
  unsigned rank;   // dims with a literal extent of 1 are dropped
  int64_t offset;  // of the first element
  int64_t mins[MAX_RANK], extents[MAX_RANK], shape[MAX_RANK], strides[MAX_RANK];
  bool outside;  // a dropped dim lies out of bounds
} Box;

bool tile_run(Machine *m, const TileCall *call);
// Keeps the last `keep` dims even if their extent is 1.
bool box_make(Machine *m, const Region *region, unsigned keep, Box *box);
// An error if the box leaves a buffer on the chip.
bool box_inside(Machine *m, const Box *box);
bool box_check_written(Machine *m, const Box *box);
// Elements [low, high) of a dim of the box lie in the buffer.
void box_valid_part(const Box *box, unsigned dim, int64_t *low, int64_t *high);
void box_mark_written(const Box *box);
void fill_row(const Machine *m, DType type, Register value, void *row, int64_t count);  // every element is the value
bool gemm_run(Machine *m, const TileCall *call);
// ---- folds.c: reductions and scans
bool fold_run(Machine *m, const TileCall *call);
Scalar combine_identity(Combine combine, DType type);
// ---- im2col.c
bool im2col_run(Machine *m, const TileCall *call);
