// tilecc run DIR --via=cpp: a folder of artifacts, perhaps edited by hand, compiled and run as it stands. main.cpp is the truth:
// neither plan.json nor the kernel that it came from is asked.
#include "cli/options.h"

#include "base/text.h"
#include "driver/cpp_run.h"

#include <stdio.h>
#include <sys/stat.h>

bool options_name_folder(const Options *options) {
  struct stat info;
  return stat(options->path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void add_settings(Compilation *c, WordList *arguments, const char *option, const SettingList *list) {
  for (size_t i = 0; i < list->count; i++) {
    vector_push(c->arena, arguments, option);
    vector_push(c->arena, arguments, arena_format(c->arena, "%s=%s", list->items[i].name, list->items[i].value));
  }
}

typedef struct FolderWork {
  Compilation *compilation;
  const Options *options;
  CppResult result;
  bool done;
} FolderWork;

static void folder_work(void *state) {
  FolderWork *work = state;
  Compilation *c = work->compilation;
  CppRun request = {.folder = work->options->path, .target = work->options->target_given ? work->options->device->name : NULL,
                    .numerics = work->options->fast ? EMU_NUMERICS_FAST : EMU_NUMERICS_EXACT};
  add_settings(c, &request.arguments, "--input", &work->options->inputs);
  add_settings(c, &request.arguments, "--output", &work->options->outputs);
  add_settings(c, &request.arguments, "--expect", &work->options->expects);
  vector_push(c->arena, &request.arguments, "--seed");
  vector_push(c->arena, &request.arguments, arena_format(c->arena, "%llu", (unsigned long long)work->options->seed));
  work->done = cpp_run(c, &request, &work->result);
}

static void print_result(Compilation *c, const Options *options, const CppResult *result) {
  const EmuReport *report = &result->report;
  const char *verdict = result->exit_code ? "fail" : options->expects.count ? "pass" : "no reference";
  if (!options->json) {
    printf("%s%s: %s\ncycles %llu, DRAM read %llu bytes, written %llu bytes, %llu tile products\n", result->printed, options->path, verdict,
           (unsigned long long)report->cycles, (unsigned long long)report->dram_read_bytes,
           (unsigned long long)report->dram_written_bytes, (unsigned long long)report->matmul_tiles);
    return;
  }
  Text printed = text_open(c->arena);
  text_quote(&printed, result->printed);
  printf("{\n  \"via\": \"cpp\",\n  \"seed\": %llu,\n  \"verdict\": \"%s\",\n  \"printed\": %s,\n", (unsigned long long)options->seed, verdict,
         printed.bytes);
  printf("  \"cycles\": %llu,\n  \"dram_read_bytes\": %llu,\n  \"dram_written_bytes\": %llu,\n  \"matmul_tiles\": %llu\n}\n",
         (unsigned long long)report->cycles, (unsigned long long)report->dram_read_bytes,
         (unsigned long long)report->dram_written_bytes, (unsigned long long)report->matmul_tiles);
}

int command_run_folder(Compilation *compilation, const Options *options) {
  FolderWork work = {.compilation = compilation, .options = options};
  if (!options->via_cpp || options->inits.count || options->out) {
    fprintf(stderr, "tilecc: %s is a folder: it runs with --via=cpp, and --init and --out are not for it\n", options->path);
    return EXIT_USAGE;
  }
  driver_protect(compilation, folder_work, &work);
  if (!work.done) return diag_exit_code(compilation);
  if (work.result.exit_code == 2) {
    fprintf(stderr, "tilecc: %s/main.cpp: %s\n", options->path, work.result.printed);
    return EXIT_USAGE;
  }
  print_result(compilation, options, &work.result);
  return work.result.exit_code ? EXIT_WRONG : EXIT_OK;
}
