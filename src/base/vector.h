// Growable typed array over an arena: `VECTOR(Expr *) args;` then vector_push(arena, &args, e); args.items[i]; args.count.
// Old storage is left to the arena. A zero-initialised vector is empty.
#pragma once
#include "base/arena.h"

#include <stdbool.h>
#include <string.h>

#define VECTOR(Type)        \
  struct {                  \
    Type *items;            \
    size_t count, capacity; \
  }

#define vector_push(arena, vector, item)                                                                        \
  ((vector)->count == (vector)->capacity                                                                        \
       ? (void)((vector)->items = vector_grow((arena), (vector)->items, sizeof *(vector)->items,                \
                                              (vector)->count, &(vector)->capacity))                            \
       : (void)0,                                                                                               \
   (void)((vector)->items[(vector)->count++] = (item)))

static inline void *vector_grow(Arena *arena, const void *items, size_t size, size_t count, size_t *capacity) {
  *capacity = count ? count * 2 : 4;
  void *grown = arena_allocate(arena, size * *capacity);
  if (count) memcpy(grown, items, size * count);
  return grown;
}
