// The releases, newest first.
#include "device/metalium.h"

#include <string.h>

static const Metalium RELEASES[] = {
    {.name = "0.81", .row_sum_by_pool = false},
    {.name = "0.66", .row_sum_by_pool = true},
};

const Metalium *metalium_at(size_t index) { return index < sizeof RELEASES / sizeof *RELEASES ? &RELEASES[index] : NULL; }

const Metalium *metalium_find(const char *name) {
  for (size_t i = 0; metalium_at(i); i++)
    if (!strcmp(metalium_at(i)->name, name)) return metalium_at(i);
  return NULL;
}
