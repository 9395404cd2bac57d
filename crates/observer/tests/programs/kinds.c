// Large and small objects of each kind of contents; prints their addresses,
// then "ready", and stands still.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 1 << 20, COUNT = 3000 };

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

static void fill(const char *kind, char *at, size_t size) {
    static const char line[] = "who holds the memory that did not go back? ";
    if (!strcmp(kind, "text")) {
        for (size_t i = 0; i < size; i++) at[i] = line[i % (sizeof line - 1)];
        return;
    }
    for (size_t i = 0; i + 8 <= size; i += 8) {
        uint64_t word = 0;
        if (!strcmp(kind, "random")) word = next();
        if (!strcmp(kind, "full")) word = UINT64_MAX;
        if (!strcmp(kind, "numbers")) word = (next() % 100) * 0x0101010101010101u;
        if (!strcmp(kind, "pointers")) word = (uint64_t)at + i;
        if (!strcmp(kind, "mostly-zeros") && i % 256 == 0) word = next();
        memcpy(at + i, &word, 8);
    }
}

int main(void) {
    static const char *const kinds[] = {"zeros",    "text",   "random", "full",
                                        "pointers", "numbers", "mostly-zeros"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        char *large = malloc(LARGE + 4096 * k);
        fill(kinds[k], large, LARGE + 4096 * k);
        printf("%s %llu\n", kinds[k], (unsigned long long)(uintptr_t)large);
        for (size_t i = 0; i < COUNT; i++) {
            size_t size = 264 + 64 * k;
            char *small = malloc(size);
            fill(kinds[k], small, size);
        }
    }
    char *never = malloc(LARGE * 2);
    printf("never %llu\n", (unsigned long long)(uintptr_t)never);
    printf("ready\n");
    fflush(stdout);
    pause();
}
