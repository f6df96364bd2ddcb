// How a version of Metalium spells the device ops. One table per dialect, one row per op; nothing else in codegen knows an
// op's name.
#pragma once
#include "device/metalium.h"
#include "ir/ir.h"

typedef struct OpSpelling {
  const char *header;  // the include that declares it; NULL: comes with every kernel of its kind
  const char *call;    // text with $0, $1, ... for operands, $* for all of them, @0 for the name of the accessor slot in operand 0,
                       // @D for the format of DST
  const char *macros;  // lines that must stand before the includes; NULL: none
} OpSpelling;

typedef struct Dialect {
  const char *name;               // "0.81"
  const char *dataflow_header;    // first include of a reader or writer
  const char *compute_header;     // first include of a compute kernel
  const char *const *wide_headers;  // NULL at the end, or NULL: headers whose functions are exact to float32 only where wide_macro is defined
  const char *wide_macro;
  const OpSpelling *ops;          // by Op; call == NULL: not a device op, or it has no spelling here
} Dialect;

extern const Dialect DIALECT_081, DIALECT_066;
// How the release spells the ops.
const Dialect *dialect_of(Compilation *compilation, const Metalium *metalium);
