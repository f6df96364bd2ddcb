// The elaborator: partial evaluation of a syntax tree into tile IR or kernel IR. This header is what its files share:
//   eval.c       expressions              exec.c      statements, loops, branches      call.c     calls and arguments
//   arith.c      operators, promotion     bind.c      names, scopes, lets              index.c    buffers, slices, regions
//   builtins*.c  Python and T.*           function.c  prim_func signatures, kernels    kernels.c  which kernel, -D
//   objects.c    classes                  nested.c    kernels inside functions         modules.c  other files
#pragma once
#include "base/suggest.h"
#include "frontend/frontend.h"
#include "frontend/value.h"

enum {
  MOST_DEPTH = 500,         // of nested evaluation
  MOST_CALLS = 100,         // of nested calls
  MOST_STEPS = 1000000,     // statements executed at trace time
  MOST_EXPR_DEPTH = 400,    // of an expression tree
  MOST_EXPR_SIZE = 1000000,  // expressions in one tree, as often as they stand there
  MOST_EMITTED = 100000,    // IR statements of one kernel
  MOST_ITEMS = 100000,      // of a list, bytes of a string
  MOST_ERRORS = 20,
  MOST_ARGUMENTS = 24,
};

// A function's variables. Names bound inside a device loop or branch end with it; `frame` says which.
typedef struct Binding {
  const char *name;
  Value value;
  unsigned frame;  // serial of the frame it was bound in; 0: of none, always visible
  unsigned made;   // serial of the frame that was open, also for values that outlive it
  Span span;
} Binding;

typedef struct Environment {
  struct Environment *parent;
  VECTOR(Binding) bindings;
  uint32_t *index;  // by name, of a function with many: 1 + place in bindings; 0: free
  size_t capacity;
} Environment;

typedef struct ModuleScope ModuleScope;

struct Closure {
  const char *name;
  const AstFunction *function;  // NULL for a lambda
  const AstExpr *lambda;
  Environment *environment;
  ModuleScope *scope;
  Span span;
  bool is_macro, is_prim, is_jit;
  const Class *owner;  // a function of a class
  const Value *self;   // bound: its first argument; NULL otherwise
};

typedef enum GlobalState { GLOBAL_UNSEEN, GLOBAL_RUNNING, GLOBAL_DONE } GlobalState;

// A name bound at module level; evaluated when first needed.
typedef struct Global {
  const char *name;
  const AstStmt *stmt;
  const AstExpr *target;  // of an assignment
  unsigned import;        // index into stmt->imports
  bool nested;            // inside an if, try, ... of the module
  bool changed;           // bound several times, or under a condition: by these statements of the module
  VECTOR(const AstStmt *) steps;
  GlobalState state;
  Value value;
} Global;

// A Python file and its names: the user's own, or one it imports.
struct ModuleScope {
  const char *path;  // of the file
  const AstModule *module;
  VECTOR(Global) globals;
  VECTOR(const AstImport *) stars;  // from m import *
};

typedef struct DefineState {
  const char *name;
  uint32_t source;
  Value value;
  bool used;
} DefineState;

typedef enum Flow { FLOW_NEXT, FLOW_RETURN, FLOW_BREAK, FLOW_CONTINUE, FLOW_STOP } Flow;

typedef struct CallSite {
  const struct CallSite *outer;
  const char *name;
  Span span;
} CallSite;

// A slice that has a name: the part of the buffer, and the variable that holds its elements.
typedef struct SliceLet {
  const Expr *region;
  Var *var;
} SliceLet;

typedef enum LoopState { LOOP_NONE, LOOP_DEVICE, LOOP_PYTHON, LOOP_PYTHON_UNDER_BRANCH } LoopState;

