// libFuzzer target: bytes as printed TVMScript. The head that says so is put before them.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char head[] = "# from tvm.script import tirx as T\n";
  char *text = malloc(sizeof head + size);
  memcpy(text, head, sizeof head - 1);
  if (size) memcpy(text + sizeof head - 1, data, size);
  FrontendOptions options = {0};
  fuzz_text(text, sizeof head - 1 + size, &options);
  free(text);
  return 0;
}
