// Running another program, without a shell: what it prints and how it ends.
#pragma once
#include "base/compilation.h"

typedef VECTOR(const char *) WordList;

// How long a program may run: $TILECC_TIMEOUT, or half an hour.
unsigned process_seconds(void);

typedef struct ProcessResult {
  int exit_code;  // -1: ended by a signal or by us
  int signal;     // 0 if none
  bool timed_out;
  const char *printed, *errors;  // standard output and error, cut at 16 MiB each
} ProcessResult;

// Runs words[0] (looked up in PATH) in the folder (NULL: here) with the extra environment entries ("NAME=value"). After
// `seconds` it is killed. False with a diagnostic if it cannot be started.
bool process_run(Compilation *compilation, const WordList *words, const WordList *environment, const char *folder, unsigned seconds,
                 ProcessResult *result);