typedef struct Elaborator {
  Compilation *c;
  const FrontendOptions *options;
  const AstModule *module;
  uint32_t source;   // of the tree being evaluated
  ModuleScope *scope;             // whose global names are seen
  const AstStmt *module_step;     // the statement of the module that is scanned
  VECTOR(ModuleScope *) modules;  // all that were read; module NULL: a path where there is no file
  VECTOR(DefineState) defines;
  VECTOR(const char *) arguments;  // of the kernel and the factories around it
  VECTOR(const char *) unknown;  // names whose missing value was reported
  VECTOR(const char *) wanted;  // names that -D could have bound so far, for suggestions
  Environment *environment;
  bool script;       // TVMScript: nothing is folded, no choice is made at trace time
  bool imports_tilelang;  // the file is TileLang source, also where a function spells its parameters as TVMScript does
  bool device;       // inside a prim_func, a macro or an eager kernel: statements make IR
  bool tracing;      // a kernel is being made, perhaps in plain Python that it calls
  bool eager;
  VECTOR(SliceLet) slices;
  bool has_vector_lets;  // printed lets of vectors
  bool has_views;    // a buffer that shares the storage of another was made
  Module *result;
  PrimFunc *func;
  const AstBlock *body;  // of the kernel function being read
  Block *block;      // where statements go
  Block *allocations;  // where allocations go
  const Block *observed;  // where something that only observes was left out last
  Stmt *launch;      // the open launch, NULL outside
  int64_t cluster[3];  // blocks of a cluster of it along each dim
  Stmt *branch;      // the open T.If, NULL outside
  unsigned *frames;  // serials of the open device frames, ascending
  unsigned frame_count, frame_capacity, frame_serial;
  unsigned control;  // device loops and branches opened since the last macro or function entry
  LoopState loop;    // the innermost loop
  unsigned depth, calls;
  size_t steps, emitted;
  Value returned;
  Span returned_span;  // of the return statement
  Span value_span;     // of the right side of the assignment being executed
  Span stmt_span;    // of the innermost statement being executed
  const CallSite *site;
  const char *unnamed;       // name of a buffer until it is bound to one
  VECTOR(Var *) symbols;     // of T.dynamic and T.int32()
  VECTOR(Var *) pending;       // printed T.Persistent: variables declared above the loop that binds them
  VECTOR(Var *) pending_lets;  // lets that use one: they belong into that loop
  VECTOR(Buffer *) outputs;  // made by T.empty, in order
  VECTOR(int64_t) out_index;
} Elaborator;

// Reports and is VALUE_FAILED. Adds notes for the macros and functions we are in.
#define FAIL(e, span, ...) (diag_error((e)->c, (span), __VA_ARGS__), elab_failed(e))
#define UNSUPPORTED(e, span, ...) (diag_unsupported((e)->c, (span), __VA_ARGS__), elab_failed(e))
Value elab_failed(Elaborator *e);
static inline Span elab_span(const Elaborator *e, const AstExpr *expr) { return (Span){e->source, expr->begin, expr->end}; }
// Counts a step; false, with one report, when there are too many.
bool elab_step(Elaborator *e, Span span);
// Counts the items or bytes that are made; false, with a report, when there are too many.
bool elab_spend(Elaborator *e, size_t count, Span span);
bool elab_enter(Elaborator *e, Span span);  // depth; pair with elab_leave
static inline void elab_leave(Elaborator *e) { e->depth--; }

struct Call;

// ---- eval.c
Value eval(Elaborator *e, const AstExpr *expr);
Value eval_callee(Elaborator *e, const AstExpr *expr);  // the function of a call
Value eval_raw(Elaborator *e, const AstExpr *expr);  // the name of a T.alloc_var is not read
// The items of a tuple, list, range, dict (keys), string; false with a report.
bool eval_iterate(Elaborator *e, Value value, Span span, ValueList *items);
Value eval_attribute(Elaborator *e, Value object, const char *name, Span span);
// Reads a T.alloc_var; other values are themselves.
Value eval_unwrap(Elaborator *e, Value value);
// The result of a boolean test: 1, 0, or -1 for a device condition in *condition, -2 after a report.
int eval_test(Elaborator *e, Value value, Span span, const Expr **condition);

// ---- arith.c
Value arith_unary(Elaborator *e, unsigned op, Value operand, Span span);
Value arith_binary(Elaborator *e, unsigned op, Value left, Value right, Span span);
Value arith_compare(Elaborator *e, CompareOp op, Value left, Value right, Span span);
// A two-operand IR op with promotion and folding: OP_ADD, OP_MIN, ...
Value arith_op(Elaborator *e, Op op, Value left, Value right, Span span);
Value arith_logic(Elaborator *e, Op op, Value left, Value right, Span span);
Value arith_cast(Elaborator *e, DType type, Value value, Span span);
// As an IR expression of its natural type (int32, float32, bool); NULL with a report.
const Expr *arith_expr(Elaborator *e, Value value, Span span);
const char *opaque_name(Elaborator *e, const char *path);
Value arith_unknown(Elaborator *e, Value opaque, Span span);  // reports that its value is not known
// Brings two operands to one type. False with a report.
bool arith_match(Elaborator *e, Value *left, Value *right, Span span);
const Expr *arith_cast_expr(Elaborator *e, DType type, const Expr *expr);
Value arith_call(Elaborator *e, Op op, DType type, const Value *args, unsigned count, Span span);

