/* Builds a heap as its arguments say, tells every object that it holds, every
   one that it has freed, and what glibc's malloc says of itself, and stands
   still. It allocates nothing between malloc's figures and the end.

   KEY=VALUE...:
     threads=N    threads that build the same, each in an arena of its own
     exit=1       which have ended before the figures are taken
     objects=N    objects that each of them makes
     keep=K       one in K is kept, and the others are freed
     size=A:B     with sizes from A to B
     align=A      every eighth object is aligned to A
     huge=N:B     objects of B bytes, mapped apart
     advised=1    a part of each is advised on, so that its mapping is cut
     threshold=T  M_MMAP_THRESHOLD
     brk=refused  the data segment cannot grow
     sbrk=N       the program takes N bytes of the data segment for itself
     fork=1       a child stands still, and tells
     handed=1     the first thread frees what the others do not keep
     private=N    pages mapped by the program itself, among malloc's

   Lines: `live ADDRESS BYTES`, `freed ADDRESS`, `NAME BYTES`, what
   malloc_info() writes, `ready`.
   Then each line read is a command: `trim` calls malloc_trim(0) and says
   `trimmed`, `collect` does so with mi_collect(true); anything else ends the
   program. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static long threads, ends, objects = 1000, keep = 10, size_min = 16,
                           size_max = 500, align, huge, huge_size,
                           threshold = -1, refused, foreign, forks, own, handed, advised;

struct list {
  void **at;
  long count;
};

struct part {
  struct list live, freed;
};

static struct part parts[257];
static pthread_barrier_t built, told;

/* Memory that is no part of the heap. */
static void *outside(size_t bytes) {
  void *at = mmap(0, bytes + 1, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) _exit(3);
  return at;
}

static uint64_t next(uint64_t *state) {
  *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
  return *state;
}

