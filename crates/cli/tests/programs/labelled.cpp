// Programs of which it is known who holds the memory, by name. Each says
// "ready BYTES" once it holds so many that its culprit is to blame for, and
// then waits.
#include <cstdio>
#include <cstring>
#include <deque>
#include <list>
#include <map>
#include <queue>
#include <string>
#include <string_view>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>
#include <vector>

struct Value {
    char bytes[128];
};

constexpr long ENTRIES = 400000;
constexpr long MIB = 1 << 20;

static Value full() {
    Value value;
    memset(&value, 'x', sizeof value);
    return value;
}

[[noreturn]] static void ready(long bytes) {
    printf("ready %ld\n", bytes);
    fflush(stdout);
    for (;;) pause();
}

// An object that the heap ends with, so that what is freed below stays.
char *last;

static void late() {
    last = new char[100000];
    memset(last, 'y', 100000);
}

// A node holds a link, the key and the value: 144 bytes, and 16 of malloc.
static void nodes() {
    static std::unordered_map<long, Value> map;
    map.reserve(ENTRIES);
    for (long at = 0; at < ENTRIES; at++) map[at] = full();
    late();
    map.clear();
    ready(ENTRIES * 160);
}

// The array of buckets of a map that once was large, with few nodes.
static void buckets() {
    static std::unordered_map<long, long> map;
    map.reserve(8 * MIB);
    for (long at = 0; at < 1000; at++) map[at] = at;
    // What was never written to is not there.
    map.rehash(12 * MIB);
    ready(map.bucket_count() * 8);
}

static void tree() {
    static std::map<long, Value> map;
    for (long at = 0; at < ENTRIES; at++) map[at] = full();
    late();
    map.clear();
    // Three links, a colour, the key and the value: 168, and 8 of malloc.
    ready(ENTRIES * 176);
}

static void cleared_list() {
    static std::list<Value> list;
    for (long at = 0; at < ENTRIES; at++) list.push_back(full());
    late();
    list.clear();
    ready(ENTRIES * 160);
}

static void deque() {
    static std::deque<Value> queue;
    for (long at = 0; at < ENTRIES; at++) queue.push_back(full());
    late();
    while (!queue.empty()) queue.pop_front();
    // Blocks of four, and 16 of malloc.
    ready(ENTRIES / 4 * 528);
}

static void vector() {
    static std::vector<Value> vector;
    for (long at = 0; at < ENTRIES; at++) vector.push_back(full());
    vector.clear();
    // Pages that were never written to are not there.
    ready(ENTRIES * 128);
}

// A vector of which a quarter is used.
static void quarter() {
    static std::vector<long> vector(16 * MIB, 7);
    vector.resize(4 * MIB);
    ready(12 * MIB * 8);
}

static void heap() {
    static std::priority_queue<long> queue;
    for (long at = 0; at < 8 * MIB; at++) queue.push(at);
    while (queue.size() > 5) queue.pop();
    ready(8 * MIB * 8);
}

static void string() {
    static std::string text(64 * MIB, 'x');
    text.clear();
    ready(64 * MIB);
}

// Buffers of connections that are reused, of a pool.
static void vectors() {
    static std::vector<std::vector<char>> pool(1000);
    for (auto &buffer : pool) {
        buffer.assign(64000, 'x');
        buffer.clear();
    }
    ready(1000L * 64000);
}

struct Connection {
    long number;
    std::string peer;
    std::vector<char> input;
    std::vector<char> output;
};

// The same of smaller ones, each in an object of its own.
static void connections() {
    static std::vector<Connection *> all;
    for (long at = 0; at < 10000; at++) {
        auto *one = new Connection{at, "127.0.0.1", {}, {}};
        for (auto *buffer : {&one->input, &one->output}) {
            buffer->assign(4096, 'x');
            buffer->clear();
        }
        all.push_back(one);
    }
    ready(10000L * 2 * 4104);
}

// One node in twenty is kept.
static void scattered() {
    static std::unordered_map<long, Value> map;
    map.reserve(ENTRIES);
    for (long at = 0; at < ENTRIES; at++) map[at] = full();
    for (long at = 0; at < ENTRIES; at++)
        if (at % 20) map.erase(at);
    ready(ENTRIES / 20 * 19 * 160);
}

// What `new` gave and nobody deletes.
static void leaked() {
    for (long at = 0; at < ENTRIES; at++) *new Value = full();
    ready(ENTRIES * 136);
}

static void set_of_strings() {
    static std::unordered_set<std::string> set;
    for (long at = 0; at < ENTRIES; at++)
        set.insert("a text that is too long to lie in its node, " +
                   std::to_string(at));
    // A link, the text, its hash, and the text itself.
    ready(ENTRIES * (56 + 72));
}

static void given_back() {
    std::vector<Value> vector(ENTRIES, full());
    vector.clear();
    vector.shrink_to_fit();
    ready(0);
}

int main(int count, char **arguments) {
    std::string_view name = count > 1 ? arguments[1] : "";
    if (name == "nodes") nodes();
    if (name == "buckets") buckets();
    if (name == "tree") tree();
    if (name == "list") cleared_list();
    if (name == "deque") deque();
    if (name == "vector") vector();
    if (name == "quarter") quarter();
    if (name == "heap") heap();
    if (name == "string") string();
    if (name == "vectors") vectors();
    if (name == "connections") connections();
    if (name == "scattered") scattered();
    if (name == "leaked") leaked();
    if (name == "set-of-strings") set_of_strings();
    if (name == "given-back") given_back();
    fprintf(stderr, "no program is called '%s'\n", arguments[1]);
    return 2;
}
