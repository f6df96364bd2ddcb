// Arena: a chain of blocks, newest first. In: sizes; out: zeroed memory that lives until arena_close.
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGN = 16, ARENA_BLOCK = 64 * 1024 };

typedef struct ArenaBlock {
  struct ArenaBlock *next;
  size_t used, capacity;
  _Alignas(ARENA_ALIGN) unsigned char bytes[];
} ArenaBlock;

struct Arena {
  ArenaBlock *blocks;
};

static ArenaBlock *block_open(size_t capacity) {
  ArenaBlock *block = calloc(1, sizeof(ArenaBlock) + capacity);
  if (!block) abort();
  block->capacity = capacity;
  return block;
}

Arena *arena_open(void) {
  Arena *arena = calloc(1, sizeof(Arena));
  if (!arena) abort();
  arena->blocks = block_open(ARENA_BLOCK);
  return arena;
}

void arena_close(Arena *arena) {
  if (!arena) return;
  for (ArenaBlock *block = arena->blocks; block;) {
    ArenaBlock *next = block->next;
    free(block);
    block = next;
  }
  free(arena);
}

void *arena_allocate(Arena *arena, size_t bytes) {
  size_t need = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
  if (need < bytes) abort();
  ArenaBlock *block = arena->blocks;
  if (block->capacity - block->used < need) {
    block = block_open(need > ARENA_BLOCK / 2 ? need : ARENA_BLOCK);
    // A block made for one big allocation goes behind the current one, so that the space left there is still used.
    if (need > ARENA_BLOCK / 2) {
      block->next = arena->blocks->next;
      arena->blocks->next = block;
    } else {
      block->next = arena->blocks;
      arena->blocks = block;
    }
  }
  void *memory = block->bytes + block->used;
  block->used += need;
  return memory;
}

char *arena_copy(Arena *arena, const char *text, size_t length) {
  char *copy = arena_allocate(arena, length + 1);
  memcpy(copy, text, length);
  return copy;
}

char *arena_format_list(Arena *arena, const char *format, va_list list) {
  va_list again;
  va_copy(again, list);
  int length = vsnprintf(NULL, 0, format, list);
  if (length < 0) abort();
  char *text = arena_allocate(arena, (size_t)length + 1);
  vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

char *arena_format(Arena *arena, const char *format, ...) {
  va_list list;
  va_start(list, format);
  char *text = arena_format_list(arena, format, list);
  va_end(list);
  return text;
}
