// Command line in, Options out; getopt_long over the one table of options.def.
#include "cli/options.h"

#include "base/suggest.h"
#include "base/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

enum { OPT = COMMAND_OPT, RUN = COMMAND_RUN, BUILD = COMMAND_BUILD, EXPLAIN = COMMAND_EXPLAIN, EVAL = COMMAND_EVAL,
       KERNELS = COMMAND_KERNELS, ALL = OPT | RUN | BUILD | EXPLAIN | EVAL };

typedef enum OptionId {
#define OPTION(id, name, letter, argument, commands, help) OPTION_##id,
#include "cli/options.def"
#undef OPTION
  OPTION_COUNT
} OptionId;

typedef struct OptionRow {
  const char *name;
  char letter;           // 0: long form only
  const char *argument;  // NULL: takes none
  unsigned commands;
  const char *help;
} OptionRow;

static const OptionRow option_rows[OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, commands, help) {name, letter, argument, commands, help},
#include "cli/options.def"
#undef OPTION
};

const char *command_name(Command command) {
  switch (command) {
    case COMMAND_OPT: return "opt";
    case COMMAND_RUN: return "run";
    case COMMAND_BUILD: return "build";
    case COMMAND_EXPLAIN: return "explain";
    case COMMAND_EVAL: return "eval";
    case COMMAND_KERNELS: return "kernels";
  }
  return "?";
}

static const char *command_text(Command command) {
  switch (command) {
    case COMMAND_OPT: return "Prints the IR of a kernel: as the front end reads it, or after passes.";
    case COMMAND_RUN:
      return "Compiles a kernel, runs it on the emulated chip and compares with the reference evaluator.";
    case COMMAND_BUILD: return "Compiles a kernel and writes the Metalium program that runs it.";
    case COMMAND_EXPLAIN: return "Compiles a kernel and tells what was decided and why: layouts, circular buffers, DST, engines.";
    case COMMAND_KERNELS: return "Lists the kernels of a file with their parameters, defaults and the values they need.";
    case COMMAND_EVAL: return "Runs the reference evaluator alone: what the kernel means, without a chip.";
  }
  return "";
}

const char *options_help(Compilation *compilation, Command command) {
  Text text = text_open(compilation->arena);
  text_print(&text, "usage: tilecc %s FILE [options]\n\n%s\n\noptions:\n", command_name(command), command_text(command));
  for (int i = 0; i < OPTION_COUNT; i++) {
    const OptionRow *row = &option_rows[i];
    if (!(row->commands & (unsigned)command)) continue;
    const char *letter = row->letter ? arena_format(compilation->arena, "-%c, ", row->letter) : "";
    const char *form = arena_format(compilation->arena, "  %s--%s%s%s", letter, row->name, row->argument ? "=" : "",
                                    row->argument ? row->argument : "");
    if (strlen(form) < 28) text_print(&text, "%-28s%s\n", form, row->help);
    else text_print(&text, "%s\n%28s%s\n", form, "", row->help);
  }
  text_put(&text, "\nexit codes: 0 ok, 1 the program or its result is wrong, 2 usage, 3 unsupported, 4 internal error\n");
  return text.bytes;
}

DriverOptions options_driver(const Options *options) {
  return (DriverOptions){.path = options->path,
                         .frontend = {options->kernel, options->defines.items, options->defines.count},
                         .passes = options->passes};
}

static TensorSettingList tensor_settings(Compilation *c, const SettingList *list) {
  TensorSettingList settings = {0};
  for (size_t i = 0; i < list->count; i++)
    vector_push(c->arena, &settings, ((TensorSetting){list->items[i].name, list->items[i].value}));
  return settings;
}

TensorRequest options_tensors(Compilation *c, const Options *options) {
  return (TensorRequest){.inputs = tensor_settings(c, &options->inputs),
                         .inits = tensor_settings(c, &options->inits),
                         .outputs = tensor_settings(c, &options->outputs),
                         .expects = tensor_settings(c, &options->expects),
                         .seed = options->seed};
}

// ---- one option. Each returns NULL or what is wrong.
static const char *split_setting(Compilation *c, const char *option, const char *text, Setting *setting) {
  const char *equals = strchr(text, '=');
  if (!equals || equals == text) return arena_format(c->arena, "--%s wants NAME=VALUE, not \"%s\"", option, text);
  setting->name = intern_range(c, text, (size_t)(equals - text));
  setting->value = arena_copy(c->arena, equals + 1, strlen(equals + 1));
  return NULL;
}

