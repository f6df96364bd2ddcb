// Arena: every allocation of one compilation, freed at once. Memory is zeroed and aligned to 16.
// Allocation never returns NULL: when the host has no memory left the process aborts.
#pragma once
#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_open(void);
void arena_close(Arena *arena);
void *arena_allocate(Arena *arena, size_t bytes);
// Copies length bytes and adds a terminating zero.
char *arena_copy(Arena *arena, const char *text, size_t length);
char *arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(Arena *arena, const char *format, va_list list) __attribute__((format(printf, 2, 0)));

#define arena_new(arena, Type) ((Type *)arena_allocate((arena), sizeof(Type)))
#define arena_array(arena, Type, count) ((Type *)arena_allocate((arena), sizeof(Type) * (size_t)(count)))
