// Reads and writes the user's files. Every failure becomes a diagnostic that names the path and the reason.
#include "driver/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
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

static bool write_descriptor(int descriptor, const char *bytes, size_t length) {
  while (length) {
    ssize_t done = write(descriptor, bytes, length);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    bytes += done;
    length -= (size_t)done;
  }
  return true;
}

static bool write_new_file(const char *path, const void *bytes, size_t length) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return false;
  bool ok = write_descriptor(descriptor, bytes, length);
  int reason = errno;
  if (close(descriptor) != 0 && ok) return false;
  if (!ok) errno = reason;
  return ok;
}

static void fail_write(Compilation *compilation, const char *path) {
  diag_error(compilation, NO_SPAN, "cannot write %s: %s", path, strerror(errno));
}

bool file_write(Compilation *compilation, const char *path, const void *bytes, size_t length) {
  const char *beside = arena_format(compilation->arena, "%s.tmp.%ld", path, (long)getpid());
  if (write_new_file(beside, bytes, length) && rename(beside, path) == 0) return true;
  fail_write(compilation, path);
  unlink(beside);
  return false;
}

// Makes the folders of a relative path within root.
static bool make_folders(Compilation *compilation, const char *root, const char *path) {
  for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
    const char *folder = arena_format(compilation->arena, "%s/%.*s", root, (int)(slash - path), path);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) return false;
  }
  return true;
}

static bool write_all(Compilation *compilation, const char *root, const FileTextList *files) {
  for (size_t i = 0; i < files->count; i++) {
    const FileText *file = &files->items[i];
    const char *path = arena_format(compilation->arena, "%s/%s", root, file->path);
    if (!make_folders(compilation, root, file->path)) return false;
    if (!write_new_file(path, file->text, strlen(file->text))) return false;
  }
  return true;
}

static bool move_all(Compilation *compilation, const char *from, const char *to, const FileTextList *files) {
  for (size_t i = 0; i < files->count; i++) {
    const char *path = files->items[i].path;
    if (!make_folders(compilation, to, path)) return false;
    if (rename(arena_format(compilation->arena, "%s/%s", from, path),
               arena_format(compilation->arena, "%s/%s", to, path)) != 0)
      return false;
  }
  return true;
}

// Makes the folders above a path; "a/b/c" needs a and a/b.
static bool make_parents(Compilation *compilation, const char *path) {
  for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/'))
    if (mkdir(arena_copy(compilation->arena, path, (size_t)(slash - path)), 0777) != 0 && errno != EEXIST) return false;
  return true;
}

bool files_install(Compilation *compilation, const char *folder, const FileTextList *files) {
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') length--;
  folder = arena_copy(compilation->arena, folder, length);
  char *temporary = arena_format(compilation->arena, "%s.tmp.XXXXXX", folder);
  struct stat status;
  bool exists = stat(folder, &status) == 0;
  if (exists && !S_ISDIR(status.st_mode)) {
    diag_error(compilation, NO_SPAN, "cannot write %s: it is not a folder", folder);
    return false;
  }
  if ((!exists && *folder && !make_parents(compilation, folder)) || !mkdtemp(temporary)) {
    fail_write(compilation, folder);
    return false;
  }
  bool ok = write_all(compilation, temporary, files);
  if (ok && !exists) ok = chmod(temporary, 0755) == 0 && rename(temporary, folder) == 0;
  else if (ok) ok = move_all(compilation, temporary, folder, files);
  if (!ok) fail_write(compilation, folder);
  if (!ok || exists) folder_remove(temporary);
  return ok;
}

const char *folder_temporary(Compilation *compilation) {
  const char *root = getenv("TMPDIR");
  char *path = arena_format(compilation->arena, "%s/tilecc.XXXXXX", root && *root ? root : "/tmp");
  if (mkdtemp(path)) return path;
  fail_write(compilation, path);
  return NULL;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status, (void)kind, (void)place;
  remove(path);
  return 0;
}

void folder_remove(const char *path) { nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }
