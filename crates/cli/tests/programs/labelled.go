// Programs of which it is known who holds the memory, by name. Each says
// "ready BYTES" once it holds so many that its culprit is to blame for, and
// then waits.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

const entries = 400000

type value [128]byte

var (
	slice    []byte
	values   []value
	table    map[int64]value
	pointers []*value
)

func ready(bytes int) {
	fmt.Println("ready", bytes)
	for {
		time.Sleep(time.Hour)
		runtime.KeepAlive(slice)
	}
}

func filled(bytes int) []byte {
	made := make([]byte, bytes)
	for at := range made {
		made[at] = 1
	}
	return made
}

// A slice that is held.
func held() {
	slice = filled(64 << 20)
	ready(len(slice))
}

// A slice that was cut to nothing keeps its array.
func cut() {
	slice = filled(64 << 20)[:0]
	ready(cap(slice))
}

func fill() {
	table = map[int64]value{}
	for at := int64(0); at < entries; at++ {
		table[at] = value{1}
	}
}

// A map that was emptied keeps its buckets: 65536 of 8 slots, and as many as
// one in sixteen more for those that overflow.
func emptied() {
	fill()
	for at := range table {
		delete(table, at)
	}
	// What it had before it grew is not its any more.
	debug.FreeOSMemory()
	ready((65536 + 4096) * (8 + 8*136 + 8))
}

func allocate() {
	pointers = make([]*value, entries)
	for at := range pointers {
		pointers[at] = &value{1}
	}
}

// Objects that a collection found dead, and the runtime still has.
func collected() {
	debug.SetGCPercent(-1)
	allocate()
	pointers = nil
	runtime.GC()
	ready(entries * (128 + 8))
}

// One object in twenty is kept.
func scattered() {
	allocate()
	for at := range pointers {
		if at%20 != 0 {
			pointers[at] = nil
		}
	}
	runtime.GC()
	ready(entries / 20 * 19 * 128)
}

func leaked() {
	allocate()
	ready(entries * (128 + 8))
}

func released() {
	allocate()
	pointers = nil
	debug.FreeOSMemory()
	ready(0)
}

func mapped() {
	protection := syscall.PROT_READ | syscall.PROT_WRITE
	flags := syscall.MAP_PRIVATE | syscall.MAP_ANON
	area, err := syscall.Mmap(-1, 0, 64<<20, protection, flags)
	if err != nil {
		panic(err)
	}
	for at := range area {
		area[at] = 1
	}
	ready(64 << 20)
}

func main() {
	programs := map[string]func(){
		"held": held, "cut": cut, "map": emptied, "collected": collected,
		"scattered": scattered, "leaked": leaked, "released": released,
		"mapped": mapped,
	}
	programs[os.Args[1]]()
}
