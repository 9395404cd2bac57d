//go:build go1.24

package main

import "unsafe"

// table and swiss are the first words of the runtime's table and Map, as of
// Go 1.24.
type table struct {
	used, capacity uint16
}

type swiss struct {
	used   uint64
	seed   uintptr
	dir    unsafe.Pointer
	dirLen int
}

// slots is how many elements m has room for: the sum of its tables, each of
// which the directory names several times until that has split.
func slots[V any](m map[int]V) int {
	of := *(**swiss)(unsafe.Pointer(&m))
	if of == nil {
		return 0
	}
	if of.dirLen == 0 {
		// A small map is one group.
		if of.dir == nil {
			return 0
		}
		return 8
	}
	all, before := 0, (*table)(nil)
	for _, one := range unsafe.Slice((**table)(of.dir), of.dirLen) {
		if one != before {
			all += int(one.capacity)
		}
		before = one
	}
	return all
}
