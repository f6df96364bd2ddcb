// Python files that the user's file imports: helper functions, macros, constants. A file is read when one of its names is needed; its code is
// evaluated as the user's is, never executed. What is no file beside the user's (torch, numpy) stays unknown.
#include "frontend/elaborate.h"

enum { MOST_MODULES = 64, MOST_FOLDERS_UP = 4 };

static const char *folder_of(Elaborator *e, const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? arena_copy(e->c->arena, path, (size_t)(slash - path)) : ".";
}

static const char *folder_above(Elaborator *e, const char *folder) {
  if (!strcmp(folder, ".")) return "..";
  const char *last = strrchr(folder, '/');
  if (!strcmp(last ? last + 1 : folder, "..")) return arena_format(e->c->arena, "%s/..", folder);
  return folder_of(e, folder);
}

static ModuleScope *known_module(Elaborator *e, const char *path) {
  for (size_t i = 0; i < e->modules.count; i++)
    if (!strcmp(e->modules.items[i]->path, path)) return e->modules.items[i];
  return NULL;
}

// The file as a module; NULL if there is none or it does not parse. Remembered by its path either way.
static ModuleScope *read_module(Elaborator *e, const char *path) {
  ModuleScope *scope = known_module(e, path);
  if (scope) return scope->module ? scope : NULL;
  if (e->modules.count >= MOST_MODULES * 8) return NULL;
  scope = arena_new(e->c->arena, ModuleScope);
  *scope = (ModuleScope){.path = path};
  vector_push(e->c->arena, &e->modules, scope);
  size_t length = 0, before = e->c->diagnostics.count;
  const char *text = e->options->read_file(e->options->read_state, e->c, path, &length);
  if (!text) return NULL;
  const AstModule *module = parse_module(e->c, source_add(e->c, path, text, length));
  bool broken = e->c->diagnostics.count > before;
  e->c->diagnostics.count = before;
  if (broken) return NULL;
  scope->module = module;
  bind_global_scan(e, scope);
  return scope;
}

static ModuleScope *read_in_folder(Elaborator *e, const char *folder, const char *name) {
  ModuleScope *scope = *name ? read_module(e, arena_format(e->c->arena, "%s/%s.py", folder, name)) : NULL;
  return scope ? scope : read_module(e, arena_format(e->c->arena, "%s%s%s/__init__.py", folder, *name ? "/" : "", name));
}

// Packages that are never files beside the user's.
static bool is_foreign(const char *path) {
  static const char *const roots[] = {"tilelang", "tvm", "torch", "numpy", "math", "triton", "jax", "typing", "argparse",
                                      "itertools", "functools", "os", "sys", "time", "einops", "pytest", "T"};
  size_t length = strcspn(path, ".");
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    if (strlen(roots[i]) == length && !memcmp(roots[i], path, length)) return true;
  return false;
}

static const char *const FILE_PREFIX = "file:";  // a module that was found: its file, whoever asks

ModuleScope *module_find(Elaborator *e, const char *path) {
  if (!strncmp(path, FILE_PREFIX, strlen(FILE_PREFIX))) return known_module(e, path + strlen(FILE_PREFIX));
  if (!e->options->read_file || is_foreign(path) || strchr(path, '(')) return NULL;
  const char *folder = folder_of(e, e->scope->path);
  size_t dots = strspn(path, ".");
  for (size_t i = 1; i < dots; i++) folder = folder_above(e, folder);
  char *name = arena_copy(e->c->arena, path + dots, strlen(path + dots));
  for (char *c = name; *c; c++)
    if (*c == '.') *c = '/';
  ModuleScope *scope = read_in_folder(e, folder, name);
  // Files of a repository import each other from its root, too.
  for (unsigned up = 0; !scope && !dots && up < MOST_FOLDERS_UP; up++) {
    folder = folder_above(e, folder);
    scope = read_in_folder(e, folder, name);
  }
  return scope;
}

bool module_submodule(Elaborator *e, const char *path, const char *name, Value *value) {
  ModuleScope *package = module_find(e, path);
  size_t length = package ? strlen(package->path) : 0, suffix = strlen("__init__.py");
  if (length < suffix || strcmp(package->path + length - suffix, "__init__.py")) return false;
  ModuleScope *scope = read_in_folder(e, folder_of(e, package->path), name);
  if (!scope) return false;
  *value = (Value){.kind = VALUE_MODULE, .string = intern(e->c, arena_format(e->c->arena, "%s%s", FILE_PREFIX, scope->path))};
  return true;
}

bool module_value(Elaborator *e, const char *path, const char *name, Span use, Value *value) {
  ModuleScope *scope = module_find(e, path), *outer = e->scope;
  if (!scope || !elab_enter(e, use)) return false;
  e->scope = scope;
  Global *global = bind_global(e, intern(e->c, name));
  if (global) *value = bind_global_value(e, global, use);
  bool found = global != NULL;
  for (size_t i = 0; i < scope->stars.count && !found; i++) found = module_value(e, scope->stars.items[i]->module, name, use, value);
  e->scope = outer;
  elab_leave(e);
  return found;
}
