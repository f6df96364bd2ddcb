// Compilation: interned names, sources and diagnostics. In: messages with spans; out: rendered text with carets.
#include "base/compilation.h"

#include "base/text.h"

#include <stdlib.h>

typedef struct InternEntry {
  struct InternEntry *next;
  uint32_t hash;
  size_t length;
  const char *text;
} InternEntry;

enum { INTERN_BUCKETS = 1024 };

struct InternTable {
  InternEntry *buckets[INTERN_BUCKETS];
};

Compilation *compilation_open(void) {
  Arena *arena = arena_open();
  Compilation *compilation = arena_new(arena, Compilation);
  compilation->arena = arena;
  compilation->names = arena_new(arena, struct InternTable);
  compilation->stage = "start";
  return compilation;
}

void compilation_close(Compilation *compilation) {
  if (compilation) arena_close(compilation->arena);
}

const char *intern_range(Compilation *compilation, const char *text, size_t length) {
  uint32_t hash = 2166136261u;  // FNV-1a
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  InternEntry **bucket = &compilation->names->buckets[hash % INTERN_BUCKETS];
  for (InternEntry *entry = *bucket; entry; entry = entry->next)
    if (entry->hash == hash && entry->length == length && !memcmp(entry->text, text, length)) return entry->text;
  InternEntry *entry = arena_new(compilation->arena, InternEntry);
  *entry = (InternEntry){*bucket, hash, length, arena_copy(compilation->arena, text, length)};
  *bucket = entry;
  return entry->text;
}

const char *intern(Compilation *compilation, const char *text) {
  return intern_range(compilation, text, strlen(text));
}

uint32_t source_add(Compilation *compilation, const char *path, const char *text, size_t length) {
  Source source = {intern(compilation, path), arena_copy(compilation->arena, text, length), length};
  vector_push(compilation->arena, &compilation->sources, source);
  return (uint32_t)compilation->sources.count - 1;
}

void source_position(const Compilation *compilation, Span span, unsigned *line, unsigned *column) {
  *line = *column = 1;
  if (span.file >= compilation->sources.count) return;
  const Source *source = &compilation->sources.items[span.file];
  for (size_t i = 0; i < span.begin && i < source->length; i++) {
    ++*column;
    if (source->text[i] == '\n') ++*line, *column = 1;
  }
}

Span span_join(Span first, Span last) {
  if (first.file == NO_FILE) return last;
  if (last.file != first.file || last.end < first.end) return first;
  return (Span){first.file, first.begin, last.end};
}

static void diag_add(Compilation *compilation, Severity severity, Span span, const char *format, va_list list)
    __attribute__((format(printf, 4, 0)));

static void diag_add(Compilation *compilation, Severity severity, Span span, const char *format, va_list list) {
  Diagnostic diagnostic = {severity, span, arena_format_list(compilation->arena, format, list)};
  vector_push(compilation->arena, &compilation->diagnostics, diagnostic);
}

void diag_error(Compilation *compilation, Span span, const char *format, ...) {
  va_list list;
  va_start(list, format);
  diag_add(compilation, SEVERITY_ERROR, span, format, list);
  va_end(list);
}

void diag_unsupported(Compilation *compilation, Span span, const char *format, ...) {
  va_list list;
  va_start(list, format);
  diag_add(compilation, SEVERITY_UNSUPPORTED, span, format, list);
  va_end(list);
}

void diag_warning(Compilation *compilation, Span span, const char *format, ...) {
  va_list list;
  va_start(list, format);
  diag_add(compilation, SEVERITY_WARNING, span, format, list);
  va_end(list);
}

void diag_note(Compilation *compilation, Span span, const char *format, ...) {
  va_list list;
  va_start(list, format);
  diag_add(compilation, SEVERITY_NOTE, span, format, list);
  va_end(list);
}

void diag_remark(Compilation *compilation, Span span, const char *format, ...) {
  va_list list;
  va_start(list, format);
  Remark remark = {span, compilation->stage, arena_format_list(compilation->arena, format, list)};
  va_end(list);
  vector_push(compilation->arena, &compilation->remarks, remark);
}

void internal_error(Compilation *compilation, const char *format, ...) {
  va_list list;
  va_start(list, format);
  const char *message = arena_format_list(compilation->arena, format, list);
  va_end(list);
  Diagnostic diagnostic = {SEVERITY_INTERNAL, NO_SPAN,
                           arena_format(compilation->arena, "in %s: %s", compilation->stage, message)};
  vector_push(compilation->arena, &compilation->diagnostics, diagnostic);
  if (!compilation->unwind) abort();
  longjmp(*compilation->unwind, 1);
}

int diag_exit_code(const Compilation *compilation) {
  int code = 0;
  for (size_t i = 0; i < compilation->diagnostics.count; i++) {
    Severity severity = compilation->diagnostics.items[i].severity;
    if (severity == SEVERITY_INTERNAL) return 4;
    if (severity == SEVERITY_ERROR) code = 1;
    if (severity == SEVERITY_UNSUPPORTED && code == 0) code = 3;
  }
  return code;
}

bool diag_failed(const Compilation *compilation) { return diag_exit_code(compilation) != 0; }
