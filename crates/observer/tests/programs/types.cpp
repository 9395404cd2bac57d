// Objects of three classes, some of them freed; prints "ready", stands still.
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>
#include <vector>

struct Base {
    virtual ~Base() = default;
    virtual int run() = 0;
};

struct Session : Base {
    char bytes[72];
    int run() override { return bytes[0]; }
};

namespace app {
template <class T> struct Pool : Base {
    T item{};
    char bytes[104];
    int run() override { return sizeof(T); }
};
}

// The same size as a session.
struct Connection : Base {
    char bytes[72];
    int run() override { return bytes[1] + 1; }
};

// No class: it begins with a function.
struct Task {
    int (*call)();
    char bytes[40];
};

extern "C" int residue_tests_task() { return 7; }

template <class T> std::unique_ptr<Base> filled() {
    auto made = std::make_unique<T>();
    std::memset(made->bytes, 0xA5, sizeof made->bytes);
    return made;
}

int main() {
    std::vector<std::unique_ptr<Base>> all;
    std::vector<Task *> tasks;
    for (int i = 0; i < 9000; i++) {
        all.push_back(filled<Session>());
        if (i % 3 == 0) all.push_back(filled<Connection>());
        if (i % 9 == 0) all.push_back(filled<app::Pool<Session *>>());
        if (i % 18 == 0) tasks.push_back(new Task{residue_tests_task, "task"});
    }
    // Freed objects are of no type, whatever their bytes still say.
    for (size_t i = 0; i < all.size(); i += 2) all[i].reset();
    size_t sessions = 0, connections = 0, pools = 0;
    for (auto &one : all) {
        if (!one) continue;
        sessions += dynamic_cast<Session *>(one.get()) != nullptr;
        connections += dynamic_cast<Connection *>(one.get()) != nullptr;
        pools += dynamic_cast<app::Pool<Session *> *>(one.get()) != nullptr;
    }
    std::printf("sessions %zu\nconnections %zu\npools %zu\ntasks %zu\nready\n",
                sessions, connections, pools, tasks.size());
    std::fflush(stdout);
    pause();
}
