// Holds always as many objects, but never the same: after each pause, which is
// long enough to look asleep, it frees some and takes others of other sizes.
// Prints how many there are, then "ready", and goes on.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { COUNT = 30000, AT_ONCE = 200, PAUSE_US = 4000 };

static void *objects[COUNT];
static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

int main(void) {
    for (int i = 0; i < COUNT; i++) objects[i] = malloc(24 + next() % 600);
    printf("objects %d\nready\n", COUNT);
    fflush(stdout);
    for (;;) {
        usleep(PAUSE_US);
        for (int i = 0; i < AT_ONCE; i++) {
            void **object = &objects[next() % COUNT];
            free(*object);
            *object = malloc(24 + next() % 600);
        }
    }
}
