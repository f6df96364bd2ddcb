// Values of the partial evaluator: what Python has at trace time, and IR.
#pragma once
#include "frontend/ast.h"
#include "ir/ir.h"

typedef enum ValueKind {
  VALUE_ERROR,   // was reported; every operation on it is silently VALUE_ERROR, so a mistake is reported once
  VALUE_ABSENT,  // an argument that was not given
  VALUE_NONE, VALUE_ELLIPSIS, VALUE_BOOL, VALUE_INT, VALUE_FLOAT, VALUE_STRING,
  VALUE_DTYPE,     // T.float16; callable
  VALUE_TUPLE, VALUE_LIST,
  VALUE_DICT,      // list of key, value, key, value...
  VALUE_RANGE,     // list of three: start, stop, step; as given, perhaps IR
  VALUE_SLICE,     // list of three, VALUE_NONE where absent
  VALUE_FUNCTION,  // closure: def or lambda
  VALUE_BUILTIN,   // a row of the tables of builtins.c
  VALUE_METHOD,    // a row and its receiver
  VALUE_MODULE,    // string: dotted path
  VALUE_OPAQUE,    // string: dotted path of something that is not evaluated, such as torch.randn
  VALUE_EXPR,      // IR expression; EXPR_REGION for slices of buffers
  VALUE_BUFFER,
  VALUE_TENSOR,    // T.Tensor(shape, dtype): type of a parameter
  VALUE_FRAME,     // T.Kernel(...), T.Parallel(...): what `with` and `for` open
  VALUE_CLASS,     // of the user's file
  VALUE_OBJECT,    // an instance of one
  VALUE_HANDLE,    // T.handle("float32", "local.fragment") of printed TVMScript: the data of a buffer that is allocated later
} ValueKind;

typedef struct Value Value;
typedef VECTOR(Value) ValueList;
typedef struct Closure Closure;
typedef struct Builtin Builtin;
typedef struct Method Method;
typedef struct Tensor Tensor;
typedef struct Frame Frame;
typedef struct Handle Handle;
typedef struct Class Class;
typedef struct Object Object;

struct Value {
  uint8_t kind;    // ValueKind
  bool output;     // VALUE_TENSOR: made by T.empty
  bool reference;  // VALUE_EXPR, a load: argument of type T.Ref, assigning to its name stores
  bool slice;      // VALUE_EXPR, a region: written A[0:4], as a value it is a vector
  uint32_t depth;  // VALUE_EXPR: of the tree, as far as built here
  union {
    bool boolean;
    int64_t integer;
    double number;
    const char *string;
    DType dtype;
    ValueList *list;
    Closure *closure;
    const Builtin *builtin;
    Method *method;
    const Expr *expr;
    Buffer *buffer;
    Tensor *tensor;
    Frame *frame;
    Handle *handle;
    Class *class;
    Object *object;
  };
};

struct Method {
  const Builtin *builtin;
  Value self;
};

struct Tensor {
  DType type;
  Scope scope;
  bool symbolic_strides;
  ValueList shape, strides;  // strides empty: compact
  Buffer *storage;           // data=...
  Var *address;              // data= a pointer
};

// What is said of the data before its buffer is allocated.
struct Handle {
  const char *name;         // interned; NULL until bound
  const char *reducer;      // from reducer_info of T.sblock_attr
  const Expr *safe_value;   // from safe_value_map
  Buffer *buffer;           // NULL until allocated
  DType type;               // of what it points to; TYPE_VOID: not said
  const char *space;        // "global"; NULL: not said
};

typedef struct Persistent {  // T.Persistent
  ValueList domain;
  Value wave, index, group;
} Persistent;

typedef enum FrameKind {
  FRAME_KERNEL,   // T.Kernel
  FRAME_LOOP,
  FRAME_BINDING,  // T.thread_binding, T.launch_thread: one dim of a launch
  FRAME_BLOCK,    // T.sblock, T.attr as a `with`: opens nothing in the IR
  FRAME_ATTR,
  FRAME_BRANCH,   // T.ws: an `if` with the condition `value`, whose block has the hint `key`
  FRAME_WHILE,    // T.While(condition)
  FRAME_IF,       // T.If(condition)
  FRAME_SIDE,     // T.Then(), T.Else() of the T.If around
} FrameKind;

enum { FRAME_DIMS = 8 };

struct Frame {
  FrameKind kind;
  LoopKind loop;
  unsigned dims;
  const Expr *begin[FRAME_DIMS], *extent[FRAME_DIMS];
  const Expr *step;  // NULL: 1
  const Persistent *persistent;  // FRAME_LOOP of T.Persistent
  KeywordList annotations;
  int64_t cluster[3];  // FRAME_KERNEL: blocks of a cluster along each dim; 0: 1
  unsigned thread_dims;
  int64_t threads[3];
  char axis;  // FRAME_BINDING: 'x', 'y', 'z'
  bool is_thread;
  bool otherwise;       // FRAME_SIDE: of T.Else
  const char *key;      // FRAME_ATTR
  const Expr *node;     // FRAME_ATTR: T.comm_reducer(...); else NULL
  const Expr *value;    // FRAME_ATTR, FRAME_WHILE, FRAME_IF
};

static inline Value value_of_kind(ValueKind kind) { return (Value){.kind = (uint8_t)kind}; }
#define VALUE_FAILED value_of_kind(VALUE_ERROR)
static inline Value value_none(void) { return value_of_kind(VALUE_NONE); }
static inline Value value_bool(bool boolean) { return (Value){.kind = VALUE_BOOL, .boolean = boolean}; }
static inline Value value_int(int64_t integer) { return (Value){.kind = VALUE_INT, .integer = integer}; }
static inline Value value_float(double number) { return (Value){.kind = VALUE_FLOAT, .number = number}; }
static inline Value value_string(const char *string) { return (Value){.kind = VALUE_STRING, .string = string}; }
static inline Value value_dtype(DType type) { return (Value){.kind = VALUE_DTYPE, .dtype = type}; }
static inline Value value_expr(const Expr *expr) { return (Value){.kind = VALUE_EXPR, .depth = 1, .expr = expr}; }
static inline Value value_buffer(Buffer *buffer) { return (Value){.kind = VALUE_BUFFER, .buffer = buffer}; }
static inline Value value_frame(Frame *frame) { return (Value){.kind = VALUE_FRAME, .frame = frame}; }
Value value_list(Compilation *c, ValueKind kind, const Value *items, size_t count);

static inline bool value_is(Value value, ValueKind kind) { return value.kind == kind; }
static inline bool value_is_sequence(Value value) { return value.kind == VALUE_TUPLE || value.kind == VALUE_LIST; }
// A number at trace time: bool, int, float.
static inline bool value_is_number(Value value) {
  return value.kind == VALUE_BOOL || value.kind == VALUE_INT || value.kind == VALUE_FLOAT;
}
// Bool or int at trace time.
bool value_as_int(Value value, int64_t *integer);
double value_as_double(Value value);  // of a value_is_number
// T.float16, "float16", "half", float, ...
bool value_as_dtype(Value value, DType *type);
bool value_equal(Value a, Value b);
const char *value_kind_text(Value value);            // "a tuple", "an expression of type float16"
const char *value_text(Compilation *c, Value value);  // as Python's str
// Python's truth of a value; false if it has none at trace time (IR, buffers).
bool value_truth(Value value, bool *truth);
