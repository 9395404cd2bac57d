// std::unordered_map, or std::vector, filled, emptied and kept; over Residue's
// line protocol. Arguments: map or vector [map].
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unordered_map>
#include <unistd.h>
#include <vector>

static void phase(const char *name, size_t payload, size_t elements) {
    static const char *number = getenv("RESIDUE_PROTOCOL_FD");
    static FILE *out = number ? fdopen(atoi(number), "w") : stdout;
    static FILE *in = number ? fdopen(dup(atoi(number)), "r") : stdin;
    fprintf(out, "residue phase %s payload=%zu elements=%zu\n", name, payload, elements);
    fflush(out);
    while (int c = fgetc(in)) if (c == '\n' || c == EOF) break;
}

struct Value { char bytes[128]; };

template <class Container, class Fill>
static void course(size_t elements, size_t element, Fill fill) {
    Container container;
    phase("baseline", 0, 0);
    for (size_t i = 0; i < elements; i++) fill(container, i);
    phase("filled", elements * element, elements);
    container.clear();
    phase("drained", 0, 0);
    Container().swap(container);
    phase("dropped", 0, 0);
}

int main(int argc, char **argv) {
    const char *text = getenv("ELEMENTS");
    size_t elements = text ? strtoul(text, nullptr, 10) : 1000000;
    if (argc > 1 && !strcmp(argv[1], "vector")) {
        course<std::vector<Value>>(elements, sizeof(Value),
            [](auto &vector, size_t) { vector.push_back(Value()); });
    } else {
        course<std::unordered_map<size_t, Value>>(elements, sizeof(Value) + sizeof(size_t),
            [](auto &map, size_t key) { map[key] = Value(); });
    }
}
