// Diagnostics as text. In: what was reported; out: for people, "path:line:col: error: message" with the source line and a caret, in colours or
// not; for programs, one JSON object a line, with its notes inside (docs/diagnostics.md).
#include "base/compilation.h"
#include "base/text.h"

static const char *severity_name(Severity severity) {
  switch (severity) {
    case SEVERITY_NOTE: return "note";
    case SEVERITY_WARNING: return "warning";
    case SEVERITY_ERROR: return "error";
    case SEVERITY_UNSUPPORTED: return "unsupported";
    case SEVERITY_INTERNAL: return "internal error";
  }
  return "?";
}

// ---- for people

static const char *const RESET = "\033[0m", *const BOLD = "\033[1m", *const CARET = "\033[1;32m";

static const char *severity_color(Severity severity) {
  switch (severity) {
    case SEVERITY_NOTE: return "\033[1;36m";
    case SEVERITY_WARNING: return "\033[1;35m";
    case SEVERITY_UNSUPPORTED: return "\033[1;33m";
    case SEVERITY_ERROR:
    case SEVERITY_INTERNAL: return "\033[1;31m";
  }
  return "";
}

// The line of the span's start and, below it, ^~~~ over the span. Control bytes print as spaces so the caret stays put.
static void render_line(Text *text, const Source *source, Span span, bool color) {
  enum { LONGEST = 160 };
  if (span.begin > source->length) return;
  size_t begin = span.begin, end = span.begin;
  while (begin > 0 && source->text[begin - 1] != '\n') begin--;
  while (end < source->length && source->text[end] != '\n') end++;
  size_t shown = begin;  // very long lines: show a window that ends a little after the span's start
  if (span.begin - begin > LONGEST / 2) shown = span.begin - LONGEST / 2;
  size_t stop = end - shown > LONGEST ? shown + LONGEST : end;
  text_put(text, "    ");
  for (size_t i = shown; i < stop; i++) {
    unsigned char byte = (unsigned char)source->text[i];
    char clean = byte < 0x20 || byte == 0x7f ? ' ' : (char)byte;
    text_add(text, &clean, 1);
  }
  text_put(text, "\n    ");
  for (size_t i = shown; i < span.begin; i++)
    if (((unsigned char)source->text[i] & 0xc0) != 0x80) text_put(text, " ");
  text_print(text, "%s^", color ? CARET : "");
  for (size_t i = span.begin + 1; i < span.end && i < stop; i++)
    if (((unsigned char)source->text[i] & 0xc0) != 0x80) text_put(text, "~");
  text_print(text, "%s\n", color ? RESET : "");
}

static void render(Text *text, const Compilation *compilation, const Diagnostic *diagnostic, bool color) {
  const char *name = severity_name(diagnostic->severity);
  const char *severity = color ? arena_format(compilation->arena, "%s%s:%s", severity_color(diagnostic->severity), name, RESET)
                               : arena_format(compilation->arena, "%s:", name);
  const char *bold = color ? BOLD : "", *plain = color ? RESET : "";
  if (diagnostic->span.file >= compilation->sources.count) {
    text_print(text, "%stilecc:%s %s %s\n", bold, plain, severity, diagnostic->message);
    return;
  }
  unsigned line, column;
  source_position(compilation, diagnostic->span, &line, &column);
  const Source *source = &compilation->sources.items[diagnostic->span.file];
  text_print(text, "%s%s:%u:%u:%s %s %s\n", bold, source->path, line, column, plain, severity, diagnostic->message);
  render_line(text, source, diagnostic->span, color);
}

// ---- for programs

static void put_members(Text *text, const Compilation *compilation, const Diagnostic *diagnostic) {
  text_print(text, "\"severity\": \"%s\", \"message\": ", severity_name(diagnostic->severity));
  text_quote(text, diagnostic->message);
  if (diagnostic->span.file >= compilation->sources.count) return;
  unsigned line, column, end_line, end_column;
  Span span = diagnostic->span, last = {span.file, span.end > span.begin ? span.end : span.begin, span.end};
  source_position(compilation, span, &line, &column);
  source_position(compilation, last, &end_line, &end_column);
  text_put(text, ", \"file\": ");
  text_quote(text, compilation->sources.items[span.file].path);
  text_print(text, ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u", line, column, end_line, end_column);
}

static void render_json(Text *text, const Compilation *compilation) {
  size_t count = compilation->diagnostics.count;
  const Diagnostic *items = compilation->diagnostics.items;
  for (size_t i = 0; i < count;) {
    text_put(text, "{");
    put_members(text, compilation, &items[i++]);
    text_put(text, ", \"notes\": [");
    for (size_t first = i; i < count && items[i].severity == SEVERITY_NOTE; i++) {
      text_put(text, i > first ? ", {" : "{");
      put_members(text, compilation, &items[i]);
      text_put(text, "}");
    }
    text_put(text, "]}\n");
  }
}

const char *diag_render_as(const Compilation *compilation, DiagStyle style) {
  Text text = text_open(compilation->arena);
  if (style == DIAG_JSON) render_json(&text, compilation);
  for (size_t i = 0; i < compilation->diagnostics.count && style != DIAG_JSON; i++)
    render(&text, compilation, &compilation->diagnostics.items[i], style == DIAG_COLOR);
  return text.bytes;
}

const char *diag_render(const Compilation *compilation) { return diag_render_as(compilation, DIAG_PLAIN); }
