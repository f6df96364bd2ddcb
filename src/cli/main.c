// tilecc: picks the subcommand, prints what the library reports, returns the exit code.
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
    "tilecc compiles TileLang kernels to Tenstorrent TT-Metalium and runs them on an emulated chip.\n\n"
    "usage: tilecc run FILE [options]     compile, run on the emulated chip, compare with the reference\n"
    "       tilecc build FILE -o DIR      write the Metalium program\n"
    "       tilecc eval FILE [options]    run the reference evaluator alone: what the kernel means\n"
    "       tilecc explain FILE [options] tell what was decided and why\n"
    "       tilecc opt FILE [options]     print the IR, before or after passes\n"
    "       tilecc kernels FILE           list the kernels of a file and what they need\n"
    "       tilecc COMMAND --help         all options of a command\n";

static bool command_from_text(const char *text, Command *command) {
  static const Command commands[] = {COMMAND_OPT, COMMAND_RUN, COMMAND_BUILD, COMMAND_EXPLAIN, COMMAND_EVAL, COMMAND_KERNELS};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    if (strcmp(text, command_name(commands[i])) == 0) {
      *command = commands[i];
      return true;
    }
  return false;
}

static int run_command(Compilation *compilation, const Options *options) {
  compilation->device = options->device;
  compilation->metalium = options->metalium;
  switch (options->command) {
    case COMMAND_OPT: return command_opt(compilation, options);
    case COMMAND_RUN: return command_run(compilation, options);
    case COMMAND_BUILD: return command_build(compilation, options);
    case COMMAND_EXPLAIN: return command_explain(compilation, options);
    case COMMAND_EVAL: return command_eval(compilation, options);
    case COMMAND_KERNELS: return command_kernels(compilation, options);
  }
  return EXIT_INTERNAL;
}

// JSON where it is asked for, or where --json has no result to print; colours on a terminal.
static DiagStyle diagnostic_style(const Options *options) {
  bool has_result = options->command == COMMAND_RUN || options->command == COMMAND_EVAL || options->command == COMMAND_KERNELS;
  if (options->diagnostics ? !strcmp(options->diagnostics, "json") : options->json && !has_result) return DIAG_JSON;
  if (options->color && strcmp(options->color, "auto")) return !strcmp(options->color, "always") ? DIAG_COLOR : DIAG_PLAIN;
  const char *terminal = getenv("TERM"), *no_color = getenv("NO_COLOR");
  bool plain = (no_color && *no_color) || (terminal && !strcmp(terminal, "dumb")) || !isatty(STDERR_FILENO);
  return plain ? DIAG_PLAIN : DIAG_COLOR;
}

static int run_main(Compilation *compilation, Command command, int count, char **arguments) {
  const char *message;
  const Options *options = options_parse(compilation, command, count, arguments, &message);
  if (!options) {
    fprintf(stderr, "tilecc: %s\nTry 'tilecc %s --help'.\n", message, command_name(command));
    return EXIT_USAGE;
  }
  if (options->help) {
    fputs(options_help(compilation, command), stdout);
    return EXIT_OK;
  }
  int code = run_command(compilation, options);
  fputs(diag_render_as(compilation, diagnostic_style(options)), stderr);
  return code;
}

int main(int count, char **arguments) {
  Command command;
  bool help = count == 2 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0);
  if (count < 2 || help) {
    fputs(usage, help ? stdout : stderr);
    return help ? EXIT_OK : EXIT_USAGE;
  }
  if (!command_from_text(arguments[1], &command)) {
    fprintf(stderr, "tilecc: unknown command %s\n%s", arguments[1], usage);
    return EXIT_USAGE;
  }
  Compilation *compilation = compilation_open();
  int code = run_main(compilation, command, count - 1, arguments + 1);
  compilation_close(compilation);
  // A full disk or a closed pipe must not look like success.
  if (fflush(stdout) != 0 || ferror(stdout)) {
    fputs("tilecc: cannot write to standard output\n", stderr);
    return code ? code : EXIT_WRONG;
  }
  return code;
}
