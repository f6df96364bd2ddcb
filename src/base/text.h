// Text: a growing string on an arena, for everything that prints. The bytes are always zero-terminated.
#pragma once
#include "base/arena.h"

typedef struct Text {
  Arena *arena;
  char *bytes;
  size_t length, capacity;
} Text;

Text text_open(Arena *arena);
void text_add(Text *text, const char *bytes, size_t length);
void text_put(Text *text, const char *string);
void text_print(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Starts a line's indentation: `levels` times four spaces.
void text_indent(Text *text, unsigned levels);
// A JSON / Python string literal in double quotes, non-printing bytes escaped.
void text_quote(Text *text, const char *string);
// The shortest decimal that reads back to the same double, always with a '.', an exponent, or as inf/nan.
void text_double(Text *text, double value);
