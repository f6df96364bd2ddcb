// In: a folder with main.cpp. Out: its results. The object of main.cpp is kept in the cache folder ($TILECC_CACHE or a folder of
// the user in the temporary folder) by a hash of all that goes into it.
#include "driver/cpp_run.h"

#include "base/text.h"
#include "cpp_paths.h"
#include "driver/files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMPILE_SECONDS = 300, MAX_SOURCE = 64 << 20 };

// Where headers and library lie: beside an installed tilecc, or in the source and build trees.
typedef struct CppPaths {
  const char *include, *library;
} CppPaths;

static bool exists(const char *path) { return access(path, R_OK) == 0; }

static CppPaths find_paths(Compilation *c) {
  char self[4096];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  const char *prefix = getenv("TILECC_PREFIX");
  if (!prefix && length > 0) {
    self[length] = 0;
    for (int up = 0; up < 2; up++) {
      char *slash = strrchr(self, '/');
      if (slash) *slash = 0;
    }
    prefix = self;
  }
  CppPaths paths = {arena_format(c->arena, "%s/include/tilecc/metalium", prefix ? prefix : ""),
                    arena_format(c->arena, "%s/" TILECC_LIBDIR "/tilecc/libtilecc_metalium.a", prefix ? prefix : "")};
  if (getenv("TILECC_PREFIX") || (exists(paths.include) && exists(paths.library))) return paths;
  return (CppPaths){TILECC_SOURCE_ROOT "/metalium/include", TILECC_BUILD_ROOT "/metalium/libtilecc_metalium.a"};
}

// ---- the hash of what goes into the program
typedef struct Hash {
  uint64_t first, second;
} Hash;
#define HASH_START {UINT64_C(0xcbf29ce484222325), UINT64_C(0x9e3779b97f4a7c15)}

static void hash_add(Hash *hash, const void *bytes, size_t length) {
  const unsigned char *at = bytes;
  for (size_t i = 0; i < length; i++) {
    hash->first = (hash->first ^ at[i]) * UINT64_C(0x100000001b3);
    hash->second = ((hash->second + at[i]) * UINT64_C(0xff51afd7ed558ccd)) ^ (hash->second >> 29);
  }
}

static void hash_text(Hash *hash, const char *text) { hash_add(hash, text, strlen(text) + 1); }