static void build(long number) {
  struct part *part = &parts[number];
  uint64_t random = 88172645463325252u + (uint64_t)number * 7919;
  void **made = outside((size_t)objects * sizeof *made);
  part->live.at = outside((size_t)(objects + huge) * sizeof(void *));
  part->freed.at = outside((size_t)objects * sizeof(void *));
  for (long i = 0; i < objects; i++) {
    size_t size = (size_t)(size_min + (long)(next(&random) %
                                             (uint64_t)(size_max - size_min + 1)));
    void *at = align && i % 8 == 0 ? aligned_alloc((size_t)align, size)
                                   : malloc(size);
    if (!at) _exit(4);
    memset(at, 0x5a, size);
    made[i] = at;
  }
  for (long i = 0; i < huge; i++) {
    void *at = align && i % 2 ? memalign((size_t)align, (size_t)huge_size)
                              : malloc((size_t)huge_size);
    if (!at) _exit(4);
    memset(at, 0x5a, (size_t)huge_size / 2);
    part->live.at[part->live.count++] = at;
    if (advised)
      madvise((void *)(((uintptr_t)at + 65536) & ~4095ul), 65536,
              MADV_DONTDUMP);
    for (long page = 0; page < own; page++) {
      uint64_t *mine = mmap(0, 4096, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      mine[0] = 0x5a5a;
    }
  }
  for (long i = 0; i < objects; i++) {
    if (i % keep == 0)
      part->live.at[part->live.count++] = made[i];
    else {
      part->freed.at[part->freed.count++] = made[i];
      if (!handed || !number) free(made[i]);
    }
  }
}

static void free_others(void) {
  for (long number = 1; number <= threads; number++)
    for (long i = 0; i < parts[number].freed.count; i++)
      free(parts[number].freed.at[i]);
}

static void *run(void *argument) {
  long number = (long)(intptr_t)argument;
  build(number);
  if (ends) return 0;
  pthread_barrier_wait(&built);
  pthread_barrier_wait(&told);
  return 0;
}

static char buffer[1 << 16];
static size_t filled;

static void flush(void) {
  for (size_t at = 0; at < filled;) {
    ssize_t written = write(1, buffer + at, filled - at);
    if (written <= 0) _exit(5);
    at += (size_t)written;
  }
  filled = 0;
}

static void tell(const char *name, unsigned long long one, int base) {
  char digits[24];
  int count = 0;
  if (filled > sizeof buffer - 128) flush();
  for (; *name; name++) buffer[filled++] = *name;
  buffer[filled++] = ' ';
  do digits[count++] = "0123456789abcdef"[one % (unsigned)base];
  while (one /= (unsigned)base);
  while (count) buffer[filled++] = digits[--count];
}

static void line(const char *name, unsigned long long value) {
  tell(name, value, 10);
  buffer[filled++] = '\n';
}

/* Of each arena, in XML. The stream has a buffer already, so that nothing is
   allocated for it. */
static void tell_arenas(void) {
#ifdef __GLIBC__
  static char stream[1 << 12];
  setvbuf(stdout, stream, _IOFBF, sizeof stream);
  if (malloc_info(0, stdout) || fflush(stdout)) _exit(7);
#endif
}

static void tell_all(void) {
  tell_arenas();
#ifdef BEFORE_2_33
  struct mallinfo info = mallinfo();
#elif defined __GLIBC__
  struct mallinfo2 info = mallinfo2();
#endif
  for (long number = 0; number <= threads; number++) {
    struct part *part = &parts[number];
    for (long i = 0; i < part->live.count; i++) {
      void *at = part->live.at[i];
      tell("live", (uintptr_t)at, 16);
      tell("", malloc_usable_size(at), 10);
      buffer[filled++] = '\n';
    }
    for (long i = 0; i < part->freed.count; i++) {
      tell("freed", (uintptr_t)part->freed.at[i], 16);
      buffer[filled++] = '\n';
    }
  }
#ifdef __GLIBC__
  line("arena", (unsigned long long)info.arena);
  line("in-use", (unsigned long long)info.uordblks);
  line("free", (unsigned long long)info.fordblks);
  line("fast", (unsigned long long)info.fsmblks);
  line("mapped", (unsigned long long)info.hblkhd);
  line("maps", (unsigned long long)info.hblks);
#endif
  line("pid", (unsigned long long)getpid());
  memcpy(buffer + filled, "ready\n", 6);
  filled += 6;
  flush();
}

static void trim(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

static void collect(void) {
  void (*call)(_Bool) = (void (*)(_Bool))dlsym(RTLD_DEFAULT, "mi_collect");
  if (!call) _exit(6);
  call(1);
}

static void obey(void) {
  char command[16];
  while (read(0, command, sizeof command) > 0) {
    if (command[0] == 't') trim();
    else if (command[0] == 'c') collect();
    else return;
    if (write(1, "trimmed\n", 8) != 8) _exit(5);
  }
}

static void set(const char *argument) {
  if (sscanf(argument, "threads=%ld", &threads) == 1) return;
  if (sscanf(argument, "exit=%ld", &ends) == 1) return;
  if (sscanf(argument, "objects=%ld", &objects) == 1) return;
  if (sscanf(argument, "keep=%ld", &keep) == 1) return;
  if (sscanf(argument, "size=%ld:%ld", &size_min, &size_max) == 2) return;
  if (sscanf(argument, "align=%ld", &align) == 1) return;
  if (sscanf(argument, "huge=%ld:%ld", &huge, &huge_size) == 2) return;
  if (sscanf(argument, "threshold=%ld", &threshold) == 1) return;
  if (sscanf(argument, "sbrk=%ld", &foreign) == 1) return;
  if (sscanf(argument, "fork=%ld", &forks) == 1) return;
  if (sscanf(argument, "advised=%ld", &advised) == 1) return;
  if (sscanf(argument, "handed=%ld", &handed) == 1) return;
  if (sscanf(argument, "private=%ld", &own) == 1) return;
  if (!strcmp(argument, "brk=refused")) refused = 1;
  else _exit(2);
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) set(arguments[i]);
  if (threads > 256) _exit(2);
#ifdef __GLIBC__
  if (threshold >= 0) mallopt(M_MMAP_THRESHOLD, (int)threshold);
#endif
  if (foreign) {
    free(malloc(100000));
    sbrk(foreign);
  }
  if (refused)
    mmap((void *)(((uintptr_t)sbrk(0) + 4095) & ~4095ul), 4096, PROT_NONE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  pthread_barrier_init(&built, 0, (unsigned)threads + 1);
  pthread_barrier_init(&told, 0, (unsigned)threads + 1);
  pthread_t ids[256];
  for (long i = 0; i < threads; i++)
    pthread_create(&ids[i], 0, run, (void *)(intptr_t)(i + 1));
  build(0);
  if (ends)
    for (long i = 0; i < threads; i++) pthread_join(ids[i], 0);
  else
    pthread_barrier_wait(&built);
  if (handed) free_others();
  if (forks && fork()) {
    close(0);
    wait(0);
    return 0;
  }
  tell_all();
  obey();
  _exit(0);
}
