// Holds large objects, and never rests: it frees a small one and takes another
// of the same size, for ever. Prints how many objects there are, then "ready".
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGE = 6, LARGE_BYTES = 8 << 20, SMALL = 400, SMALL_BYTES = 120 };

int main(void) {
    void *small[SMALL];
    for (int i = 0; i < LARGE; i++) {
        void *large = malloc(LARGE_BYTES);
        memset(large, 0xc5, LARGE_BYTES);
    }
    for (int i = 0; i < SMALL; i++) small[i] = malloc(SMALL_BYTES);
    printf("objects %d\nready\n", LARGE + SMALL);
    fflush(stdout);
    for (unsigned i = 0;; i++) {
        free(small[i % SMALL]);
        small[i % SMALL] = malloc(SMALL_BYTES);
    }
}