static void hash_words(Hash *hash, const WordList *words) {
  for (size_t i = 0; i < words->count; i++) hash_text(hash, words->items[i]);
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

// The contents of all files of a folder: headers are few and short.
static void hash_folder(Compilation *c, Hash *hash, const char *path) {
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, by_name);
  for (int i = 0; i < count; i++) {
    size_t length;
    const char *file = arena_format(c->arena, "%s/%s", path, entries[i]->d_name);
    const char *text = entries[i]->d_name[0] == '.' ? NULL : file_read(c, file, MAX_SOURCE, &length);
    if (text) hash_add(hash, text, length + 1);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

static const char *hash_name(Compilation *c, const char *cache, const char *prefix, const Hash *hash) {
  return arena_format(c->arena, "%s/%s-%016llx%016llx", cache, prefix, (unsigned long long)hash->first, (unsigned long long)hash->second);
}

// Only this user may write there: it holds programs. NULL with a diagnostic.
static const char *cache_folder(Compilation *c) {
  const char *named = getenv("TILECC_CACHE"), *temporary = getenv("TMPDIR");
  const char *path = named && *named ? named
                                     : arena_format(c->arena, "%s/tilecc-%u", temporary && *temporary ? temporary : "/tmp", (unsigned)getuid());
  struct stat info;
  mkdir(path, 0700);
  char *real = lstat(path, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == getuid() ? realpath(path, NULL) : NULL;
  if (!real) {
    diag_error(c, NO_SPAN, "the cache folder %s cannot be used: it must be a folder of this user (set TILECC_CACHE)", path);
    return NULL;
  }
  const char *copy = arena_copy(c->arena, real, strlen(real));
  free(real);
  return copy;
}

// ---- building
static void add_flags(Compilation *c, WordList *words, const char *flags) {
  for (const char *at = flags; *at;) {
    size_t length = strcspn(at, " ");
    if (length) vector_push(c->arena, words, arena_copy(c->arena, at, length));
    at += length + (at[length] == ' ');
  }
}

// Runs the compiler's command with an output file, unless that is there. The file appears whole or not at all.
static bool make_file(Compilation *c, const char *folder, const char *file, WordList *command) {
  if (exists(file)) return true;
  const char *fresh = arena_format(c->arena, "%s.%ld", file, (long)getpid());
  vector_push(c->arena, command, "-o");
  vector_push(c->arena, command, fresh);
  ProcessResult result;
  if (!process_run(c, command, &(WordList){0}, folder, COMPILE_SECONDS, &result)) return false;
  if (result.exit_code == 0 && rename(fresh, file) == 0) return true;
  remove(fresh);
  diag_error(c, NO_SPAN, "%s/main.cpp does not compile:\n%s", folder, result.errors);
  return false;
}

static WordList compiler(Compilation *c, const char *flags) {
  WordList words = {0};
  const char *named = getenv("CXX");
  add_flags(c, &words, named && *named ? named : "c++");
  add_flags(c, &words, flags);
  return words;
}

// The object is kept: it depends on the source and the headers. The program is large and quickly linked; it is not.
static const char *make_object(Compilation *c, const char *cache, const CppPaths *paths, const char *folder, const char *source, size_t length) {
  Hash hash = HASH_START;
  WordList command = compiler(c, "-std=c++20 -O1 -w -ffp-contract=off -c main.cpp");
  hash_words(&hash, &command);
  hash_add(&hash, source, length + 1);
  hash_folder(c, &hash, arena_format(c->arena, "%s/tt-metalium", paths->include));
  hash_folder(c, &hash, arena_format(c->arena, "%s/tt_stl", paths->include));
  hash_folder(c, &hash, arena_format(c->arena, "%s/hostdevcommon", paths->include));
  hash_text(&hash, paths->include);  // create_kernel is told where the headers lie
  vector_push(c->arena, &command, arena_format(c->arena, "-I%s", paths->include));
  const char *object = arena_format(c->arena, "%s.o", hash_name(c, cache, "main", &hash));
  return make_file(c, folder, object, &command) ? object : NULL;
}

static bool link_program(Compilation *c, const CppPaths *paths, const char *folder, const char *object, const char *program) {
  WordList command = compiler(c, "");
  vector_push(c->arena, &command, object);
  vector_push(c->arena, &command, paths->library);
  add_flags(c, &command, TILECC_LINK_FLAGS " -ldl -lpthread -lm");
  return make_file(c, folder, program, &command);
}

// False with a diagnostic.
static bool build_program(Compilation *c, const char *folder, const char *source, size_t length, const char *program) {
  CppPaths paths = find_paths(c);
  const char *cache = cache_folder(c);
  if (!cache) return false;
  if (!exists(paths.include) || !exists(paths.library)) {
    diag_error(c, NO_SPAN, "the C++ run needs %s and %s: is tilecc installed whole?", paths.include, paths.library);
    return false;
  }
  const char *object = make_object(c, cache, &paths, folder, source, length);
  return object && link_program(c, &paths, folder, object, program);
}

// ---- running

// "NAME=path" with a relative path: the program runs in another folder.
static const char *absolute_argument(Compilation *c, const char *argument) {
  const char *equals = strchr(argument, '=');
  char here[4096];
  if (!equals || equals[1] == '/' || !getcwd(here, sizeof here)) return argument;
  return arena_format(c->arena, "%.*s%s/%s", (int)(equals + 1 - argument), argument, here, equals + 1);
}

static WordList program_words(Compilation *c, const char *program, const WordList *arguments) {
  WordList words = {0};
  vector_push(c->arena, &words, program);
  for (size_t i = 0; i < arguments->count; i++) vector_push(c->arena, &words, absolute_argument(c, arguments->items[i]));
  return words;
}

// The chip's name in the first line, where the emitter put it.
static const char *named_target(const char *source) {
  for (size_t i = 0; device_at(i); i++) {
    const char *found = strstr(source, device_at(i)->name);
    if (found && found < source + strcspn(source, "\n")) return device_at(i)->name;
  }
  return device_at(0)->name;
}

// The report is ours (metalium/host/report.cpp): one key a line.
static uint64_t report_number(const char *text, const char *key) {
  const char *at = strstr(text, key);
  return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static bool read_report(Compilation *c, const char *path, EmuReport *report) {
  static const char *const BUSY[EMU_ROLES] = {"\"reader_busy\": ", "\"writer_busy\": ", "\"unpack_busy\": ", "\"math_busy\": ", "\"pack_busy\": "};
  static const char *const TOTAL[EMU_ROLES] = {"\"reader_total\": ", "\"writer_total\": ", "\"unpack_total\": ", "\"math_total\": ", "\"pack_total\": "};
  size_t length;
  if (!exists(path)) return false;
  const char *text = file_read(c, path, 1 << 20, &length);
  if (!text) return false;
  report->ok = strstr(text, "\"ok\": true") != NULL;
  report->cycles = report_number(text, "\"cycles\": ");
  report->dram_read_bytes = report_number(text, "\"dram_read_bytes\": ");
  report->dram_written_bytes = report_number(text, "\"dram_written_bytes\": ");
  report->matmul_tiles = report_number(text, "\"matmul_tiles\": ");
  for (int role = 0; role < EMU_ROLES; role++)
    report->roles[role] = (EmuThreadTimes){report_number(text, BUSY[role]), report_number(text, TOTAL[role])};
  return true;
}

// What the program said, without AddressSanitizer's remark on fibers (it is told of every switch).
static const char *said(Compilation *c, const char *errors) {
  Text text = text_open(c->arena);
  while (*errors) {
    size_t length = strcspn(errors, "\n");
    bool remark = !strncmp(errors, "==", 2) && memmem(errors, length, "makecontext/swapcontext", 23);
    if (!remark && text.length) text_put(&text, "\n");
    if (!remark) text_add(&text, errors, length);
    errors += length + (errors[length] == '\n');
  }
  return text.bytes;
}

static bool judge(Compilation *c, const ProcessResult *process, bool reported) {
  const char *errors = said(c, process->errors);
  const char *message = !strncmp(errors, "error: ", 7) ? errors + 7 : errors;
  if (process->timed_out)
    diag_error(c, NO_SPAN, "the program did not end within %u seconds", process_seconds());
  else if (process->signal)
    diag_error(c, NO_SPAN, "the program was ended by signal %d\n%s", process->signal, errors);
  else if (process->exit_code == 2)
    return true;  // the caller's arguments; the program has said which
  else if (*errors)
    diag_error(c, NO_SPAN, "%s", message);
  else if (process->exit_code > 1)
    diag_error(c, NO_SPAN, "the program ended with exit code %d", process->exit_code);
  else if (!reported && process->exit_code == 0)
    diag_error(c, NO_SPAN, "the program ran nothing on the device");
  return !diag_failed(c);
}

static const char *numerics_text(EmuNumerics numerics) {
  switch (numerics) {
    case EMU_NUMERICS_EXACT: return "exact";
    case EMU_NUMERICS_REGULAR: return "regular";
    case EMU_NUMERICS_FAST: return "fast";
  }
  return "?";
}

static bool run_program(Compilation *c, const CppRun *request, const char *target, const char *temporary, CppResult *result) {
  const char *report = arena_format(c->arena, "%s/report.json", temporary);
  WordList words = program_words(c, arena_format(c->arena, "%s/main", temporary), &request->arguments), environment = {0};
  vector_push(c->arena, &environment, arena_format(c->arena, "TILECC_REPORT=%s", report));
  vector_push(c->arena, &environment, arena_format(c->arena, "TILECC_TARGET=%s", target));
  vector_push(c->arena, &environment, arena_format(c->arena, "TILECC_NUMERICS=%s", numerics_text(request->numerics)));
  ProcessResult process;
  if (!process_run(c, &words, &environment, request->folder, process_seconds(), &process)) return false;
  bool reported = read_report(c, report, &result->report);
  result->exit_code = process.exit_code;
  result->printed = process.exit_code == 2 ? said(c, process.errors) : process.printed;
  return judge(c, &process, reported);
}

bool cpp_run(Compilation *c, const CppRun *request, CppResult *result) {
  size_t length;
  const char *source = file_read(c, arena_format(c->arena, "%s/main.cpp", request->folder), MAX_SOURCE, &length);
  const char *temporary = source ? folder_temporary(c) : NULL;
  if (!temporary) return false;
  const char *target = request->target ? request->target : named_target(source);
  bool done = build_program(c, request->folder, source, length, arena_format(c->arena, "%s/main", temporary)) &&
              run_program(c, request, target, temporary, result);
  folder_remove(temporary);
  return done;
}
