/* What GCC calls for copies and comparisons of objects. Byte by byte: kernels are small and so are their objects. */
#include <stddef.h>

void *memset(void *target, int value, size_t count) {
  unsigned char *at = target;
  for (size_t i = 0; i < count; i++) at[i] = (unsigned char)value;
  return target;
}

void *memcpy(void *restrict target, const void *restrict source, size_t count) {
  unsigned char *to = target;
  const unsigned char *from = source;
  for (size_t i = 0; i < count; i++) to[i] = from[i];
  return target;
}

void *memmove(void *target, const void *source, size_t count) {
  unsigned char *to = target;
  const unsigned char *from = source;
  for (size_t i = 0; to < from && i < count; i++) to[i] = from[i];
  for (size_t i = count; to > from && i > 0; i--) to[i - 1] = from[i - 1];
  return target;
}

int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *a = left, *b = right;
  for (size_t i = 0; i < count; i++)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length]) length++;
  return length;
}
