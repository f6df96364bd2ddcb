// libFuzzer target: bytes as a file of TileLang Python source, with values for the names that examples ask for.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const Define defines[] = {{"M", "64"}, {"N", "64"}, {"K", "64"}, {"block_M", "32"}, {"block_N", "32"}, {"block_K", "32"}};
  FrontendOptions options = {.defines = defines, .define_count = sizeof defines / sizeof *defines};
  fuzz_text((const char *)data, size, &options);
  return 0;
}
