// fork and exec, both outputs read through pipes until they close or the time is over.
#include "driver/process.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_OUTPUT = 16 << 20, CANNOT_START = 127, RUN_SECONDS = 1800 };

typedef struct Stream {
  int read_end, write_end;
  Text text;
} Stream;

static bool stream_open(Compilation *c, Stream *stream) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return false;
  *stream = (Stream){.read_end = ends[0], .write_end = ends[1], .text = text_open(c->arena)};
  return true;
}

// In the child: only async-signal-safe calls. The environment was made before.
static _Noreturn void become(char *const *words, char *const *environment, const char *folder, const Stream *streams) {
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, 0);
  dup2(streams[0].write_end, 1);
  dup2(streams[1].write_end, 2);
  if (!folder || !chdir(folder)) execvpe(words[0], words, environment);
  _exit(CANNOT_START);
}

static char **copy_words(Compilation *c, const WordList *words, char *const *before) {
  size_t count = 0;
  while (before && before[count]) count++;
  char **copy = arena_array(c->arena, char *, count + words->count + 1), **next = copy;
  for (size_t i = 0; i < words->count; i++) *next++ = arena_copy(c->arena, words->items[i], strlen(words->items[i]));
  for (size_t i = 0; i < count; i++) {
    bool replaced = false;  // an extra entry of the same name comes first and wins
    size_t name = strcspn(before[i], "=") + 1;
    for (size_t k = 0; k < words->count; k++) replaced |= !strncmp(words->items[k], before[i], name);
    if (!replaced) *next++ = before[i];
  }
  return copy;
}

static int64_t now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// True when the stream has ended.
static bool drain(Stream *stream) {
  char buffer[65536];
  ssize_t count = read(stream->read_end, buffer, sizeof buffer);
  if (count < 0) return errno != EINTR && errno != EAGAIN;
  if (count > 0 && stream->text.length < MAX_OUTPUT) text_add(&stream->text, buffer, (size_t)count);
  return count == 0;
}

// False when the time is over.
static bool drain_all(Stream *streams, unsigned seconds) {
  int64_t end = now_milliseconds() + (int64_t)seconds * 1000;
  struct pollfd polls[2] = {{streams[0].read_end, POLLIN, 0}, {streams[1].read_end, POLLIN, 0}};
  while (polls[0].fd >= 0 || polls[1].fd >= 0) {
    int64_t left = end - now_milliseconds();
    if (left <= 0) return false;
    if (poll(polls, 2, (int)left) < 0 && errno != EINTR) return false;
    for (int i = 0; i < 2; i++)
      if (polls[i].fd >= 0 && polls[i].revents && drain(&streams[i])) polls[i].fd = -1;
  }
  return true;
}

static void reap(pid_t child, Stream *streams, bool timed_out, ProcessResult *result) {
  int status = 0;
  if (timed_out) kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  bool exited = WIFEXITED(status);
  *result = (ProcessResult){.exit_code = exited ? WEXITSTATUS(status) : -1,
                            .signal = exited ? 0 : WTERMSIG(status),
                            .timed_out = timed_out,
                            .printed = streams[0].text.bytes,
                            .errors = streams[1].text.bytes};
}

unsigned process_seconds(void) {
  const char *text = getenv("TILECC_TIMEOUT");
  unsigned long seconds = text ? strtoul(text, NULL, 10) : 0;
  return seconds && seconds < RUN_SECONDS ? (unsigned)seconds : RUN_SECONDS;
}

bool process_run(Compilation *c, const WordList *words, const WordList *environment, const char *folder, unsigned seconds,
                 ProcessResult *result) {
  Stream streams[2];
  char **arguments = copy_words(c, words, NULL), **variables = copy_words(c, environment, environ);
  bool first = stream_open(c, &streams[0]), second = first && stream_open(c, &streams[1]);
  pid_t child = second ? fork() : -1;
  if (child == 0) become(arguments, variables, folder, streams);
  for (int i = 0; i < first + second; i++) close(streams[i].write_end);
  if (child > 0) reap(child, streams, !drain_all(streams, seconds), result);
  for (int i = 0; i < first + second; i++) close(streams[i].read_end);
  if (child < 0 || (result->exit_code == CANNOT_START && !*result->errors)) {
    diag_error(c, NO_SPAN, "cannot start %s", words->items[0]);
    return false;
  }
  return true;
}
