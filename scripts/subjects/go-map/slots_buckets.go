//go:build !go1.24

package main

import "unsafe"

// hmap is the first words of the runtime's, the same from Go 1.0 to 1.23.
type hmap struct {
	count int
	flags uint8
	B     uint8
}

// slots is how many elements m has room for: 8 in each of 1<<B buckets.
func slots[V any](m map[int]V) int {
	table := *(**hmap)(unsafe.Pointer(&m))
	if table == nil {
		return 0
	}
	return 8 << table.B
}