// ---- bind.c
Binding *bind_find(Elaborator *e, const char *name, Environment **where);
Value bind_lookup(Elaborator *e, const char *name, Span span);
void bind_set(Elaborator *e, const char *name, Value value, Span span);          // plain Python binding
void bind_assign(Elaborator *e, const char *name, Value value, Span span);       // `name = value` in a kernel: lets, stores
Value bind_as(Elaborator *e, const char *name, Value value, Span span);         // as a macro binds its parameter; the bound value
void bind_target(Elaborator *e, const AstExpr *target, Value value, bool fresh);  // any target; fresh: loop variables
void bind_global_scan(Elaborator *e, ModuleScope *scope);
Value bind_global_value(Elaborator *e, Global *global, Span use);  // of e->scope
Global *bind_global(Elaborator *e, const char *name);
DefineState *bind_define(Elaborator *e, const char *name);  // marks it used; NULL if there is none
void bind_want(Elaborator *e, const char *name);            // -D could bind this name
bool bind_visible(const Elaborator *e, const Binding *binding);
unsigned bind_frame(const Elaborator *e);  // serial of the innermost open frame

// ---- exec.c
Flow exec_block(Elaborator *e, const AstBlock *block);
Stmt *exec_emit(Elaborator *e, Stmt *stmt);
// Opens a device frame: statements go to `block` until exec_close, which ends what was bound in it. Returns the outer block.
Block *exec_open(Elaborator *e, Block *block);
void exec_close(Elaborator *e, Block *outer);
// After the body of an `if` or a loop: if all that stood in it was left out because it only observes (T.print), it goes, too.
void exec_drop_observer(Elaborator *e, const Block *body);
// A block inside a device loop or branch.
void exec_device_block(Elaborator *e, const AstBlock *body, Block *block, LoopState loop);
void exec_evaluate(Elaborator *e, Value value, Span span);  // an expression statement

// ---- frames.c
Flow frames_for(Elaborator *e, const AstStmt *stmt);
Flow frames_with(Elaborator *e, const AstStmt *stmt);
// `bx, by = T.Kernel(...)`, `bx = T.launch_thread(...)`: the frame is open for the rest of the block.
Value frames_enter(Elaborator *e, Frame *frame, Span span);
// persistent.c
Value persistent_frame(Elaborator *e, struct Call *call);
Flow persistent_loop(Elaborator *e, const AstStmt *stmt, const Frame *frame);
Value frames_thread(Elaborator *e, Stmt *launch, unsigned dim);  // the index of the GPU thread

// ---- call.c
Value call_expr(Elaborator *e, const AstExpr *expr);
// The arguments of one call after * and ** were expanded.
typedef struct Argument {
  const char *name;  // NULL: positional
  Value value;
  Span span;
} Argument;
typedef VECTOR(Argument) ArgumentList;
Value call_value(Elaborator *e, Value function, const ArgumentList *arguments, Span span);
Value call_closure(Elaborator *e, Closure *closure, const ArgumentList *arguments, Span span);
const char *closure_signature(Compilation *c, const Closure *closure);

// ---- builtins
// A call of a builtin: arguments in the order of its parameters, VALUE_ABSENT where not given.
typedef struct Call {
  const Builtin *builtin;
  Span span;
  Value self;
  unsigned count;                 // of parameters
  Value args[MOST_ARGUMENTS];
  Span spans[MOST_ARGUMENTS];
  ArgumentList rest;              // of *rest
  ArgumentList keywords;          // of **keywords
} Call;

