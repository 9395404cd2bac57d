module residue/go-map

go 1.19
