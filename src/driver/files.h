// Files of the user: read whole with a limit on size; written so that none is ever half-written.
#pragma once
#include "base/compilation.h"

// The bytes of a regular file, zero-terminated, on the arena. NULL with a diagnostic that names the path.
const char *file_read(Compilation *compilation, const char *path, size_t limit, size_t *length);
// Writes beside the path, then renames over it. False with a diagnostic.
bool file_write(Compilation *compilation, const char *path, const void *bytes, size_t length);

typedef struct FileText {
  const char *path;  // relative, may hold folders
  const char *text;
} FileText;
typedef VECTOR(FileText) FileTextList;
// Puts all files into the folder (made if missing, with those above it): first into a temporary folder beside it, then renamed one by one, so
// that an error leaves what was there before.
bool files_install(Compilation *compilation, const char *folder, const FileTextList *files);
// A new private folder below $TMPDIR or /tmp; NULL with a diagnostic. Remove it with folder_remove.
const char *folder_temporary(Compilation *compilation);
void folder_remove(const char *path);
