/*
 * Moves the wall clock of one process, while it runs, by the microseconds that stand in the file named by CLOCK_SKEW:
 * eight bytes, as this machine writes a whole number. The monotonic clock is left alone. Nothing here allocates, since
 * a process may ask for the time before it can.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *skew;
static int looked;

static int64_t skewed_by(void) {
  if (!looked) {
    looked = 1;
    const char *path = getenv("CLOCK_SKEW");
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : -1;
    if (file >= 0) {
      void *seen = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
      if (seen != MAP_FAILED) skew = seen;
      syscall(SYS_close, file);
    }
  }
  return skew ? *skew : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int failed = (int)syscall(SYS_clock_gettime, clock, time);
  if (failed || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return failed;
  int64_t micros = (int64_t)time->tv_sec * 1000000 + time->tv_nsec / 1000 + skewed_by();
  time->tv_sec = micros / 1000000;
  time->tv_nsec = micros % 1000000 * 1000;
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (!time || clock_gettime(CLOCK_REALTIME, &now)) return time ? -1 : 0;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *into) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (into) *into = now.tv_sec;
  return now.tv_sec;
}
