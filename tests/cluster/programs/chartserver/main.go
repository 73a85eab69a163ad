// Command chartserver serves a folder of plain Helm charts in both ways Helm can fetch them:
// as a classic HTTP repository at / and as an OCI registry under /v2/ (repository charts/<name>).
//
// The charts are packed at start and kept in memory. /ready answers 200 once both ways work.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: chartserver FOLDER-OF-CHARTS LISTEN-ADDRESS")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(folder, address string) error {
	charts, err := readCharts(folder)
	if err != nil {
		return err
	}
	var ready atomic.Bool
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: routes(charts, &ready), ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	if err := publish(fmt.Sprintf("http://127.0.0.1:%d", listener.Addr().(*net.TCPAddr).Port), charts); err != nil {
		return err
	}
	ready.Store(true)
	log.Printf("serving %d charts from %s at %s", len(charts), folder, listener.Addr())
	return <-stopped
}

func routes(charts []chart, ready *atomic.Bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/v2/", registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	mux.HandleFunc("GET /ready", func(answer http.ResponseWriter, _ *http.Request) {
		if !ready.Load() {
			http.Error(answer, "the charts are being published", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /index.yaml", func(answer http.ResponseWriter, _ *http.Request) {
		answer.Header().Set("Content-Type", "application/yaml")
		if err := json.NewEncoder(answer).Encode(repositoryIndex(charts)); err != nil {
			log.Printf("index.yaml was cut off: %v", err)
		}
	})
	for _, one := range charts {
		mux.HandleFunc("GET /"+one.fileName(), func(answer http.ResponseWriter, request *http.Request) {
			http.ServeContent(answer, request, one.fileName(), time.Time{}, bytes.NewReader(one.archive))
		})
	}
	return mux
}

// repositoryIndex is what `helm repo index` would write; JSON is YAML too.
func repositoryIndex(charts []chart) map[string]any {
	entries := map[string][]map[string]any{}
	for _, one := range charts {
		entry := map[string]any{"urls": []string{one.fileName()}, "digest": one.digest()}
		for key, value := range one.metadata {
			entry[key] = value
		}
		entries[one.name] = append(entries[one.name], entry)
	}
	return map[string]any{"apiVersion": "v1", "entries": entries}
}
