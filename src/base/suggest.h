// "did you mean": the closest of a list of names by edit distance (swaps of neighbours count one). NULL if none is close.
#pragma once
#include <stddef.h>

const char *suggest_within(unsigned limit, const char *name, const char *const *names, size_t count);  // at most so many edits
const char *suggest_close(const char *name, const char *const *names, size_t count);  // as many as a name of that length may have