static const char *add_setting(Compilation *c, const char *option, const char *text, SettingList *list) {
  Setting setting = {0};
  const char *wrong = split_setting(c, option, text, &setting);
  if (wrong) return wrong;
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].name == setting.name)
      return arena_format(c->arena, "--%s is given twice for \"%s\"", option, setting.name);
  vector_push(c->arena, list, setting);
  return NULL;
}

static const char *add_define(Compilation *c, const char *text, Options *options) {
  Setting setting = {0};
  const char *wrong = split_setting(c, "define", text, &setting);
  if (wrong) return wrong;
  Define define = {setting.name, setting.value};
  vector_push(c->arena, &options->defines, define);
  return NULL;
}

static const char *set_choice(Compilation *c, const char *option, const char *text, const char *const *choices,
                              const char **result) {
  Text list = text_open(c->arena);
  for (size_t i = 0; choices[i]; i++) {
    if (strcmp(text, choices[i]) == 0) {
      *result = choices[i];
      return NULL;
    }
    text_print(&list, "%s%s", i ? ", " : "", choices[i]);
  }
  return arena_format(c->arena, "--%s does not know \"%s\"; it is one of %s", option, text, list.bytes);
}

static const char *set_target(Compilation *c, const char *text, Options *options) {
  options->device = device_find(text);
  options->target_given = true;
  if (options->device) return NULL;
  Text list = text_open(c->arena);
  for (size_t i = 0; device_at(i); i++) text_print(&list, "%s%s", i ? ", " : "", device_at(i)->name);
  return arena_format(c->arena, "unknown target \"%s\"; the targets are %s", text, list.bytes);
}

static const char *set_metalium(Compilation *c, const char *text, Options *options) {
  options->metalium = metalium_find(text);
  if (options->metalium) return NULL;
  Text list = text_open(c->arena);
  for (size_t i = 0; metalium_at(i); i++) text_print(&list, "%s%s", i ? ", " : "", metalium_at(i)->name);
  return arena_format(c->arena, "unknown release of Metalium \"%s\"; tilecc writes for %s", text, list.bytes);
}

static const char *set_seed(Compilation *c, const char *text, Options *options) {
  char *end;
  errno = 0;
  options->seed = strtoull(text, &end, 10);
  bool ok = text[0] >= '0' && text[0] <= '9' && !*end && !errno;
  return ok ? NULL : arena_format(c->arena, "--seed wants a number, not \"%s\"", text);
}

static const char *set_via(Compilation *c, const char *text, Options *options) {
  static const char *const choices[] = {"ir", "cpp", NULL};
  const char *choice = NULL;
  const char *wrong = set_choice(c, "via", text, choices, &choice);
  options->via_cpp = choice == choices[1];
  return wrong;
}

static const char *set_run_device(Compilation *c, const char *text, Options *options) {
  static const char *const choices[] = {"emulator", "ttnn", NULL};
  const char *choice = NULL;
  const char *wrong = set_choice(c, "device", text, choices, &choice);
  options->on_ttnn = choice == choices[1];
  return wrong;
}

static const char *set_numerics(Compilation *c, const char *text, Options *options) {
  static const char *const choices[] = {"exact", "fast", NULL};
  const char *choice = NULL;
  const char *wrong = set_choice(c, "numerics", text, choices, &choice);
  options->fast = choice == choices[1];
  return wrong;
}

