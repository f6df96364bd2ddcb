// Text: string builder. In: pieces; out: one zero-terminated string on the arena.
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Text text_open(Arena *arena) {
  Text text = {.arena = arena, .capacity = 256};
  text.bytes = arena_allocate(arena, text.capacity);
  return text;
}

void text_add(Text *text, const char *bytes, size_t length) {
  if (text->capacity - text->length <= length) {
    size_t capacity = text->capacity * 2;
    while (capacity - text->length <= length) capacity *= 2;
    char *grown = arena_allocate(text->arena, capacity);
    memcpy(grown, text->bytes, text->length);
    text->bytes = grown;
    text->capacity = capacity;
  }
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = 0;
}

void text_put(Text *text, const char *string) { text_add(text, string, strlen(string)); }

void text_print(Text *text, const char *format, ...) {
  char small[256];
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  int length = vsnprintf(small, sizeof small, format, list);
  if (length < 0) abort();
  if ((size_t)length < sizeof small)
    text_add(text, small, (size_t)length);
  else
    text_put(text, arena_format_list(text->arena, format, again));
  va_end(again);
  va_end(list);
}

void text_indent(Text *text, unsigned levels) {
  for (unsigned i = 0; i < levels; i++) text_put(text, "    ");
}

void text_quote(Text *text, const char *string) {
  text_put(text, "\"");
  for (const char *c = string; *c; c++) {
    unsigned char byte = (unsigned char)*c;
    if (byte == '"' || byte == '\\')
      text_print(text, "\\%c", byte);
    else if (byte == '\n')
      text_put(text, "\\n");
    else if (byte == '\t')
      text_put(text, "\\t");
    else if (byte < 0x20 || byte == 0x7f)
      text_print(text, "\\u%04x", byte);
    else
      text_add(text, c, 1);
  }
  text_put(text, "\"");
}

void text_double(Text *text, double value) {
  if (isnan(value)) {
    text_put(text, "nan");
    return;
  }
  if (isinf(value)) {
    text_put(text, value < 0 ? "-inf" : "inf");
    return;
  }
  char digits[40];
  for (int precision = 1; precision <= 17; precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, value);
    if (strtod(digits, NULL) == value) break;
  }
  text_put(text, digits);
  if (!strpbrk(digits, ".e")) text_put(text, ".0");
}
