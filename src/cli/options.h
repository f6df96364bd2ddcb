// Command line in, Options out. One table (options.def) parses and prints the help.
#pragma once
#include "driver/driver.h"
#include "driver/tensors.h"

enum { EXIT_OK = 0, EXIT_WRONG = 1, EXIT_USAGE = 2, EXIT_UNSUPPORTED = 3, EXIT_INTERNAL = 4 };

typedef enum Command { COMMAND_OPT = 1, COMMAND_RUN = 2, COMMAND_BUILD = 4, COMMAND_EXPLAIN = 8, COMMAND_EVAL = 16, COMMAND_KERNELS = 32 } Command;

typedef struct Setting {  // NAME=VALUE of an option that may be repeated
  const char *name, *value;
} Setting;
typedef VECTOR(Setting) SettingList;

typedef struct Options {
  Command command;
  const char *path;
  const char *kernel;
  const Device *device;
  const Metalium *metalium;
  VECTOR(Define) defines;
  PassOptions passes;
  const char *pass_list;    // --passes, NULL if absent
  const char *print_after;  // NULL if absent
  bool help, list_passes, canonical_names, json, via_cpp, on_ttnn, fast, target_given;
  const char *diagnostics, *color;  // NULL if absent
  const char *out;
  SettingList inputs, inits, outputs, expects;
  uint64_t seed;
} Options;

// NULL on a usage error: *message says what is wrong.
Options *options_parse(Compilation *compilation, Command command, int count, char **arguments, const char **message);
const char *options_help(Compilation *compilation, Command command);
const char *command_name(Command command);
DriverOptions options_driver(const Options *options);
TensorRequest options_tensors(Compilation *compilation, const Options *options);

int command_opt(Compilation *compilation, const Options *options);
int command_run(Compilation *compilation, const Options *options);
// A folder of artifacts in place of a kernel.
bool options_name_folder(const Options *options);
int command_run_folder(Compilation *compilation, const Options *options);
int command_build(Compilation *compilation, const Options *options);
int command_explain(Compilation *compilation, const Options *options);
int command_kernels(Compilation *compilation, const Options *options);
int command_eval(Compilation *compilation, const Options *options);
