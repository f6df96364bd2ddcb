// tilecc build: being written.
#include "cli/options.h"

int command_build(Compilation *compilation, const Options *options) {
  diag_unsupported(compilation, NO_SPAN, "tilecc %s is not written yet", command_name(options->command));
  return diag_exit_code(compilation);
}
