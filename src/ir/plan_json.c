// Being written.
#include <stddef.h>
