// Files of the user: read whole with a limit on size; artifacts written so that a directory is never half-written.
#pragma once
#include "base/compilation.h"

// The bytes of a regular file, zero-terminated, on the arena. NULL with a diagnostic that names the path.
const char *file_read(Compilation *compilation, const char *path, size_t limit, size_t *length);
