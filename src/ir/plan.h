// Plan: all that a host program needs to run a module on a chip, derived from kernel IR and nothing else. plan.json is its
// complete serialisation, main.cpp is printed from it, launch.py reads plan.json, the emulator is set up from it.
//
// The module it comes from (see docs/kernel-ir.md):
//   main: params = tensors; attributes tt_*; body = T.launch_kernels("reader", "compute", "writer"), one statement per launch. Where
//   there are several, the attributes of launch i are entry i of tt_launches.
//   kernel functions: attributes tt_kernel_role "reader"|"compute"|"writer", tt_kernel_args (one string per parameter, in ABI
//   order: "address:NAME", "scalar:NAME", "tt_start_id", "tt_count", "grid_x", ...), tt_accessors [tensor names, by slot],
//   compute kernels: tt_math_fidelity "HiFi4", tt_fp32_dest_acc 0|1, tt_unpack_to_dest_fp32 [cb ids].
#pragma once
#include "device/device.h"
#include "device/metalium.h"
#include "ir/ir.h"

enum { PLAN_VERSION = 2, PLAN_MAX_RANK = 5 };

typedef struct PlanTensor {
  const char *name;
  Buffer *buffer;
  DType type;            // as the user declared it
  DataFormat format;     // as it is stored
  unsigned rank;
  int64_t shape[PLAN_MAX_RANK];
  int64_t padded_shape[PLAN_MAX_RANK];  // elements that are stored: the plane dims, or their parts, rounded up to 32
  int plane[2];          // which dims are rows and columns of tiles, -1: none, one row (column); the other dims are batch dims
  int64_t split[2];      // 0, or: the plane dim is stored in parts of so many elements, each from a tile of its own on; the number of
                         // the part is a batch dim. Batch dims go in the order of the dims, outermost first
  int64_t tile_rows, tile_columns, batches;  // of a plane, or of a part; pages = batches * tile_rows * tile_columns; page = (batch * tile_rows + row) * tile_columns + column
  uint32_t page_bytes;
  bool is_input, is_output;  // read / written by the program
  bool is_workspace;         // not an argument of the user's: allocated by the host, zero at first
} PlanTensor;

typedef struct PlanCircularBuffer {
  unsigned id;
  const char *name;
  unsigned pages;
  uint32_t page_bytes;
  DataFormat format;
  bool unpack_to_dest_fp32;
  bool shares_memory;  // another index for the pages of circular buffer memory_of, which stands before it in the list
  unsigned memory_of;
  bool exact_values;   // compute packs only what the format and the matrix engine hold exactly, such as small whole numbers
} PlanCircularBuffer;

// Inclusive rectangle of logical cores.
typedef struct CoreRange {
  unsigned x0, y0, x1, y1;
} CoreRange;

typedef enum KernelRole { ROLE_READER, ROLE_COMPUTE, ROLE_WRITER } KernelRole;

typedef enum PlanArgKind { PLAN_ARG_ADDRESS, PLAN_ARG_VALUE } PlanArgKind;

typedef struct PlanArg {
  PlanArgKind kind;
  const char *name;   // the kernel's parameter
  unsigned tensor;    // PLAN_ARG_ADDRESS: index into Plan.tensors
  const char *source; // PLAN_ARG_VALUE: what it is, as in tt_kernel_args: "tt_start_id", "grid_x"
  int64_t *values;    // PLAN_ARG_VALUE: one per core of the launch, in the order of PlanLaunch.cores
} PlanArg;

typedef struct PlanKernel {
  PrimFunc *func;
  const char *name;   // "reader"
  const char *file;   // "reader.cpp"
  KernelRole role;
  VECTOR(unsigned) accessors;  // by slot: index into Plan.tensors
  VECTOR(PlanArg) args;
  MathFidelity fidelity;       // compute
  bool fp32_dest_acc;          // compute
} PlanKernel;

typedef struct PlanCore {
  unsigned x, y;
} PlanCore;

typedef struct PlanLaunch {
  VECTOR(PlanKernel) kernels;
  VECTOR(PlanCircularBuffer) circular_buffers;
  VECTOR(CoreRange) ranges;   // of the cores that run
  VECTOR(PlanCore) cores;     // the same, one by one, row-major
} PlanLaunch;

typedef struct Plan {
  const Device *device;
  const Metalium *metalium;
  const char *kernel_name;    // the user's name of the kernel
  VECTOR(PlanTensor) tensors; // in ABI order
  VECTOR(PlanLaunch) launches;
} Plan;

// NULL with diagnostics if the module is not complete kernel IR (it may be hand-edited text).
Plan *plan_make(Compilation *compilation, const Module *module);

// The unit roundoff of the widest rounding on a path, and what it is: "Float16_b circular buffer C_shared".
typedef struct Roundoff {
  double eps;
  const char *where;
} Roundoff;
Roundoff roundoff_wider(Roundoff a, Roundoff b);
// Of what the compute kernels do: packed circular buffers, source registers, DST.
Roundoff plan_kernels_roundoff(Compilation *compilation, const Plan *plan);
// On the way to an output: packed circular buffers, source registers and DST of the compute kernels, the output's storage and type.
Roundoff plan_output_roundoff(Compilation *compilation, const Plan *plan, const PlanTensor *tensor);

// The whole plan as JSON text.
const char *plan_json(Compilation *compilation, const Plan *plan);
