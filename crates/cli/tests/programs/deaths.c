/* Holds 32 MiB in 64 objects, says its own number, and ends as it is told. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OBJECTS = 64, SIZE = 512 << 10 };

static char *volatile kept[OBJECTS];

/* More and more, until none can be had: what a leak comes to. It goes on from
   232 MiB when it is told. */
static void grow(void) {
    char byte;
    for (int mib = 0;; mib++) {
        if (mib == 200 && read(0, &byte, 1) != 1) abort();
        char *more = malloc(1 << 20);
        if (more == NULL) abort();
        memset(more, 1, 1 << 20);
    }
}

int main(int argc, char **argv) {
    const char *how = argc > 1 ? argv[1] : "";
    static char buffer[64];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    for (int i = 0; i < OBJECTS; i++) kept[i] = memset(malloc(SIZE), 1, SIZE);
    printf("%d\n", getpid());
    fflush(stdout);
    char byte;
    if (!strcmp(how, "waits")) {
        while (read(0, &byte, 1) > 0) ;
        return 5;
    }
    if (!strcmp(how, "ends")) {
        size_t more = argc > 2 ? (size_t)atoi(argv[2]) << 20 : 0;
        if (more) kept[0] = memset(malloc(more), 1, more);
        return 0;
    }
    if (!strcmp(how, "grows")) grow();
    if (!strcmp(how, "abort")) abort();
    raise(!strcmp(how, "segv") ? SIGSEGV : SIGKILL);
    return 1;
}
