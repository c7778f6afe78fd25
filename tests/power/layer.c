/* A layer between a program and its disk, for the power-cut test and for the benchmarks. It is loaded with LD_PRELOAD.
 *
 * It records every change that the program makes to the files below one folder, in the order in which they were made,
 * and when each flush began and ended; from the record, tests/it/power builds what a disk may hold after its power was
 * cut at any moment. Apart from that it can make every flush last as long as on a slower disk, or lie about it.
 *
 *   FRONTDESK_LAYER_ROOT      the folder, absolute and without symbolic links
 *   FRONTDESK_LAYER_LOG       the file of the record, outside of the folder
 *   FRONTDESK_LAYER_FLUSH_MS  a flush lasts at least so many milliseconds (a decimal fraction is taken)
 *   FRONTDESK_LAYER_LIE       never: a flush says that it was done, does nothing and is not recorded
 *                             late: it says so at once, and is recorded as done when it would have been
 *
 * Without ROOT and LOG nothing is recorded; the other two work by themselves. Only what our programs use is caught:
 * they link SQLite statically, which calls the C library like any other. Whether something was missed is no question of
 * trust: the test replays the whole record and compares the outcome with the files, byte by byte.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(off_t) == 8, "offsets are 64 bits wide, so that pwrite and pwrite64 are one");

/* One record: this head, then `length` bytes. Read by tests/it/power/record.rs. */
enum kind { OPENED = 1, WRITTEN, CUT_TO, FLUSH_BEGAN, FLUSHED, RENAMED, UNLINKED };
struct head {
  uint32_t kind, length;
  uint64_t file;   /* the inode: a file is flushed by whichever handle asks */
  uint64_t number; /* WRITTEN: offset. CUT_TO: size. OPENED: 1 when it was emptied. FLUSH…: which flush */
};

/* The C library's own function behind ours; looked up at its first call, which may come before `begin`. */
#define REAL(name) ({ static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name); real; })

static char root[PATH_MAX];
static size_t root_length;
static int record_to = -1;
static double flush_ms;
static enum { HONEST, NEVER, LATE } lie;
/* Held over a change and its record, so that the record is in the order of the changes; never over a flush. */
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
/* The inode behind each handle that is recorded. Untouched pages of it cost no memory. */
#define HANDLES (1 << 20)
static uint64_t file_of[HANDLES];

static void give_up(const char *why) {
  dprintf(2, "the layer of the power-cut test: %s: %s\n", why, strerror(errno));
  abort(); /* A record with a gap would prove nothing. */
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("FRONTDESK_LAYER_ROOT"), *log = getenv("FRONTDESK_LAYER_LOG");
  const char *ms = getenv("FRONTDESK_LAYER_FLUSH_MS"), *lying = getenv("FRONTDESK_LAYER_LIE");
  flush_ms = ms ? atof(ms) : 0;
  lie = !lying ? HONEST : strcmp(lying, "late") == 0 ? LATE : NEVER;
  if (!folder || !log) return;
  root_length = strlen(folder);
  if (root_length >= sizeof root) give_up("the folder's name is too long");
  memcpy(root, folder, root_length);
  record_to = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (record_to < 0) give_up(log);
}

/* Appends one record, whole: one writev to an O_APPEND file. `order` is held, except for flushes. */
static void record(enum kind kind, uint64_t file, uint64_t number, const struct iovec *bytes, int parts, size_t length) {
  struct iovec all[1 + 16];
  struct head head = {kind, (uint32_t)length, file, number};
  size_t left = length, whole = sizeof head + length;
  int count = 1;
  all[0] = (struct iovec){&head, sizeof head};
  for (int i = 0; i < parts && left; i++) {
    if (count == 17) give_up("a write of more than 16 parts");
    all[count] = bytes[i];
    if (all[count].iov_len > left) all[count].iov_len = left; /* A short write: what was not written is not told. */
    left -= all[count++].iov_len;
  }
  int error = errno;
  if (REAL(writev)(record_to, all, count) != (ssize_t)whole) give_up("the record could not be written");
  errno = error;
}

static void record_words(enum kind kind, uint64_t file, uint64_t number, const char *words, size_t length) {
  struct iovec bytes = {(void *)words, length};
  record(kind, file, number, &bytes, 1, length);
}

/* The place of a path below the folder ("" is the folder itself); null when it lies elsewhere, or is shared memory,
 * which SQLite keeps in a -shm file but never relies on after a crash. */
