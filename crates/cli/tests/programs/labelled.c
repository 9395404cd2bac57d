/* Programs of which it is known who holds the memory, by name. Each says
 * "ready BYTES" once it holds so many that its culprit is to blame for, and
 * then waits. What it needs for itself it maps past malloc. To be built without
 * optimisation, which leaves out what nobody reads. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

enum { OBJECTS = 400000, SIZE = 128, USABLE = SIZE + 8, CHUNK = USABLE + 8 };
enum { MIB = 1 << 20 };
enum { THREADS = 32, STACK = 2 * MIB };

static void ready(size_t bytes) {
    printf("ready %zu\n", bytes);
    fflush(stdout);
    for (;;) pause();
}

static void *map(size_t bytes, int flags, int file) {
    void *at = mmap(0, bytes, PROT_READ | PROT_WRITE, flags, file, 0);
    if (at == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return at;
}

static void *nameless(size_t bytes) {
    return map(bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static char **objects;

static void fill(void) {
    objects = nameless(OBJECTS * sizeof *objects);
    for (size_t at = 0; at < OBJECTS; at++) {
        objects[at] = malloc(SIZE);
        memset(objects[at], 'x', SIZE);
    }
}

/* Frees all but one in `survivors`; none survives 0. */
static void drain(size_t survivors) {
    for (size_t at = 0; at < OBJECTS; at++)
        if (!survivors || at % survivors) free(objects[at]);
    munmap(objects, OBJECTS * sizeof *objects);
}

static void cached(void) {
    fill();
    memset(malloc(SIZE), 'y', SIZE);
    drain(0);
    ready((size_t)OBJECTS * CHUNK);
}

/* Objects of which one is on each page, however they lie. */
static void fragmented(void) {
    fill();
    drain(20);
    ready((size_t)OBJECTS / 20 * 19 * CHUNK);
}

static void live(void) {
    fill();
    munmap(objects, OBJECTS * sizeof *objects);
    ready((size_t)OBJECTS * USABLE);
}

static void touched(void *at) {
    memset(at, 1, 64 * MIB);
    ready(64 * MIB);
}

static void file(const char *path) {
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ftruncate(file, 64 * MIB)) exit(1);
    touched(map(64 * MIB, MAP_SHARED, file));
}

static void shared(void) {
    touched(map(64 * MIB, MAP_SHARED | MAP_ANONYMOUS, -1));
}

static void anonymous(void) { touched(nameless(64 * MIB)); }

static pthread_barrier_t deep;

static void *stack(void *unused) {
    volatile char bytes[STACK];
    memset((void *)bytes, 1, sizeof bytes);
    pthread_barrier_wait(&deep);
    for (;;) pause();
    return unused;
}

static void stacks(void) {
    pthread_t thread;
    pthread_barrier_init(&deep, 0, THREADS + 1);
    for (int at = 0; at < THREADS; at++)
        if (pthread_create(&thread, 0, stack, 0)) exit(1);
    pthread_barrier_wait(&deep);
    ready((size_t)THREADS * STACK);
}

static void growing(void) {
    puts("ready 0");
    fflush(stdout);
    for (;;) {
        memset(malloc(100000), 1, 100000);
        usleep(1000);
    }
}

/* Is traced by a child of its own, as by a debugger. */
static void traced(void) {
    int ends[2];
    pid_t parent = getpid();
    if (pipe(ends)) exit(1);
    if (!fork()) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        char begun = !ptrace(PTRACE_SEIZE, parent, 0, 0);
        if (write(ends[1], &begun, 1) != 1) exit(1);
        for (;;) pause();
    }
    char begun = 0;
    if (read(ends[0], &begun, 1) != 1 || !begun) exit(1);
    ready(0);
}

/* Allocates and frees without a pause, on several threads. */
static void *work(void *unused) {
    enum { SLOTS = 4096 };
    char **slots = nameless(SLOTS * sizeof *slots);
    for (unsigned random = 1;; random = random * 1103515245 + 12345) {
        unsigned slot = random >> 16 & (SLOTS - 1);
        unsigned size = 16 + (random >> 8 & 2047);
        free(slots[slot]);
        slots[slot] = malloc(size);
        memset(slots[slot], 1, size);
    }
    return unused;
}

static void busy(void) {
    pthread_t thread;
    for (int at = 0; at < 4; at++)
        if (pthread_create(&thread, 0, work, 0)) exit(1);
    sleep(1);
    ready(0);
}

int main(int count, char **arguments) {
    const char *name = count > 1 ? arguments[1] : "";
    if (!strcmp(name, "cached")) cached();
    if (!strcmp(name, "fragmented")) fragmented();
    if (!strcmp(name, "live")) live();
    if (!strcmp(name, "file") && count > 2) file(arguments[2]);
    if (!strcmp(name, "shared")) shared();
    if (!strcmp(name, "anonymous")) anonymous();
    if (!strcmp(name, "stacks")) stacks();
    if (!strcmp(name, "growing")) growing();
    if (!strcmp(name, "busy")) busy();
    if (!strcmp(name, "traced")) traced();
    if (!strcmp(name, "little")) ready(0);
    fprintf(stderr, "no program is called '%s'\n", name);
    return 2;
}
