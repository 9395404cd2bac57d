/* What is hard on a library in the place of malloc, by name; each ends with
   5. A number behind the name is how often. Built with -DPLUGIN it is a
   library that allocates while it is loaded and unloaded; with -DOWN_MALLOC a
   program that brings its own malloc. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUST(truth)                                                       \
    do {                                                                  \
        if (!(truth)) {                                                   \
            fprintf(stderr, "line %d: not %s\n", __LINE__, #truth);       \
            abort();                                                      \
        }                                                                 \
    } while (0)

#ifdef PLUGIN

char *of_constructor;

__attribute__((constructor)) static void loaded(void) {
    of_constructor = strdup("allocated while it was loaded");
}

__attribute__((destructor)) static void unloaded(void) {
    free(of_constructor);
    free(malloc(100));
}

void *of_library(void) { return malloc(1000); }

#else

extern char **environ;

static void *kept[20000];

/* Keeps 8,000,000 bytes, which a child of any kind may free as its own. */
static void hold(void) {
    for (int i = 0; i < 20000; i++) kept[i] = memset(malloc(400), 1, 400);
}

static void churn(int count) {
    void *some[50] = {0};
    for (int i = 0; i < count; i++) {
        void **slot = &some[i % 50];
        *slot = i % 3 ? realloc(*slot, 20 + i % 700) : (free(*slot), malloc(i % 5000 + 1));
        MUST(*slot != NULL);
    }
    for (int i = 0; i < 50; i++) free(some[i]);
}

static void *come_and_go(void *unused) {
    (void)unused;
    churn(100);
    return malloc(64);
}

