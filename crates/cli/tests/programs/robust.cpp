// Every form of new and delete, destructors of thread-locals, and with
// -DOWN_NEW a new of the program's own that does not come by malloc. Ends
// with 5.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <vector>

#ifdef OWN_NEW
static char *room, *end;
static std::size_t given;
void *operator new(std::size_t size) {
    size = (size + 15) / 16 * 16;
    if (end - room < (std::ptrdiff_t)size) {
        std::size_t more = size + (1 << 24);
        room = (char *)mmap(nullptr, more, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        end = room + more;
    }
    given++;
    return (room += size) - size;
}
void operator delete(void *) noexcept { given--; }
void operator delete(void *, std::size_t) noexcept { given--; }
#endif

static void must(bool truth) {
    if (!truth) std::abort();
}

struct alignas(256) Aligned {
    char bytes[512];
};

static bool aligned(const void *object, std::uintptr_t to) {
    return reinterpret_cast<std::uintptr_t>(object) % to == 0;
}

static void forms() {
    const std::size_t sizes[] = {0, 1, 24, 1000, 5000, 200000};
    for (std::size_t size : sizes) {
        ::operator delete(::operator new(size));
        ::operator delete(::operator new(size), size);
        ::operator delete[](::operator new[](size));
        ::operator delete[](::operator new[](size), size);
        ::operator delete(::operator new(size, std::nothrow), std::nothrow);
        ::operator delete[](::operator new[](size, std::nothrow), std::nothrow);
        for (std::size_t to : {16, 64, 4096}) {
            std::align_val_t at{to};
            void *object = ::operator new(size, at);
            must(aligned(object, to));
            ::operator delete(object, at);
            ::operator delete(::operator new(size, at), size, at);
            ::operator delete[](::operator new[](size, at), at);
            ::operator delete[](::operator new[](size, at), size, at);
            ::operator delete(::operator new(size, at, std::nothrow), at,
                              std::nothrow);
        }
    }
    auto *one = new Aligned;
    auto *many = new Aligned[3];
    must(aligned(one, 256) && aligned(many, 256));
    delete one;
    delete[] many;
}

#ifndef OWN_NEW
// What cannot be had is thrown, or null.
static void refused() {
    volatile std::size_t most = SIZE_MAX / 2;
    must(::operator new(most, std::nothrow) == nullptr);
    bool thrown = false;
    try {
        ::operator delete(::operator new(most));
    } catch (const std::bad_alloc &) {
        thrown = true;
    }
    must(thrown);
}
#endif

struct Late {
    std::vector<std::string> kept;
    ~Late() {
        for (int i = 0; i < 50; i++) kept.push_back(std::string(100 + i, 'x'));
    }
};
static thread_local Late late;
static Late at_exit;

int main() {
    forms();
#ifndef OWN_NEW
    refused();
    for (int i = 0; i < 50; i++) {
        std::thread([] { late.kept.emplace_back(500, 'y'); }).join();
    }
#endif
    std::map<int, std::unique_ptr<std::string>> map;
    for (int i = 0; i < 20000; i++)
        map[i] = std::make_unique<std::string>(300, 'z');
    at_exit.kept.emplace_back(1000, 'w');
    std::free(std::malloc(10));
    return 5;
}