static const char *apply_option(Compilation *c, OptionId id, const char *text, Options *options) {
  static const char *const fp16_choices[] = {"bf16", "fp32", NULL};
  static const char *const fidelity_choices[] = {"LoFi", "HiFi2", "HiFi3", "HiFi4", NULL};
  static const char *const diagnostics_choices[] = {"text", "json", NULL};
  static const char *const color_choices[] = {"auto", "always", "never", NULL};
  switch (id) {
    case OPTION_HELP: options->help = true; return NULL;
    case OPTION_DEFINE: return add_define(c, text, options);
    case OPTION_KERNEL: options->kernel = text; return NULL;
    case OPTION_TARGET: return set_target(c, text, options);
    case OPTION_METALIUM: return set_metalium(c, text, options);
    case OPTION_FP16: return set_choice(c, "fp16", text, fp16_choices, &options->passes.fp16);
    case OPTION_FIDELITY: return set_choice(c, "math-fidelity", text, fidelity_choices, &options->passes.math_fidelity);
    case OPTION_PASSES: options->pass_list = text; return NULL;
    case OPTION_PRINT_AFTER: options->print_after = text; return NULL;
    case OPTION_LIST_PASSES: options->list_passes = true; return NULL;
    case OPTION_CANONICAL_NAMES: options->canonical_names = true; return NULL;
    case OPTION_OUT: options->out = text; return NULL;
    case OPTION_INPUT: return add_setting(c, "input", text, &options->inputs);
    case OPTION_INIT: return add_setting(c, "init", text, &options->inits);
    case OPTION_SEED: return set_seed(c, text, options);
    case OPTION_OUTPUT: return add_setting(c, "output", text, &options->outputs);
    case OPTION_EXPECT: return add_setting(c, "expect", text, &options->expects);
    case OPTION_VIA: return set_via(c, text, options);
    case OPTION_DEVICE: return set_run_device(c, text, options);
    case OPTION_NUMERICS: return set_numerics(c, text, options);
    case OPTION_JSON: options->json = true; return NULL;
    case OPTION_DIAGNOSTICS: return set_choice(c, "diagnostics", text, diagnostics_choices, &options->diagnostics);
    case OPTION_COLOR: return set_choice(c, "color", text, color_choices, &options->color);
    case OPTION_COUNT: break;
  }
  return "unknown option";
}

enum { LONG_BASE = 256 };  // getopt values of the long forms; below are letters and '?', ':'

static void fill_getopt(Command command, struct option *longs, char *shorts) {
  size_t rows = 0, letters = 0;
  shorts[letters++] = ':';  // report a missing argument as ':'
  for (int i = 0; i < OPTION_COUNT; i++) {
    const OptionRow *row = &option_rows[i];
    if (!(row->commands & (unsigned)command)) continue;
    int argument = row->argument ? required_argument : no_argument;
    longs[rows++] = (struct option){row->name, argument, NULL, LONG_BASE + i};
    if (!row->letter) continue;
    shorts[letters++] = row->letter;
    if (row->argument) shorts[letters++] = ':';
  }
  longs[rows] = (struct option){0};
  shorts[letters] = 0;
}

static OptionId option_of(int value) {
  if (value >= LONG_BASE) return (OptionId)(value - LONG_BASE);
  for (int i = 0; i < OPTION_COUNT; i++)
    if (option_rows[i].letter == value) return (OptionId)i;
  return OPTION_COUNT;
}

// The word of the command line that getopt_long choked on.
static const char *getopt_word(int count, char **arguments) {
  int at = optind > 1 && optind <= count ? optind - 1 : 1;
  return at < count ? arguments[at] : "";
}

static const char *unknown_option(Compilation *c, Command command, const char *word) {
  const char *names[OPTION_COUNT];
  size_t count = 0;
  for (int i = 0; i < OPTION_COUNT; i++)
    if (option_rows[i].commands & (unsigned)command) names[count++] = option_rows[i].name;
  const char *name = word + strspn(word, "-");
  const char *close = strncmp(word, "--", 2) ? NULL : suggest_close(arena_copy(c->arena, name, strcspn(name, "=")), names, count);
  if (!close) return arena_format(c->arena, "unknown option %s", word);
  return arena_format(c->arena, "unknown option %s; did you mean --%s?", word, close);
}

Options *options_parse(Compilation *c, Command command, int count, char **arguments, const char **message) {
  struct option longs[OPTION_COUNT + 1];
  char shorts[2 * OPTION_COUNT + 2];
  fill_getopt(command, longs, shorts);
  Options *options = arena_new(c->arena, Options);
  options->command = command;
  options->device = device_at(0);
  options->passes.fp16 = "bf16";
  opterr = 0;
  optind = 1;
  *message = NULL;
  for (int value; (value = getopt_long(count, arguments, shorts, longs, NULL)) != -1 && !*message;) {
    if (value == ':') *message = arena_format(c->arena, "%s wants a value", getopt_word(count, arguments));
    else if (value == '?') *message = unknown_option(c, command, getopt_word(count, arguments));
    else *message = apply_option(c, option_of(value), optarg, options);
  }
  if (*message) return NULL;
  if (optind < count) options->path = arguments[optind];
  if (optind + 1 < count) *message = arena_format(c->arena, "more than one file: %s", arguments[optind + 1]);
  else if (!options->path && !options->help && !options->list_passes) *message = "no input file";
  else if (options->on_ttnn && options->via_cpp) *message = "--via=cpp is for the emulated chip, not for --device=ttnn";
  else if (command == COMMAND_BUILD && !options->out && !options->help) *message = "build wants -o DIR";
  return *message ? NULL : options;
}
