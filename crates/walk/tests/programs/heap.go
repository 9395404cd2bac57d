// Builds a heap as its arguments say, tells every object that it holds and
// what the runtime says of itself, and then stands still. It allocates nothing
// between the runtime's figures and the end.
//
//	objects=N   objects that are made
//	keep=K      one in K is kept, and the others become garbage
//	size=A      with sizes up to A
//	huge=N:B    objects of B bytes
//	stacks=N    goroutines that wait, each with a deep stack
//	garbage=1   what is garbage is not collected
//
// Lines: `live ADDRESS BYTES`, `NAME BYTES`, `ready`. Then `figures` tells the
// figures again, and `collect` calls debug.FreeOSMemory() and says `trimmed`;
// anything else ends the program.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"syscall"
	"unsafe"
)

// With a pointer, so that the collector looks into it.
type node struct {
	next *node
	data [5]uint64
}

var objects, keep, size, huge, hugeSize, stacks, garbage = 1000, 10, 500, 0, 0, 0, 0
var kept [][]byte
var nodes []*node

var pid = uint64(os.Getpid())
var buffer = make([]byte, 0, 1<<16)

func flush() {
	for len(buffer) > 0 {
		n, err := syscall.Write(1, buffer)
		if err != nil {
			os.Exit(5)
		}
		buffer = buffer[:copy(buffer, buffer[n:])]
	}
}

func line(name string, value uint64) {
	buffer = append(buffer, name...)
	buffer = append(buffer, ' ')
	buffer = strconv.AppendUint(buffer, value, 10)
	buffer = append(buffer, '\n')
}

func live(address unsafe.Pointer, size int) {
	if len(buffer) > 1<<15 {
		flush()
	}
	buffer = append(buffer, "live "...)
	buffer = strconv.AppendUint(buffer, uint64(uintptr(address)), 16)
	line("", uint64(size))
}

func tell(figures *runtime.MemStats) {
	runtime.ReadMemStats(figures)
	line("heap-alloc", figures.HeapAlloc)
	line("heap-in-use", figures.HeapInuse)
	line("heap-idle", figures.HeapIdle)
	line("heap-released", figures.HeapReleased)
	line("stack-in-use", figures.StackInuse)
	line("pid", pid)
	buffer = append(buffer, "ready\n"...)
	flush()
}

func deep(n int, here, wait chan bool) int {
	var filler [128]byte
	if n == 0 {
		here <- true
		<-wait
		return int(filler[0])
	}
	return deep(n-1, here, wait) + int(filler[n%128])
}

func build() {
	state := uint64(88172645463325252)
	for i := 0; i < objects; i++ {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		bytes := make([]byte, int(state%uint64(size))+1)
		// What is new from the kernel is not written by the runtime.
		for j := range bytes {
			bytes[j] = 90
		}
		one := &node{}
		if i%keep == 0 {
			kept = append(kept, bytes)
			nodes = append(nodes, one)
		}
	}
	for i := 0; i < huge; i++ {
		kept = append(kept, make([]byte, hugeSize))
	}
}

func main() {
	for _, argument := range os.Args[1:] {
		for name, value := range map[string]*int{"objects": &objects, "keep": &keep,
			"size": &size, "stacks": &stacks, "garbage": &garbage} {
			fmt.Sscanf(argument, name+"=%d", value)
		}
		fmt.Sscanf(argument, "huge=%d:%d", &huge, &hugeSize)
	}
	debug.SetGCPercent(-1)
	here, wait := make(chan bool), make(chan bool)
	for i := 0; i < stacks; i++ {
		go deep(200, here, wait)
		<-here
	}
	build()
	if garbage == 0 {
		runtime.GC()
	}
	figures := new(runtime.MemStats)
	command := make([]byte, 16)
	for _, bytes := range kept {
		live(unsafe.Pointer(&bytes[0]), len(bytes))
	}
	for _, one := range nodes {
		live(unsafe.Pointer(one), int(unsafe.Sizeof(*one)))
	}
	tell(figures)
	for {
		n, _ := syscall.Read(0, command)
		if n > 0 && command[0] == 'f' {
			tell(figures)
		} else if n > 0 && command[0] == 'c' {
			debug.FreeOSMemory()
			buffer = append(buffer, "trimmed\n"...)
			flush()
		} else {
			return
		}
	}
}
