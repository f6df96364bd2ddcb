// Shared by print.c (functions, statements) and print_expr.c (names, expressions).
#pragma once
#include "ir/print.h"

typedef struct BoundName {
  const void *thing;  // the Var or Buffer; NULL for a name that only the text has (tx, A_handle)
  const char *name;   // as printed, interned
  const char *hint;  // interned: the name it would have alone
} BoundName;

typedef struct Printer {
  Compilation *c;
  Text text;
  unsigned indent;
  const PrimFunc *func;
  VECTOR(BoundName) names;   // those visible here, innermost last
  bool canonical;            // names are v0, v1, ... in order of appearance, whatever the hints
  unsigned bound;            // how many names were given so far
  unsigned attribute_depth;  // > 0 inside a list or dict, where bools print as True and False
} Printer;

// Makes the thing visible under its hint, or hint_1, hint_2, ... when the hint is taken here. Returns the printed name.
const char *bind_name(Printer *p, const void *thing, const char *hint);
const char *buffer_name(Printer *p, const Buffer *buffer);
void print_expr(Printer *p, const Expr *expr);
void print_list(Printer *p, const Expr *const *items, unsigned count);
void print_dict(Printer *p, const KeywordList *entries);
void print_dict_after(Printer *p, const char *first, const KeywordList *entries);  // `first`: text of entries before these
void print_element(Printer *p, const Buffer *buffer, const Expr *const *indices);
