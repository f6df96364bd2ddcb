// Reads the user's files. Every failure becomes a diagnostic that names the path and the reason.
#include "driver/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int descriptor, char *bytes, size_t length, size_t *done) {
  *done = 0;
  while (*done < length) {
    ssize_t got = read(descriptor, bytes + *done, length - *done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    *done += (size_t)got;
  }
  return true;
}

static const char *read_open_file(Compilation *compilation, int descriptor, const char *path, size_t limit,
                                  size_t *length) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    diag_error(compilation, NO_SPAN, "cannot read %s: %s", path, strerror(errno));
    return NULL;
  }
  if (!S_ISREG(status.st_mode)) {
    diag_error(compilation, NO_SPAN, "cannot read %s: it is not a regular file", path);
    return NULL;
  }
  if ((uintmax_t)status.st_size > limit) {
    diag_error(compilation, NO_SPAN, "cannot read %s: it has %jd bytes, the limit is %zu", path,
               (intmax_t)status.st_size, limit);
    return NULL;
  }
  char *bytes = arena_allocate(compilation->arena, (size_t)status.st_size + 1);
  if (!read_all(descriptor, bytes, (size_t)status.st_size, length)) {
    diag_error(compilation, NO_SPAN, "cannot read %s: %s", path, strerror(errno));
    return NULL;
  }
  bytes[*length] = 0;
  return bytes;
}

const char *file_read(Compilation *compilation, const char *path, size_t limit, size_t *length) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    diag_error(compilation, NO_SPAN, "cannot read %s: %s", path, strerror(errno));
    return NULL;
  }
  const char *bytes = read_open_file(compilation, descriptor, path, limit, length);
  close(descriptor);
  return bytes;
}
