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

// phase says where the program is. Heap is what Go itself counts
// (MemStats.Alloc): objects that are reachable, or not yet swept.
func (p *protocol) phase(name string, payload, elements int) error {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Fprintf(os.Stderr,
		"%-10s alloc %d idle %d released %d stacks %d\n",
		name, stats.Alloc, stats.HeapIdle, stats.HeapReleased, stats.StackSys)
	_, err := fmt.Fprintf(p.out,
		"residue phase %s payload=%d heap=%d elements=%d\n",
		name, payload, stats.Alloc, elements)
	if err != nil {
		return err
	}
	_, err = p.in.ReadString('\n')
	return err
}
