// Command go-map fills a map, empties it, and keeps it: what Go's map and
// Go's runtime hold then. It speaks Residue's line protocol:
//
//	residue run --subject go-map='go run ./scripts/subjects/go-map value128'
//
// Its argument names the map: value128, pointer128, value129 or pointer129
// hold so many bytes by value or by pointer; empty and nil are never filled. A
// second argument says how it is emptied: delete (key by key), clear (all at
// once), recreate (another map in its place) or nil.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "go-map:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	kind, way := "value128", "delete"
	if len(args) > 0 {
		kind = args[0]
	}
	if len(args) > 1 {
		way = args[1]
	}
	subjects := map[string]func(*protocol, string, int) error{
		"value128":   values[[128]byte],
		"value129":   values[[129]byte],
		"pointer128": pointers[[128]byte],
		"pointer129": pointers[[129]byte],
		"empty":      unfilled(make(map[int][128]byte)),
		"nil":        unfilled(nil),
	}
	subject, known := subjects[kind]
	if !known {
		return fmt.Errorf("no map %q: value128, value129, pointer128, pointer129, empty or nil", kind)
	}
	elements, err := count()
	if err != nil {
		return err
	}
	p, err := newProtocol()
	if err != nil {
		return err
	}
	return subject(p, way, elements)
}

// count is how many elements the map gets: a million, unless ELEMENTS says.
func count() (int, error) {
	text, set := os.LookupEnv("ELEMENTS")
	if !set {
		return 1_000_000, nil
	}
	return strconv.Atoi(text)
}

type bytes interface{ [128]byte | [129]byte }

func values[V bytes](p *protocol, way string, elements int) error {
	var value V
	return course(p, way, elements, 8+len(value), func(int) V { return value })
}

func pointers[V bytes](p *protocol, way string, elements int) error {
	var value V
	return course(p, way, elements, 16+len(value), func(int) *V { return new(V) })
}

// course is what every map goes through; an element takes so many bytes.
func course[V any](p *protocol, way string, elements, element int, value func(int) V) error {
	return courseOf(make(map[int]V), p, way, elements, element, value)
}

func unfilled(m map[int][128]byte) func(*protocol, string, int) error {
	return func(p *protocol, way string, _ int) error {
		return courseOf(m, p, way, 0, 0, nil)
	}
}

func courseOf[V any](m map[int]V, p *protocol, way string, elements, element int, value func(int) V) error {
	runtime.GC()
	if err := p.phase("baseline", 0, 0, slots(m)); err != nil {
		return err
	}
	for i := 0; i < elements; i++ {
		m[i] = value(i)
	}
	// No collection here: what the map outgrew while it was filled is still
	// counted, as in a service at its peak.
	if err := p.phase("filled", elements*element, elements, slots(m)); err != nil {
		return err
	}
	switch way {
	case "delete":
		for i := 0; i < elements; i++ {
			delete(m, i)
		}
	case "clear":
		// The compiler makes one call of this, as of Go 1.21's clear.
		for key := range m {
			delete(m, key)
		}
	case "recreate":
		m = make(map[int]V)
	case "nil":
		m = nil
	default:
		return fmt.Errorf("no way %q to empty a map: delete, clear, recreate or nil", way)
	}
	runtime.GC()
	if err := p.phase("drained", 0, 0, slots(m)); err != nil {
		return err
	}
	debug.FreeOSMemory()
	if err := p.phase("collected", 0, 0, slots(m)); err != nil {
		return err
	}
	// Up to here the map is reachable, whatever the compiler knows.
	runtime.KeepAlive(m)
	m = nil
	debug.FreeOSMemory()
	return p.phase("dropped", 0, 0, 0)
}
