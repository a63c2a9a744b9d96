// Checks logs with golang.org/x/mod/sumdb, which knows nothing of gongkai: a line in, a line out.
package main

import (
	"bufio"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func decoded(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func hash(s string) (h tlog.Hash) {
	if copy(h[:], decoded(s)) != len(h) {
		panic("a hash of another length")
	}
	return h
}

func hashes(fields []string) (found []tlog.Hash) {
	for _, f := range fields {
		found = append(found, hash(f))
	}
	return found
}

// A witness verifies cosignature/v1, which x/mod leaves to others; the key text is read by hand.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.id }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(w.key, append([]byte(head), msg...), sig[8:])
}

func verifier(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if key := decoded(parts[2]); key[0] == 4 {
		id, err := strconv.ParseUint(parts[1], 16, 32)
		return witness{parts[0], uint32(id), key[1:]}, err
	}
	return note.NewVerifier(text)
}

// files reads tiles below a folder in the layout of tlog-tiles, which has no height in its paths.
type files string

func path(t tlog.Tile) string { return strings.Replace(t.Path(), "tile/8/", "tile/", 1) }

func (f files) Height() int                         { return 8 }
func (f files) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f files) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		b, err := os.ReadFile(filepath.Join(string(f), path(t)))
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	return data, nil
}

// whole verifies a log on disk: signature, every tile that is needed, every entry.
func whole(folder, key string) (string, error) {
	v, err := verifier(key)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return "", err
	}
	opened, err := note.Open(data, note.VerifierList(v))
	if err != nil {
		return "", err
	}
	lines := strings.Split(opened.Text, "\n")
	tree := tlog.Tree{N: number(lines[1]), Hash: hash(lines[2])}
	reader := tlog.TileHashReader(tree, files(folder))
	for first := int64(0); first < tree.N; first += 256 {
		t := tlog.Tile{H: 8, L: -1, N: first / 256, W: int(min(256, tree.N-first))}
		bundle, err := os.ReadFile(filepath.Join(folder, strings.Replace(path(t), "data", "entries", 1)))
		if err != nil {
			return "", err
		}
		for n := first; n < first+int64(t.W); n++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return "", errors.New("a bundle is cut")
			}
			size := int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2 : 2+size]
			bundle = bundle[2+size:]
			found, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
			if err != nil {
				return "", err
			}
			if found[0] != tlog.RecordHash(entry) {
				return "", errors.New("another entry")
			}
		}
		if len(bundle) != 0 {
			return "", errors.New("more in a bundle")
		}
	}
	return fmt.Sprint(tree.N), nil
}

func answer(f []string) (string, error) {
	switch f[0] {
	case "leaf":
		h := tlog.RecordHash(decoded(f[1]))
		return base64.StdEncoding.EncodeToString(h[:]), nil
	case "record":
		return "", tlog.CheckRecord(hashes(f[5:]), number(f[1]), hash(f[2]), number(f[3]), hash(f[4]))
	case "tree":
		return "", tlog.CheckTree(hashes(f[5:]), number(f[1]), hash(f[2]), number(f[3]), hash(f[4]))
	case "tiles":
		var paths []string
		for _, t := range tlog.NewTiles(8, number(f[1]), number(f[2])) {
			paths = append(paths, path(t))
		}
		return strings.Join(paths, " "), nil
	case "open":
		v, err := verifier(f[1])
		if err == nil {
			_, err = note.Open(decoded(f[2]), note.VerifierList(v))
		}
		return "", err
	case "sign":
		s, err := note.NewSigner(f[1])
		if err != nil {
			return "", err
		}
		signed, err := note.Sign(&note.Note{Text: string(decoded(f[2]))}, s)
		return base64.StdEncoding.EncodeToString(signed), err
	case "log":
		return whole(f[1], f[2])
	}
	panic(f[0])
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		if said, err := answer(strings.Split(in.Text(), " ")); err != nil {
			fmt.Println("no", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("yes", said)
		}
	}
}
