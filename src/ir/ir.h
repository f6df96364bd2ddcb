// The IR: one data structure for tile IR (what the user wrote) and kernel IR (what the chip runs).
//
//   Module   = functions. Tile IR: one PrimFunc. Kernel IR: a host function "main" (tensors, tt_* attributes, the launches)
//              and one PrimFunc per kernel, with attribute tt_kernel_role.
//   PrimFunc = parameters, attributes, a block of statements.
//   Expressions are immutable trees; statements may be edited in place by the pass that owns the function.
// Everything lives on the compilation's arena. Prints as TVMScript (ir/print.h) and reads back (frontend).
// ops.def and types.def are the vocabulary.
#pragma once
#include "base/compilation.h"
#include "ir/ops.h"

typedef enum TypeKind { TYPE_KIND_OTHER, TYPE_KIND_BOOL, TYPE_KIND_SIGNED, TYPE_KIND_UNSIGNED, TYPE_KIND_FLOAT } TypeKind;

typedef enum Engine {
  ENGINE_VALUE, ENGINE_TILE, ENGINE_BLOCK, ENGINE_ANY, ENGINE_DATAFLOW,
  ENGINE_UNPACK, ENGINE_MATH, ENGINE_PACK, ENGINE_UM, ENGINE_UMP, ENGINE_MP
} Engine;

typedef struct OpInfo {
  const char *name;      // OP enum name, e.g. "MATMUL_TILES"
  const char *text;      // "+" or "matmul_tiles"
  const char *operands;  // see ops.def
  Engine engine;
  bool same_type;        // result has the type of the first operand
  DType type;            // else this
  const char *doc;
} OpInfo;

typedef enum Scope {
  SCOPE_GLOBAL,    // DRAM tensor
  SCOPE_SHARED,    // "shared.dyn" / "shared"
  SCOPE_FRAGMENT,  // "local.fragment"
  SCOPE_LOCAL,     // "local"
  SCOPE_VAR,       // "local.var": a scalar variable, shape (1,)
  SCOPE_REDUCER,   // "local.reducer"
  SCOPE_BARRIER, SCOPE_CLUSTER_BARRIER, SCOPE_TMEM,  // "shared.barrier", ...: what only GPUs have; read and printed, never lowered
  SCOPE_WGMMA_DESCRIPTOR, SCOPE_TCGEN05_DESCRIPTOR, SCOPE_TCGEN05_INSTRUCTION,
  SCOPE_CIRCULAR,  // "tt.cb": placed in a circular buffer by memory_space_lower_tt
  SCOPE_DST,       // "tt.dst": placed in DST
} Scope;

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Buffer Buffer;
typedef struct Var Var;

typedef VECTOR(const Expr *) ExprList;
typedef VECTOR(Stmt *) Block;

struct Var {
  const char *name;  // interned; a hint, two variables may share it
  DType type;
  Span span;
  const Expr *value;  // the let that binds it; NULL for loop variables and parameters
  DType pointee;      // TYPE_HANDLE: what it points to; TYPE_VOID: not said
  const char *space;  // and in which memory, "global"; NULL: not said
};

struct Buffer {
  const char *name;  // interned
  DType type;
  Scope scope;
  Span span;
  unsigned rank;
  const Expr **shape;    // rank expressions, in elements
  const Expr **strides;  // rank expressions in elements, or NULL: compact, last dim fastest
  Buffer *storage;       // a view: shares the storage of this buffer; else NULL
  Var *address;          // stands where this pointer says, which only GPUs have; else NULL
  const char *reducer;   // of T.alloc_reducer: its kind, "sum"; else NULL. Scope FRAGMENT: v1, REDUCER: v2
  const Expr *safe_value;  // T.annotate_safe_value: what a read outside of the buffer gives; NULL: 0
};

typedef enum ExprKind { EXPR_INT, EXPR_FLOAT, EXPR_STRING, EXPR_VAR, EXPR_LOAD, EXPR_REGION, EXPR_CALL, EXPR_LIST, EXPR_DICT } ExprKind;

typedef enum Access { ACCESS_READ = 1, ACCESS_WRITE = 2, ACCESS_READ_WRITE = 3 } Access;

typedef struct Keyword {
  const char *name;  // interned
  const Expr *value;
} Keyword;

typedef VECTOR(Keyword) KeywordList;

struct Expr {
  ExprKind kind;
  DType type;
  Span span;
  uint32_t size;  // expressions of the tree; one that stands in it several times counts as often
  union {
    int64_t integer;     // EXPR_INT; bools are 0 or 1 with TYPE_BOOL
    double number;       // EXPR_FLOAT, already rounded to its type
    const char *string;  // EXPR_STRING
    Var *var;            // EXPR_VAR
    struct {             // EXPR_LOAD: buffer[indices]; EXPR_REGION: box of mins and extents, one pair per dim
      Buffer *buffer;
      const Expr **indices;  // rank many
      const Expr **extents;  // EXPR_REGION only
      Access access;         // EXPR_REGION only
    };
    struct {  // EXPR_CALL
      Op op;
      unsigned arg_count;
      const Expr **args;
      KeywordList keywords;  // annotations such as coalesced_width=8
    };
    struct {  // EXPR_LIST
      unsigned item_count;
      const Expr **items;
    };
    KeywordList entries;  // EXPR_DICT, in order
  };
};

