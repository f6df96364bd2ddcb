// "did you mean": the closest of a list of names by edit distance.
#include "base/suggest.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST = 48 };

// Edit distance with swaps of neighbours; at most `limit` + 1.
static unsigned distance(const char *a, const char *b, unsigned limit) {
  size_t m = strlen(a), n = strlen(b);
  if (m > LONGEST || n > LONGEST || (m > n ? m - n : n - m) > limit) return limit + 1;
  unsigned rows[3][LONGEST + 1];
  unsigned *before = rows[0], *previous = rows[1], *current = rows[2];
  for (unsigned k = 0; k <= n; k++) previous[k] = k, before[k] = k;
  for (unsigned i = 1; i <= m; i++) {
    current[0] = i;
    for (unsigned k = 1; k <= n; k++) {
      unsigned best = previous[k - 1] + (a[i - 1] != b[k - 1]);
      if (previous[k] + 1 < best) best = previous[k] + 1;
      if (current[k - 1] + 1 < best) best = current[k - 1] + 1;
      bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
      if (swapped && before[k - 2] + 1 < best) best = before[k - 2] + 1;
      current[k] = best;
    }
    unsigned *oldest = before;
    before = previous;
    previous = current;
    current = oldest;
  }
  return previous[n];
}

const char *suggest_within(unsigned limit, const char *name, const char *const *names, size_t count) {
  const char *best = NULL;
  for (size_t i = 0; i < count; i++) {
    unsigned d = distance(name, names[i], limit);
    // One-letter names are all alike: only a name that shares a letter is close.
    if (d == 0 || d > limit || d >= strlen(name)) continue;
    best = names[i];
    limit = d - 1;
    if (limit == 0) break;
  }
  return best;
}

const char *suggest_close(const char *name, const char *const *names, size_t count) {
  return suggest_within(strlen(name) <= 4 ? 1 : strlen(name) <= 8 ? 2 : 3, name, names, count);
}
