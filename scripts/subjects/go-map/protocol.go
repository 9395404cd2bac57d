package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

// protocol says phases, and waits at each until it may go on: over the
// descriptor that RESIDUE_PROTOCOL_FD names, else over standard streams.
type protocol struct {
	out *os.File
	in  *bufio.Reader
}

func newProtocol() (*protocol, error) {
	name, set := os.LookupEnv("RESIDUE_PROTOCOL_FD")
	if !set {
		return &protocol{os.Stdout, bufio.NewReader(os.Stdin)}, nil
	}
	number, err := strconv.Atoi(name)
	if err != nil {
		return nil, fmt.Errorf("RESIDUE_PROTOCOL_FD: %w", err)
	}
	both := os.NewFile(uintptr(number), "protocol")
	return &protocol{both, bufio.NewReader(both)}, nil
}

// phase says where the program is, with what Go counts of itself: heap is
// MemStats.Alloc, the objects that are reachable or not yet swept; slots is
// how many elements the map has room for, if it tells.
func (p *protocol) phase(name string, payload, elements, slots int) error {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Fprintf(os.Stderr,
		"%-10s Alloc %d HeapIdle %d HeapReleased %d StackSys %d slots %d\n",
		name, stats.Alloc, stats.HeapIdle, stats.HeapReleased, stats.StackSys, slots)
	_, err := fmt.Fprintf(p.out,
		"residue phase %s payload=%d heap=%d elements=%d"+
			" heap_idle=%d heap_released=%d stack_sys=%d slots=%d\n",
		name, payload, stats.Alloc, elements,
		stats.HeapIdle, stats.HeapReleased, stats.StackSys, slots)
	if err != nil {
		return err
	}
	_, err = p.in.ReadString('\n')
	return err
}