typedef enum StmtKind {
  STMT_EVAL,    // an op for its effect
  STMT_STORE,   // buffer[indices] = value
  STMT_LET,     // immutable variable, visible to the end of the block
  STMT_ALLOC,   // a buffer comes to life
  STMT_FOR,
  STMT_WHILE,
  STMT_IF,
  STMT_LAUNCH,  // T.Kernel
  STMT_BREAK,
  STMT_CONTINUE,
  STMT_ATTR,    // a hint for the rest of the block (threadblock_swizzle_pattern, ...)
} StmtKind;

typedef enum LoopKind { LOOP_SERIAL, LOOP_PARALLEL, LOOP_UNROLL, LOOP_VECTORIZED } LoopKind;

struct Stmt {
  StmtKind kind;
  Span span;
  union {
    const Expr *call;  // STMT_EVAL
    struct {           // STMT_STORE
      Buffer *buffer;
      const Expr **indices;
      const Expr *value;
    } store;
    Var *let;       // STMT_LET; the value is let->value
    Buffer *alloc;  // STMT_ALLOC
    struct {        // STMT_FOR: var = begin .. begin + extent - 1
      Var *var;
      const Expr *begin, *extent;
      LoopKind loop;
      KeywordList annotations;  // {"num_stages": 3, ...}; a pipelined loop is LOOP_SERIAL with num_stages
      Block body;
    } loop;
    struct {  // STMT_WHILE (orelse empty), STMT_IF
      const Expr *condition;
      Block then, orelse;
    } branch;
    struct {  // STMT_LAUNCH
      unsigned dims;  // 1..3: x, y, z
      Var *grid[3];
      const Expr *extents[3];
      unsigned thread_dims;  // 0: T.Kernel had no threads=
      int64_t threads[3];
      Var *thread_vars[3];    // the index of the GPU thread: the body runs for each, tile ops once; NULL where it has no name
      KeywordList attributes;  // other sblock_attr entries
      Block body;
    } launch;
    struct {  // STMT_ATTR
      const Expr *node;  // how threads reduce: T.comm_reducer(...), an intrinsic; NULL: nothing said
      const char *key;
      const Expr *value;
    } attribute;
  };
};

// A parameter is a tensor (buffer set) or a scalar (var set).
typedef struct Param {
  const char *name;  // user-visible: without _handle
  Var *var;
  Buffer *buffer;
} Param;

typedef struct PrimFunc {
  const char *name;
  Span span;
  VECTOR(Param) params;
  VECTOR(Var *) symbols;  // symbolic dims, in order of appearance
  KeywordList attributes;
  Block body;
} PrimFunc;

typedef struct Module Module;
struct Module {
  VECTOR(PrimFunc *) functions;
  KeywordList attributes;
  VECTOR(Module *) launches;  // between the first and the last pass: a module for each launch, where there are several (passes/launches.h)
  const Module *whole;        // of such a part: where it belongs
};

// ---- tables
const OpInfo *op_info(Op op);
// The init that an op of the SFPU needs (sfpu_inits.def); false: it is none.
bool op_sfpu_init(Op op, Op *init);
char op_operand(Op op, unsigned index);  // the letter of an operand (see ops.def); 0 if the op has no such operand
bool op_from_text(const char *text, Op *op);  // "matmul_tiles" or "+"
const char *type_text(DType type);
unsigned type_bits(DType type);  // of a vector: of all its elements
TypeKind type_kind(DType type);  // of a vector: of its elements
unsigned type_lanes(DType type);  // elements of a vector; 1
DType type_element(DType type);   // of a vector; else the type itself
bool type_vector(DType element, unsigned lanes, DType *type);  // false where tilelang has no such vector; lanes 1: the type itself
bool type_from_text(const char *text, DType *type);
bool type_is_int(DType type);  // signed, unsigned or bool
double type_round(DType type, double value);  // to the nearest value of a float type, ties to even
double type_round_once(DType type, double value);  // the same without the intermediate rounding to float32 of type_round
double type_roundoff(DType type);  // unit roundoff of a float type: half of the step from 1 to its neighbour above; 0 for others
uint32_t type_encode(DType type, float value);  // the bits of a float type of at most 32 bits, rounded to nearest even
float type_decode(DType type, uint32_t bits);
const char *scope_text(Scope scope);  // "shared.dyn", "" for global
bool scope_is_gpu(Scope scope);         // SCOPE_BARRIER ... SCOPE_TCGEN05_INSTRUCTION
bool scope_from_text(const char *text, Scope *scope);

