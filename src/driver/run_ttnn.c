// Arrays -> .npy files -> launch.py -> .npy files -> arrays.
#include "driver/run_ttnn.h"

#include "base/text.h"
#include "driver/files.h"
#include "driver/program_files.h"

#include <stdlib.h>

enum { FIND_SECONDS = 60 };

const char *ttnn_python(Compilation *c, const char **reason) {
  const char *named = getenv("TILECC_PYTHON"), *python = named && *named ? named : "python3";
  WordList words = {0};
  vector_push(c->arena, &words, python);
  vector_push(c->arena, &words, "-c");
  vector_push(c->arena, &words, "import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in ('numpy', 'ttnn')))");
  ProcessResult found = {0};
  size_t before = c->diagnostics.count;
  if (process_run(c, &words, &(WordList){0}, NULL, FIND_SECONDS, &found) && found.exit_code == 0) return python;
  c->diagnostics.count = before;  // that it cannot be started is the same to the user
  *reason = arena_format(c->arena, "--device=ttnn needs ttnn, which %s does not have:  pip install ttnn numpy  (Python 3.10 or 3.12; name it with "
                         "TILECC_PYTHON). Without a card:  tools/metalium_sim/setup.sh  (docs/real-metalium.md)", python);
  return NULL;
}

// What launch.py said last: its message, or the end of a crash.
static const char *last_lines(Compilation *c, const char *text) {
  const char *message = strstr(text, "error: "), *next;
  while (message && (next = strstr(message + 1, "\nerror: "))) message = next + 1;
  if (message) return arena_copy(c->arena, message + 7, strlen(message + 7));
  size_t length = strlen(text);
  return length > 2000 ? text + length - 2000 : text;
}

static bool launch(ProgramFiles *files, const char *python) {
  Compilation *c = files->c;
  WordList words = {0};
  vector_push(c->arena, &words, python);
  vector_push(c->arena, &words, arena_format(c->arena, "%s/launch.py", files->program));
  for (size_t i = 0; i < files->arguments.count; i++) vector_push(c->arena, &words, files->arguments.items[i]);
  ProcessResult process = {0};
  unsigned seconds = process_seconds();
  if (!process_run(c, &words, &(WordList){0}, NULL, seconds, &process)) return false;
  if (process.timed_out)
    diag_error(c, NO_SPAN, "launch.py did not end within %u seconds", seconds);
  else if (process.signal)
    diag_error(c, NO_SPAN, "launch.py was ended by signal %d\n%s", process.signal, last_lines(c, process.errors));
  else if (process.exit_code)
    diag_error(c, NO_SPAN, "launch.py: %s", last_lines(c, process.errors));
  return !diag_failed(c);
}

bool run_ttnn(Compilation *c, const char *python, const Module *module, const Plan *plan, Array *const *arrays, Array **results) {
  ProgramFiles files = {.c = c, .plan = plan, .folder = folder_temporary(c)};
  if (!files.folder) return false;
  bool done = program_files_write(&files, module, arrays) && launch(&files, python) && program_files_read(&files, arrays, results);
  folder_remove(files.folder);
  return done;
}