// parameters: names separated by spaces; a '?' ends an optional one, "*name" takes the other positional arguments, "|" makes
// what follows keyword-only, "**" takes any other keyword. NULL: whatever is given is not even evaluated.
struct Builtin {
  const char *name;
  const char *parameters;
  Value (*run)(Elaborator *e, Call *call);
};
extern const Builtin PROFILER_BUILTINS[];  // of tilelang.tools.cuda.iket
extern const Builtin PYTHON_BUILTINS[], MATH_BUILTINS[], METHODS[], TIR_BUILTINS[];
extern const Builtin VALUE_BUILTINS[], VECTOR_BUILTINS[], POINTER_BUILTINS[], TILE_BUILTINS[], REDUCE_BUILTINS[], ATOMIC_BUILTINS[], LAUNCH_BUILTINS[], SCRIPT_BUILTINS[], GPU_BUILTINS[], SCHEDULER_BUILTINS[];
// The tables of T.<name>, NULL-terminated.
extern const Builtin *const LANGUAGE_BUILTINS[];
const Builtin *builtin_find(const Builtin *table, const char *name);
// T.<name>; VALUE_FAILED after a report.
Value builtin_language(Elaborator *e, const char *name, Span span);
Value builtin_symbols(Elaborator *e, Call *call);  // T.dynamic(name, dtype)
Value builtin_module_attribute(Elaborator *e, const char *module, const char *name, Span span);
// T.<text of an op>(...) of ops.def, operands as they stand.
Value builtin_op(Elaborator *e, Op op, const ArgumentList *arguments, const KeywordList *keywords, Span span);
Value dtype_call(Elaborator *e, DType type, const ArgumentList *arguments, Span span);
bool argument_int(Elaborator *e, const Call *call, unsigned index, int64_t *value);
bool argument_dtype(Elaborator *e, const Call *call, unsigned index, DType *type);
const char *argument_string(Elaborator *e, const Call *call, unsigned index);
int argument_place(const Call *call, const char *name);  // of the parameter in call->args; -1: there is none of that name
static inline bool argument_given(const Call *call, unsigned index) {
  return call->args[index].kind != VALUE_ABSENT && call->args[index].kind != VALUE_NONE;
}
// A dict or list value as IR; NULL with a report. Entries of `annotations=` into a list.
const Expr *value_to_attribute(Elaborator *e, Value value, Span span);
bool value_to_keywords(Elaborator *e, Value value, Span span, KeywordList *list);

// ---- tile_scheduler.c
bool scheduler_is(Value value);
Value scheduler_attribute(Elaborator *e, Value object, const char *name, Span span);

// ---- objects.c
Value object_class(Elaborator *e, const AstStmt *stmt);  // VALUE_OPAQUE if it can't be evaluated
Value object_new(Elaborator *e, Class *class, const ArgumentList *arguments, Span span);
Value object_attribute(Elaborator *e, Value object, const char *name, Span span);  // of a class, too
void object_set(Elaborator *e, Value object, const char *name, Value value, Span span);
Value object_call(Elaborator *e, Value object, const ArgumentList *arguments, Span span);
void object_bind_super(Elaborator *e, const Closure *method);  // in the environment of a call of it
bool object_is(Value value, Value type);

// ---- index.c
Value index_value(Elaborator *e, Value object, Value index, Span span);
void index_store(Elaborator *e, Value object, Value index, Value value, Span span);
// Shape of a buffer, load or region as the two sides of T.copy see it.
typedef struct Box {
  Buffer *buffer;
  bool is_load;  // start-index form: no extents
  const Expr **mins, **extents;
} Box;
bool index_box(Elaborator *e, Value value, Span span, const char *what, Box *box);
const Expr *index_region(Elaborator *e, const Box *box, Access access, Span span);
// Shape argument: an int or a sequence; as expressions. False with a report.
bool index_shape(Elaborator *e, Value value, Span span, ValueList *shape);
Buffer *index_new_buffer(Elaborator *e, const char *name, const Tensor *tensor, Span span);

Value builtin_kernel(Elaborator *e, Call *call);  // T.Kernel(...)

// ---- builtins_tile.c: what tile ops share
const Expr *tile_eviction(Elaborator *e, Value value, Span span);  // "evict_first" as its number; not given: 0
Value tile_emit(Elaborator *e, Op op, const Expr *const *args, unsigned count, const KeywordList *keywords, Span span);
bool tile_keywords(Elaborator *e, const Call *call, KeywordList *list);  // those of **; annotations={...} is spread
void tile_close_box(Elaborator *e, Box *box);                           // a load becomes a box of one element
void tile_pair_extents(Elaborator *e, Box *src, Box *dst);              // gives both sides their extents, as T.copy does
unsigned tile_not_one(const Expr *const *extents, unsigned rank);       // how many are not 1
const char *tile_shape_text(Elaborator *e, const Expr *const *extents, unsigned rank);
Buffer *tile_allocate(Elaborator *e, const char *name, const Tensor *tensor, Span span);  // NULL after a report

// ---- builtins_atomic.c
const Expr *atomic_pointer(Elaborator *e, Value value, Access access, Span span);  // T.access_ptr of a buffer or a part of one

