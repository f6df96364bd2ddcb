// C++ names for the variables of a kernel: valid, not taken, and as close to the IR's as possible. A name may be used again
// where the block that held it has ended.
#pragma once
#include "ir/ir.h"

typedef struct Named {
  const Var *var;    // NULL: reserved without a variable
  const char *name;
} Named;

typedef struct Names {
  Compilation *c;
  VECTOR(Named) visible;
} Names;

// A fresh name close to `hint`, visible until the block ends.
const char *names_declare(Names *names, const Var *var, const char *hint);
const char *names_of(const Names *names, const Var *var);  // NULL if not visible
// A block begins / ends: names_close(names, names_open(names)).
size_t names_open(const Names *names);
void names_close(Names *names, size_t mark);
