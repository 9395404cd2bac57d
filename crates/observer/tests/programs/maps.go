// A map that was emptied and one that is full, in their own words.
package main

import (
	"fmt"
	"os"
	"runtime"
)

type value [16]uint64

var emptied, full map[uint64]value

func main() {
	const many = 200000
	emptied, full = make(map[uint64]value), make(map[uint64]value)
	for i := uint64(0); i < many; i++ {
		emptied[i], full[i] = value{i, 1}, value{i, 1}
	}
	for i := uint64(0); i < many; i++ {
		if i%1000 != 0 {
			delete(emptied, i)
		}
	}
	// What died during the first is swept by the second.
	runtime.GC()
	runtime.GC()
	fmt.Println("emptied", len(emptied))
	fmt.Println("full", len(full))
	fmt.Println("element", 8+8*16)
	fmt.Println("ready")
	os.Stdin.Read(make([]byte, 1))
	runtime.KeepAlive(emptied)
	runtime.KeepAlive(full)
}
