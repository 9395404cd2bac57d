// Containers that were filled and emptied, and memory that is none; prints
// the addresses of what they keep, then "ready", and stands still.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <unistd.h>
#include <unordered_map>
#include <vector>

enum { COUNT = 300000 };

static std::vector<double> in_variables;

struct Owner {
    std::unordered_map<uint64_t, uint64_t> map;
    std::vector<uint32_t> full;
};

static void say(const char *name, const void *at) {
    std::printf("%s %llu\n", name, (unsigned long long)(uintptr_t)at);
}

int main() {
    in_variables.assign(COUNT, 1.5);
    const void *variables = in_variables.data();
    in_variables.resize(COUNT / 10);

    std::vector<uint64_t> on_stack(COUNT, 7);
    const void *stack = on_stack.data();
    on_stack.clear();

    std::string text(COUNT, 'x');
    const void *string = text.data();
    text.resize(20);

    auto owner = std::make_unique<Owner>();
    for (uint64_t i = 0; i < COUNT; i++) owner->map[i] = i;
    for (uint64_t i = 5; i < COUNT; i++) owner->map.erase(i);
    owner->full.assign(COUNT, 9);

    // Nobody says how much of these is used.
    auto **kept = static_cast<char **>(std::malloc(3 * sizeof(char *)));
    for (int i = 0; i < 3; i++) {
        kept[i] = static_cast<char *>(std::malloc(COUNT * 8));
        std::memset(kept[i], i == 0 ? 0 : i == 1 ? 0xFF : 0x21, COUNT * 8);
    }

    say("variables", variables);
    say("stack", stack);
    say("string", string);
    say("full", owner->full.data());
    std::printf("buckets %zu\n", owner->map.bucket_count());
    std::printf("ready\n");
    std::fflush(stdout);
    pause();
    return owner->map.size() + on_stack.size() + text.size();
}