// ---- builtins_gemm.c: of T.gemm, and of those that GPUs have
Value product_run(Elaborator *e, struct Call *call);
Value product_run_explicit(Elaborator *e, struct Call *call);
Value product_run_blockscaled(Elaborator *e, struct Call *call);
Value product_run_sparse(Elaborator *e, struct Call *call);

// ---- builtins_gpu.c: functions of GPUs, which are read and printed but not lowered
Value gpu_function(Elaborator *e, const char *name);  // T.<name>, callable
Value gpu_intrinsic(Elaborator *e, const char *name, const ArgumentList *arguments, const ArgumentList *keywords, Span span);
const Expr *gpu_as_type(Elaborator *e, const Expr *expr, DType type);  // the result of such a call as its place needs it; others as they are
bool gpu_is_intrinsic(const Expr *expr);
// T.<name>(operands) with a result of the type.
Value gpu_call(Elaborator *e, const char *name, DType type, const Expr *const *operands, unsigned count, const KeywordList *keywords, Span span);
const Expr *gpu_operand(Elaborator *e, Value value, Span span);                 // a value as operand of such a call; NULL with a report
const Expr *gpu_address(Elaborator *e, Value value, Access access, Span span);  // of a buffer or a part of one
Value gpu_offset(Elaborator *e, const Box *box, Span span);                     // of the box in its buffer, in elements
const Expr *gpu_pointer(Elaborator *e, Buffer *buffer, Value offset, Access access, Span span);
// gpu_table.c: those with rows in gpu_functions.def
const Builtin *gpu_find(const char *name);  // NULL: none
bool gpu_is_row(const Builtin *builtin);
const char *gpu_name(size_t index);   // of the row; NULL behind the last
DType gpu_printed_type(const char *name, const Expr *call);
bool gpu_stands(const char *name);    // a call of T.<name> is what it prints as
const Expr *gpu_data_of(Elaborator *e, Buffer *buffer);  // buffer.data as an operand

// ---- vectors.c
const Expr *vector_of_slice(Elaborator *e, const Expr *region);  // NULL: its elements are no vector
const Expr *vector_value(Elaborator *e, const Expr *region);  // its elements, as loaded where the slice was bound to a name
void vector_bind_slice(Elaborator *e, const char *name, const Expr *region, Span span);
void vector_drop_unused(Elaborator *e, PrimFunc *func);  // lets of loaded vectors that nothing uses: names of parts of buffers
const Expr *vector_broadcast(Elaborator *e, const Expr *expr, unsigned lanes);  // a scalar as a vector; others as they are
Value vector_of_elements(Elaborator *e, DType type, const ArgumentList *arguments, Span span);

// ---- pointers.c: T.ptr, T.make_tensor, buffers at addresses
bool pointer_is_type(Value annotation);  // T.handle("float16", "global"), T.ptr
void pointer_describe(Var *var, const Handle *handle);
Value pointer_let(Elaborator *e, const char *name, const Expr *value, const Handle *handle, Span span);

// ---- function.c
bool function_elaborate(Elaborator *e, Closure *closure, bool eager);
Value function_empty(Elaborator *e, const char *name, Tensor *tensor, Span span);
void function_declare(Elaborator *e, const AstStmt *stmt);  // `A: T.Tensor(...)` in the body of an eager kernel
bool declared_in_body(const AstFunction *function, const AstParameter *parameter);
bool is_tensor_parameter(const AstFunction *function, const AstParameter *parameter);  // by its annotation or in the body
Value function_symbol(Elaborator *e, const char *name, DType type, Span span);

// ---- modules.c: Python files beside the user's, followed where a name of theirs is needed
ModuleScope *module_find(Elaborator *e, const char *path);  // "quantize", "..common.utils"; NULL if there is no such file
// A file in the folder of the package, as a value; false if there is none.
bool module_submodule(Elaborator *e, const char *path, const char *name, Value *value);
// The name in the module; false if the module is no file or has no such name.
bool module_value(Elaborator *e, const char *path, const char *name, Span use, Value *value);

// ---- nested.c
// The function at the path ("inner", "middle.inner") inside outer; NULL with a report.
Closure *nested_find(Elaborator *e, Closure *outer, const char *path);
// Views stand behind the allocations of the launch that uses them (of the function, if several do), in the order of their first use; those
// whose shape is only known inside stand before their first use. So source and print agree: tilelang prints each at its first use.
void nested_place_views(Elaborator *e, PrimFunc *func);

// ---- kernels.c
bool kernel_is_jit(const AstFunction *function);
bool decorator_is(const AstFunction *function, const char *name);
