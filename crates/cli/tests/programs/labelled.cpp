// A map of C++ that was cleared, below an object that is still there: the
// nodes are the allocator's, the array of buckets the container's.
#include <cstdio>
#include <cstring>
#include <unistd.h>
#include <unordered_map>

struct Value {
    char bytes[128];
};

int main() {
    static std::unordered_map<long, Value> map;
    constexpr long entries = 400000;
    map.reserve(entries);
    for (long at = 0; at < entries; at++) memset(&map[at], 'x', sizeof(Value));
    auto *late = new char[200];
    memset(late, 'y', 200);
    map.clear();
    // A node holds a link, the key and the value: 144 bytes, and 16 of malloc.
    printf("ready %ld\n", entries * 160);
    fflush(stdout);
    for (;;) pause();
}
