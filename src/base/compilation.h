// Compilation: the state of one run of the compiler, handed to every room: memory, interned names, source texts,
// diagnostics. Nothing here is global, so two compilations may run side by side.
//
// Three kinds of failure, never mixed:
//   error        the user's program is wrong (exit 1)          diag_error
//   unsupported  valid TileLang that we do not lower (exit 3)  diag_unsupported: op, reason, nearest form that works
//   internal     our own bug (exit 4)                          internal_error: unwinds to the driver
// After a stage that reported an error or unsupported no later stage runs: ask diag_failed().
#pragma once
#include "base/arena.h"
#include "base/vector.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

// A range of bytes [begin, end) of one source file; file is an index into Compilation.sources.
// A span with begin == end == 0 and file == NO_FILE has no place in any source.
typedef struct Span {
  uint32_t file, begin, end;
} Span;
#define NO_FILE UINT32_MAX
#define NO_SPAN ((Span){.file = NO_FILE})

typedef struct Source {
  const char *path;  // as the user named it
  const char *text;  // zero-terminated; may hold any bytes
  size_t length;
} Source;

typedef enum Severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_UNSUPPORTED, SEVERITY_INTERNAL } Severity;

typedef struct Diagnostic {
  Severity severity;
  Span span;
  const char *message;  // one line, or further lines for tables; no trailing newline
} Diagnostic;

// A decision of a pass, in one sentence. It changes no exit code and prints only on demand.
typedef struct Remark {
  Span span;
  const char *stage;  // the pass
  const char *message;
} Remark;

struct Device;
struct Metalium;

typedef struct Compilation {
  Arena *arena;
  const struct Device *device;  // the target
  const struct Metalium *metalium;  // the release that the program is written for; NULL: the default
  VECTOR(Source) sources;
  VECTOR(Diagnostic) diagnostics;
  VECTOR(Remark) remarks;  // what the passes decided and why, for `tilecc explain`
  struct InternTable *names;
  jmp_buf *unwind;  // set by the driver; internal_error jumps here
  const char *stage;  // name of the running pass, for internal errors
} Compilation;

Compilation *compilation_open(void);
void compilation_close(Compilation *compilation);

// One pointer per distinct string: interned names compare with ==.
const char *intern(Compilation *compilation, const char *text);
const char *intern_range(Compilation *compilation, const char *text, size_t length);

// Copies the text; returns the file index for spans.
uint32_t source_add(Compilation *compilation, const char *path, const char *text, size_t length);
// 1-based line and column (in bytes) of the span's start.
void source_position(const Compilation *compilation, Span span, unsigned *line, unsigned *column);
Span span_join(Span first, Span last);

void diag_error(Compilation *compilation, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_unsupported(Compilation *compilation, Span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_warning(Compilation *compilation, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Belongs to the diagnostic before it.
void diag_note(Compilation *compilation, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Records a decision: what was done with the thing at `span`, and why. Not a diagnostic.
void diag_remark(Compilation *compilation, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
_Noreturn void internal_error(Compilation *compilation, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool diag_failed(const Compilation *compilation);
// The worst severity reported so far, as an exit code: 0, 1, 3 or 4.
int diag_exit_code(const Compilation *compilation);
// All diagnostics as text: "path:line:col: error: message", the source line, a caret line.
const char *diag_render(const Compilation *compilation);
typedef enum DiagStyle { DIAG_PLAIN, DIAG_COLOR, DIAG_JSON } DiagStyle;
const char *diag_render_as(const Compilation *compilation, DiagStyle style);  // JSON: one object a line
