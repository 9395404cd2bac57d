// A slice that Go's own allocator holds.
package main

import (
	"fmt"
	"time"
)

var held []byte

func main() {
	held = make([]byte, 64<<20)
	for at := range held {
		held[at] = 1
	}
	fmt.Println("ready", len(held))
	for {
		time.Sleep(time.Hour)
		held[0]++
	}
}
