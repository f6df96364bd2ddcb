// In: hints from the IR. Out: C++ identifiers.
#include "codegen/names.h"

#include <ctype.h>

// Keywords, and names that the Metalium headers define as macros or that a kernel would hide to its loss.
static const char *const TAKEN[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char8_t",
    "char16_t", "char32_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast", "consteval",
    "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit",
    "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
    "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register",
    "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct",
    "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned",
    "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq", "int32_t", "uint32_t", "uint64_t", "uint16_t",
    "uint8_t", "std", "main", "kernel_main", "MATH", "PACK", "UNPACK", "ALWI", "FORCE_INLINE", "ASSERT", "APPROX", "SrcOrder",
    "DataFormat", "TensorAccessor", "TensorAccessorArgs", "get_arg_val", "get_compile_time_arg_val", "noc_index", "my_x", "my_y",
    "MEM_ZEROS_BASE", "NOC_INDEX", "DST_ACCUM_MODE", "MATH_FIDELITY", "MIN", "MAX", "INT32_MAX", "NULL", "unix", "linux", "EOF",
};

static bool is_taken(const Names *names, const char *name) {
  Op op;
  if (op_from_text(name, &op)) return true;
  for (size_t i = 0; i < sizeof TAKEN / sizeof *TAKEN; i++)
    if (!strcmp(TAKEN[i], name)) return true;
  for (size_t i = 0; i < names->visible.count; i++)
    if (!strcmp(names->visible.items[i].name, name)) return true;
  return false;
}

// Letters, digits and single underscores; never empty, never led by a digit or an underscore (reserved to the implementation).
static char *clean(Compilation *c, const char *hint) {
  size_t length = strlen(hint), count = 0;
  char *name = arena_array(c->arena, char, length + 3);
  for (size_t i = 0; i < length; i++) {
    char letter = isalnum((unsigned char)hint[i]) ? hint[i] : '_';
    if (!count && (letter == '_' || isdigit((unsigned char)letter))) name[count++] = 'v';
    if (letter == '_' && name[count - 1] == '_') continue;
    name[count++] = letter;
  }
  if (!count) name[count++] = 'v';
  return name;
}

const char *names_declare(Names *names, const Var *var, const char *hint) {
  const char *base = clean(names->c, hint), *name = base;
  for (unsigned i = 1; is_taken(names, name); i++) name = arena_format(names->c->arena, "%s_%u", base, i);
  vector_push(names->c->arena, &names->visible, ((Named){var, name}));
  return name;
}

const char *names_of(const Names *names, const Var *var) {
  for (size_t i = names->visible.count; i > 0; i--)
    if (names->visible.items[i - 1].var == var) return names->visible.items[i - 1].name;
  return NULL;
}

size_t names_open(const Names *names) { return names->visible.count; }
void names_close(Names *names, size_t mark) { names->visible.count = mark; }