/* So many threads, ten at a time; each leaves an object to another. */
static void threads(int count) {
    for (int round = 0; round < count / 10; round++) {
        pthread_t ids[10];
        void *left;
        for (int i = 0; i < 10; i++)
            MUST(pthread_create(&ids[i], NULL, come_and_go, NULL) == 0);
        for (int i = 0; i < 10; i++) {
            MUST(pthread_join(ids[i], &left) == 0);
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

/* Handlers allocate a thousand times a second, while two threads do nothing
   that they could interrupt the allocator in. */
static void *idle(void *unused) {
    (void)unused;
    while (!pthread_equal(pthread_self(), 0) && handled >= 0) usleep(100);
    return NULL;
}

static void signals(int count) {
    pthread_t other;
    MUST(pthread_create(&other, NULL, idle, NULL) == 0);
    signal(SIGALRM, allocate);
    struct itimerval often = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &often, NULL);
    while (handled < count) ;
    memset(&often, 0, sizeof often);
    setitimer(ITIMER_REAL, &often, NULL);
    handled = -1;
    pthread_join(other, NULL);
}

static pthread_key_t keys[40];

/* Allocates after the tracker has been told of the thread's end, too: glibc
   calls destructors anew as long as they set values. */
static void destroy(void *value) {
    static __thread int again;
    free(value);
    free(malloc(300));
    if (again++ < 100) pthread_setspecific(keys[again % 40], malloc(200));
}

static void *with_values(void *unused) {
    (void)unused;
    for (int i = 0; i < 40; i++) pthread_setspecific(keys[i], malloc(100 + i));
    return NULL;
}

static void thread_locals(int count) {
    for (int i = 0; i < 40; i++) MUST(pthread_key_create(&keys[i], destroy) == 0);
    for (int i = 0; i < count; i++) {
        pthread_t id;
        MUST(pthread_create(&id, NULL, with_values, NULL) == 0);
        pthread_join(id, NULL);
    }
}

/* A library comes and goes, and its objects with it, or without. */
static void plugins(const char *file, int count, int flags) {
    for (int i = 0; i < count; i++) {
        void *library = dlopen(file, RTLD_NOW | flags);
        MUST(library != NULL);
        void *(*make)(void) = (void *(*)(void))dlsym(library, "of_library");
        MUST(make != NULL);
        void *object = make();
        MUST(dlclose(library) == 0);
        free(object);
    }
}

static int in_child(void *unused) {
    (void)unused;
    churn(500);
    for (int i = 0; i < 100; i++) free(kept[i]);
    syscall(SYS_exit_group, 0);
    return 0;
}

static void ended(pid_t child) {
    int status;
    MUST(child > 0);
    MUST(waitpid(child, &status, __WALL) == child && status == 0);
}

extern pid_t _Fork(void);

/* Children of every kind. */
static void children(int count) {
    char *words[] = {"true", NULL};
    for (volatile int i = 0; i < count; i++) {
        pid_t child;
        switch (i % 5) {
        case 0: child = fork(); break;
        case 1: child = _Fork(); break;
        case 2: child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); break;
        case 3:
            child = vfork();
            if (child == 0) {
                execvp(words[0], words);
                _exit(9);
            }
            break;
        default: MUST(posix_spawnp(&child, words[0], NULL, NULL, words, environ) == 0);
        }
        if (child == 0) in_child(NULL);
        ended(child);
    }
    /* One that shares the memory, and allocates as its parent would. */
    static char stack[1 << 18] __attribute__((aligned(16)));
    for (int i = 0; i < count; i++)
        ended(clone(in_child, stack + sizeof stack, SIGCHLD, NULL));
}

static void family(void) {
    errno = 0;
    volatile size_t most = (size_t)-1;
    MUST(reallocarray(NULL, most, 16) == NULL && errno == ENOMEM);
    errno = 0;
    MUST(calloc(most, 16) == NULL && errno == ENOMEM);
    errno = 0;
    MUST(malloc(most / 2) == NULL && errno == ENOMEM);
    void *object = malloc(100);
    MUST(reallocarray(object, most, 16) == NULL);
    MUST(realloc(object, most / 2) == NULL);
    memset(object, 1, malloc_usable_size(object));
    MUST(malloc_usable_size(object) >= 100 && malloc_usable_size(NULL) == 0);
    void (*free_sized)(void *, size_t) =
        (void (*)(void *, size_t))dlsym(RTLD_DEFAULT, "free_sized");
    void (*free_aligned)(void *, size_t, size_t) =
        (void (*)(void *, size_t, size_t))dlsym(RTLD_DEFAULT, "free_aligned_sized");
    free_sized ? free_sized(object, 100) : free(object);
    void *aligned = aligned_alloc(4096, 8192);
    MUST((size_t)aligned % 4096 == 0);
    free_aligned ? free_aligned(aligned, 4096, 8192) : free(aligned);
    MUST(posix_memalign(&aligned, 3, 10) == EINVAL);
    MUST(posix_memalign(&aligned, sizeof(void *), most / 2) == ENOMEM);
    for (size_t at = 16; at <= 1 << 21; at *= 2) {
        MUST(posix_memalign(&aligned, at, 10) == 0 && (size_t)aligned % at == 0);
        free(aligned);
        aligned = memalign(at, 0);
        MUST((size_t)aligned % at == 0);
        free(aligned);
    }
    free(valloc(1));
    free(pvalloc(1));
    MUST(malloc_trim(0) >= 0);
    free(realloc(realloc(NULL, 1 << 20), 1 << 25));
}

/* The kernel refuses these calls from here on, and the program goes on as
   another, which then begins without them. */
static void without(const char *what) {
    int memfd = !strcmp(what, "memfd") ? SYS_memfd_create : SYS_socket;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, memfd, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
    char *words[] = {"robust", "family", NULL};
    execv("/proc/self/exe", words);
}

#ifdef OWN_MALLOC
/* Never gives anything back, and knows every size. */
static char *room, *end;
void *malloc(size_t size) {
    size = (size + 31) / 16 * 16;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    if (room == NULL || end - room < (ptrdiff_t)size) {
        size_t more = size > 1 << 24 ? size + (1 << 20) : 1 << 24;
        room = mmap(NULL, more, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        end = room + more;
    }
    char *object = room + 16;
    *(size_t *)room = size - 16;
    room += size;
    pthread_mutex_unlock(&lock);
    return object;
}
void free(void *object) {
    /* One of another allocator has no size in front of it. */
    if (object != NULL) MUST(((size_t *)object)[-2] % 16 == 0);
}
void *calloc(size_t count, size_t size) { return malloc(count * size); }
void *realloc(void *object, size_t size) {
    void *new = malloc(size);
    if (object == NULL) return new;
    size_t old = ((size_t *)object)[-2];
    memcpy(new, object, old < size ? old : size);
    return new;
}
#endif

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    int count = argc > 2 ? atoi(argv[2]) : 0;
    hold();
    if (!strcmp(what, "threads")) threads(count);
    if (!strcmp(what, "signals")) signals(count);
    if (!strcmp(what, "thread-locals")) thread_locals(count);
    if (!strcmp(what, "children")) children(count);
    if (!strcmp(what, "plugins")) plugins(argv[3], count, 0);
    if (!strcmp(what, "deep-plugins")) plugins(argv[3], count, RTLD_DEEPBIND);
    if (!strcmp(what, "churn")) churn(count);
    if (!strcmp(what, "all")) {
        threads(300);
        signals(100);
        thread_locals(50);
        children(20);
        plugins(argv[2], 20, 0);
        churn(20000);
        family();
    }
    if (!strcmp(what, "family")) family();
    if (!strcmp(what, "without")) without(argv[2]);
    return 5;
}

#endif