static const char *below(int folder, const char *path, char *room) {
  if (record_to < 0 || !path) return NULL;
  if (path[0] != '/') {
    char link[64], base[PATH_MAX];
    if (folder == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return NULL;
    } else {
      snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
      ssize_t length = readlink(link, base, sizeof base - 1);
      if (length < 0) return NULL;
      base[length] = 0;
    }
    if (snprintf(room, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
  } else if (snprintf(room, PATH_MAX, "%s", path) >= PATH_MAX) {
    return NULL;
  }
  size_t length = strlen(room);
  if (strncmp(room, root, root_length) != 0) return NULL;
  if (length >= 4 && strcmp(room + length - 4, "-shm") == 0) return NULL;
  if (room[root_length] == '/') return room + root_length + 1;
  return room[root_length] ? NULL : room + root_length;
}

static int opened(int handle, const char *place, int flags) {
  struct stat now;
  if (handle < 0) return handle; /* It could not be opened. */
  if (handle >= HANDLES || fstat(handle, &now) != 0) give_up("a file that cannot be followed");
  file_of[handle] = now.st_ino;
  record_words(OPENED, now.st_ino, (flags & O_TRUNC) != 0, place, strlen(place));
  return handle;
}

#define OPEN_BODY(real_call, folder)                                         \
  mode_t mode = 0;                                                           \
  if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {                      \
    va_list more;                                                            \
    va_start(more, flags);                                                   \
    mode = va_arg(more, mode_t);                                             \
    va_end(more);                                                            \
  }                                                                          \
  char room[PATH_MAX];                                                       \
  const char *place = below(folder, path, room);                             \
  if (!place) return real_call;                                              \
  pthread_mutex_lock(&order);                                                \
  int handle = opened(real_call, place, flags);                              \
  pthread_mutex_unlock(&order);                                              \
  return handle;

int open(const char *path, int flags, ...) { OPEN_BODY(REAL(open)(path, flags, mode), AT_FDCWD) }
int open64(const char *path, int flags, ...) { OPEN_BODY(REAL(open64)(path, flags, mode), AT_FDCWD) }
int openat(int at, const char *path, int flags, ...) { OPEN_BODY(REAL(openat)(at, path, flags, mode), at) }
int openat64(int at, const char *path, int flags, ...) { OPEN_BODY(REAL(openat64)(at, path, flags, mode), at) }

static uint64_t followed(int handle) { return handle >= 0 && handle < HANDLES ? file_of[handle] : 0; }

int close(int handle) {
  if (followed(handle)) file_of[handle] = 0;
  return REAL(close)(handle);
}

/* Writes and records; offset -1 means where the handle stands, which is known when it has been written. */
#define WRITE_BODY(real_call, bytes, parts, at)                                              \
  uint64_t file = followed(handle);                                                          \
  if (!file) return real_call;                                                               \
  pthread_mutex_lock(&order);                                                                \
  ssize_t written = real_call;                                                               \
  if (written > 0) {                                                                         \
    off_t offset = (at) >= 0 ? (off_t)(at) : lseek(handle, 0, SEEK_CUR) - written;           \
    record(WRITTEN, file, (uint64_t)offset, bytes, parts, (size_t)written);                  \
  }                                                                                          \
  pthread_mutex_unlock(&order);                                                              \
  return written;

ssize_t write(int handle, const void *from, size_t length) {
  struct iovec bytes = {(void *)from, length};
  WRITE_BODY(REAL(write)(handle, from, length), &bytes, 1, -1)
}
ssize_t writev(int handle, const struct iovec *from, int parts) {
  WRITE_BODY(REAL(writev)(handle, from, parts), from, parts, -1)
}
ssize_t pwrite(int handle, const void *from, size_t length, off_t at) {
  struct iovec bytes = {(void *)from, length};
  WRITE_BODY(REAL(pwrite)(handle, from, length, at), &bytes, 1, at)
}
ssize_t pwrite64(int handle, const void *from, size_t length, off64_t at) {
  struct iovec bytes = {(void *)from, length};
  WRITE_BODY(REAL(pwrite64)(handle, from, length, at), &bytes, 1, at)
}
ssize_t pwritev(int handle, const struct iovec *from, int parts, off_t at) {
  WRITE_BODY(REAL(pwritev)(handle, from, parts, at), from, parts, at)
}
ssize_t pwritev64(int handle, const struct iovec *from, int parts, off64_t at) {
  WRITE_BODY(REAL(pwritev64)(handle, from, parts, at), from, parts, at)
}

#define CUT_BODY(real_call)                                                    \
  uint64_t file = followed(handle);                                            \
  if (!file) return real_call;                                                 \
  pthread_mutex_lock(&order);                                                  \
  int failed = real_call;                                                      \
  if (!failed) record(CUT_TO, file, (uint64_t)size, NULL, 0, 0);               \
  pthread_mutex_unlock(&order);                                                \
  return failed;

int ftruncate(int handle, off_t size) { CUT_BODY(REAL(ftruncate)(handle, size)) }
int ftruncate64(int handle, off64_t size) { CUT_BODY(REAL(ftruncate64)(handle, size)) }

/* The rest of the time that a flush lasts on the disk we play. */
static void last(const struct timespec *begun) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double gone = (double)(now.tv_sec - begun->tv_sec) * 1e3 + (double)(now.tv_nsec - begun->tv_nsec) / 1e6;
  double left = flush_ms - gone;
  if (left <= 0) return;
  struct timespec rest = {(time_t)(left / 1e3), 0};
  rest.tv_nsec = (long)((left - (double)rest.tv_sec * 1e3) * 1e6);
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {}
}

/* A flush that was said to be done is done only now. */
static void *late(void *flushed) {
  struct timespec begun;
  struct head *head = flushed;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  last(&begun);
  record(FLUSHED, head->file, head->number, NULL, 0, 0);
  return free(head), NULL;
}

static void begin_late(uint64_t file, uint64_t number) {
  pthread_t thread;
  struct head *head = malloc(sizeof *head);
  if (!head) give_up("no memory");
  *head = (struct head){FLUSHED, 0, file, number};
  if ((errno = pthread_create(&thread, NULL, late, head)) != 0) give_up("no thread");
  pthread_detach(thread);
}

/* What was written before a flush began is safe when it has ended. What another thread writes meanwhile is not, so both
 * moments are recorded. */
static int flush(int handle, int (*real)(int)) {
  static uint64_t count;
  struct timespec begun;
  if (lie == NEVER) return 0;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  uint64_t file = followed(handle), number = 0;
  if (file) {
    pthread_mutex_lock(&order);
    number = ++count;
    record(FLUSH_BEGAN, file, number, NULL, 0, 0);
    pthread_mutex_unlock(&order);
  }
  if (lie == LATE) {
    if (file) begin_late(file, number);
    return 0;
  }
  int failed = real(handle), error = errno;
  if (flush_ms > 0) last(&begun);
  if (file && !failed) record(FLUSHED, file, number, NULL, 0, 0);
  errno = error;
  return failed;
}

int fsync(int handle) { return flush(handle, REAL(fsync)); }
int fdatasync(int handle) { return flush(handle, REAL(fdatasync)); }

static int renamed(int failed, const char *from, const char *to) {
  char words[2 * PATH_MAX];
  if (failed) return failed;
  if (!from || !to) give_up("a file came from outside of the folder, or went there");
  size_t length = (size_t)snprintf(words, sizeof words, "%s%c%s", from, 0, to);
  record_words(RENAMED, 0, 0, words, length);
  return failed;
}

static int rename_both(int from_at, const char *from, int to_at, const char *to) {
  char from_room[PATH_MAX], to_room[PATH_MAX];
  const char *was = below(from_at, from, from_room), *is = below(to_at, to, to_room);
  if (!was && !is) return REAL(renameat)(from_at, from, to_at, to);
  pthread_mutex_lock(&order);
  int failed = renamed(REAL(renameat)(from_at, from, to_at, to), was, is);
  pthread_mutex_unlock(&order);
  return failed;
}

int rename(const char *from, const char *to) { return rename_both(AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int from_at, const char *from, int to_at, const char *to) { return rename_both(from_at, from, to_at, to); }

int unlinkat(int at, const char *path, int flags) {
  char room[PATH_MAX];
  const char *place = below(at, path, room);
  if (!place || (flags & AT_REMOVEDIR)) return REAL(unlinkat)(at, path, flags);
  pthread_mutex_lock(&order);
  int failed = REAL(unlinkat)(at, path, flags);
  if (!failed) record_words(UNLINKED, 0, 0, place, strlen(place));
  pthread_mutex_unlock(&order);
  return failed;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
