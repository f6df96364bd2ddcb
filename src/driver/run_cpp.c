// The emitted program, compiled for this machine, in place of the interpreter.
#include "driver/run_cpp.h"

#include "driver/files.h"
#include "driver/program_files.h"

static bool run_in_folder(ProgramFiles *files, const Module *module, EmuNumerics numerics, Array *const *arrays, Array **results,
                          EmuReport *report) {
  CppResult result = {0};
  if (!program_files_write(files, module, arrays)) return false;
  CppRun request = {.folder = files->program, .target = files->plan->device->name, .numerics = numerics, .arguments = files->arguments};
  if (!cpp_run(files->c, &request, &result)) return false;
  if (result.exit_code != 0) internal_error(files->c, "the emitted program does not take its arguments: %s", result.printed);
  *report = result.report;
  return program_files_read(files, arrays, results);
}

bool emulate_cpp(Compilation *c, const Module *module, const Plan *plan, EmuNumerics numerics, Array *const *arrays,
                 Array **results, EmuReport *report) {
  ProgramFiles files = {.c = c, .plan = plan, .folder = folder_temporary(c)};
  if (!files.folder) return false;
  bool done = run_in_folder(&files, module, numerics, arrays, results, report);
  folder_remove(files.folder);
  return done;
}