// ---- building: nothing is folded here except where it says so; spans default to NO_SPAN
const Expr *ir_int(Compilation *c, int64_t value);  // int32
const Expr *ir_int_typed(Compilation *c, DType type, int64_t value);
const Expr *ir_bool(Compilation *c, bool value);
const Expr *ir_float(Compilation *c, DType type, double value);  // rounds to the type
const Expr *ir_string(Compilation *c, const char *text);
const Expr *ir_var(Compilation *c, Var *var);
DType ir_load_type(const Buffer *buffer, const Expr *const *indices);  // of a load, or of what is stored
const Expr *ir_load(Compilation *c, Buffer *buffer, const Expr *const *indices);
const Expr *ir_region(Compilation *c, Buffer *buffer, const Expr *const *mins, const Expr *const *extents, Access access);
DType ir_call_type(Op op, const Expr *const *args, unsigned count);  // of a call but Cast and reinterpret
const Expr *ir_call(Compilation *c, Op op, const Expr *const *args, unsigned count);  // type from ops.def
const Expr *ir_call_typed(Compilation *c, Op op, DType type, const Expr *const *args, unsigned count);
#define ir_op(c, op, ...) \
  ir_call((c), (op), (const Expr *const[]){__VA_ARGS__}, sizeof((const Expr *const[]){__VA_ARGS__}) / sizeof(Expr *))
const Expr *ir_cast(Compilation *c, DType type, const Expr *value);  // the value itself if it has the type
const Expr *ir_list(Compilation *c, const Expr *const *items, unsigned count);
const Expr *ir_ints(Compilation *c, const int64_t *values, unsigned count);  // list of ints
const Expr *ir_dict(Compilation *c, const KeywordList *entries);
const Expr *ir_with_span(Compilation *c, const Expr *expr, Span span);
Var *ir_new_var(Compilation *c, const char *name, DType type);
Buffer *ir_new_buffer(Compilation *c, const char *name, DType type, Scope scope, unsigned rank, const Expr *const *shape);

Stmt *ir_eval(Compilation *c, const Expr *call);
Stmt *ir_store(Compilation *c, Buffer *buffer, const Expr *const *indices, const Expr *value);
Stmt *ir_let(Compilation *c, Var *var, const Expr *value);
Stmt *ir_alloc(Compilation *c, Buffer *buffer);
Stmt *ir_for(Compilation *c, Var *var, const Expr *begin, const Expr *extent, LoopKind loop);
Stmt *ir_if(Compilation *c, const Expr *condition);
void ir_append(Compilation *c, Block *block, Stmt *stmt);

// ---- attributes (of functions, modules, loops): NULL when absent
const Expr *ir_attribute(const KeywordList *attributes, const char *key);
void ir_set_attribute(Compilation *c, KeywordList *attributes, const char *key, const Expr *value);
// Integer attribute; `otherwise` if absent.
int64_t ir_attribute_int(const KeywordList *attributes, const char *key, int64_t otherwise);
const char *ir_attribute_string(const KeywordList *attributes, const char *key);  // NULL if absent
PrimFunc *ir_function(const Module *module, const char *name);  // NULL if absent

// ---- asking
bool ir_is_int(const Expr *expr, int64_t *value);  // an integer literal, also through let-bound variables
bool ir_same(const Expr *a, const Expr *b);        // structurally equal
bool ir_uses_var(const Expr *expr, const Var *var);
const Expr *ir_find_var(const Block *block, const Var *var);  // the first use of a variable, also in nested blocks; NULL if there is none
const char *ir_copy_of_gpu(const Expr *copy);  // the annotation of a T.copy between blocks of a cluster or of rows that it lists; NULL: none
bool ir_boxes_match(const Expr *a, const Expr *b);  // regions: the extents other than 1 are equal one by one, as far as they are constants
bool ir_vector_in_stmt(const Stmt *stmt, Span *span);  // the statement itself, not its blocks, has a value or buffer of a vector type
bool ir_vector_in_params(const PrimFunc *func, Span *span);
const PrimFunc *ir_expand_vectors(Compilation *c, const PrimFunc *func);  // the same with statements of single elements, as far as they have that form
// Rebuilds a tree bottom-up: `map` gets each node after its children were mapped and returns it or a replacement.
typedef const Expr *(*ExprMap)(void *state, Compilation *c, const Expr *expr);
const Expr *ir_map(Compilation *c, const Expr *expr, ExprMap map, void *state);
// Calls `visit` on every node, parents first.
typedef void (*ExprVisit)(void *state, const Expr *expr);
void ir_visit(const Expr *expr, ExprVisit visit, void *state);
// Calls `visit` on every expression held directly by the statement (not those of nested blocks).
void ir_visit_stmt(const Stmt *stmt, ExprVisit visit, void *state);
// Calls `visit` on every statement of the block and of the blocks in it, in program order, outer ones first.
typedef void (*StmtVisit)(void *state, Stmt *stmt);
void ir_visit_block(const Block *block, StmtVisit visit, void *state);
