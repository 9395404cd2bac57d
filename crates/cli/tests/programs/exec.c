/* What a program may do under `residue exec`, by name; each ends with 5. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OBJECTS = 20000, SIZE = 400, THREADS = 500 };

static void *kept[OBJECTS];

/* Keeps 8,000,000 bytes, resident. */
static void hold(void) {
    for (int i = 0; i < OBJECTS; i++)
        kept[i] = memset(malloc(SIZE), 1, SIZE);
}

/* Every function that allocates, and every way to give back. */
static void family(void) {
    void *aligned = NULL;
    if (posix_memalign(&aligned, 256, 1000) != 0) abort();
    void *all[] = {
        malloc(0), calloc(10, 100), realloc(NULL, 50), aligned,
        aligned_alloc(64, 640), reallocarray(NULL, 10, 30), valloc(100),
        strdup("a"), realloc(malloc(10), 100000), realloc(calloc(1, 5000), 6),
    };
    if (reallocarray(NULL, (size_t)-1, 16) != NULL) abort();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    free(NULL);
    if (realloc(malloc(100), 0) != NULL) abort();
}

static void *come_and_go(void *unused) {
    (void)unused;
    void *some[50];
    for (int i = 0; i < 50; i++) some[i] = malloc(100 + i);
    for (int i = 0; i < 50; i++) free(some[i]);
    return malloc(64);
}

/* Each thread leaves an object behind, which another one frees. */
static void threads(void) {
    for (int round = 0; round < THREADS / 10; round++) {
        pthread_t ids[10];
        void *left;
        for (int i = 0; i < 10; i++)
            if (pthread_create(&ids[i], NULL, come_and_go, NULL)) abort();
        for (int i = 0; i < 10; i++) {
            pthread_join(ids[i], &left);
            free(left);
        }
    }
}

static volatile sig_atomic_t handled;

static void allocate(int signal) {
    (void)signal;
    free(malloc(1000));
    free(calloc(3, 20000));
    handled++;
}

/* Handlers allocate a thousand times a second, and this does not. */
static void signals(void) {
    signal(SIGALRM, allocate);
    struct itimerval often = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &often, NULL);
    while (handled < 100) ;
    memset(&often, 0, sizeof often);
    setitimer(ITIMER_REAL, &often, NULL);
}

/* A child that shares or copies the memory, and allocates as it likes. */
static void children(void) {
    for (int i = 0; i < 50; i++) {
        pid_t child = i % 2 ? fork() : (pid_t)syscall(SYS_fork);
        if (child == 0) {
            for (int j = 0; j < 100; j++) free(malloc(j * 10));
            for (int j = 0; j < 100; j++) free(kept[j]);
            _exit(0);
        }
        int status;
        if (waitpid(child, &status, 0) != child || status != 0) abort();
    }
}

/* Until the end of its input 50 MiB of objects, each another now and then: what
   is resident of them rises and falls all the time. */
static void churns(void) {
    enum { MANY = 130000, MOST = 400 };
    static char *objects[MANY];
    unsigned seed = 1;
    struct pollfd input = {.fd = 0, .events = POLLIN};
    for (int i = 0; i < MANY; i++) objects[i] = memset(malloc(MOST), 1, MOST);
    while (poll(&input, 1, 0) == 0)
        for (int i = 0; i < 1000; i++) {
            seed = seed * 1103515245 + 12345;
            size_t size = MOST - (seed >> 20) % 100;
            char **object = &objects[(seed >> 8) % MANY];
            free(*object);
            *object = memset(malloc(size), 1, size);
        }
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    hold();
    if (!strcmp(what, "family")) family();
    if (!strcmp(what, "threads")) threads();
    if (!strcmp(what, "signals")) signals();
    if (!strcmp(what, "children")) children();
    if (!strcmp(what, "churns")) churns();
    if (!strcmp(what, "closes"))
        syscall(SYS_close_range, 3, ~0U, 0);
    if (!strcmp(what, "grows")) {
        /* Under the library only. */
        void (*mark)(const char *) = dlsym(RTLD_DEFAULT, "residue_mark");
        kept[0] = memset(malloc(64 << 20), 1, 64 << 20);
        if (mark) mark("high");
        else sleep(1); /* Until somebody has looked. */
        free(kept[0]);
    }
    if (!strcmp(what, "waits")) getchar(); /* For the end of its input. */
    if (!strcmp(what, "at once")) _exit(5);
    return 5;
}
