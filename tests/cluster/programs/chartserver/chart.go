package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// chart is one version of one chart, packed. Name and version come from its Chart.yaml.
type chart struct {
	name, version string
	metadata      map[string]any
	archive       []byte
}

func (c chart) fileName() string { return c.name + "-" + c.version + ".tgz" }

func (c chart) digest() string {
	sum := sha256.Sum256(c.archive)
	return hex.EncodeToString(sum[:])
}

// readCharts packs each sub-folder of folder that holds a Chart.yaml.
func readCharts(folder string) ([]chart, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*", "Chart.yaml"))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no */Chart.yaml in %s", folder)
	}
	charts := make([]chart, 0, len(found))
	for _, file := range found {
		one, err := readChart(filepath.Dir(file))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		charts = append(charts, one)
	}
	return charts, nil
}

func readChart(folder string) (chart, error) {
	var one chart
	text, err := os.ReadFile(filepath.Join(folder, "Chart.yaml"))
	if err != nil {
		return one, err
	}
	if err := yaml.Unmarshal(text, &one.metadata); err != nil {
		return one, err
	}
	one.name, _ = one.metadata["name"].(string)
	one.version, _ = one.metadata["version"].(string)
	if one.name == "" || one.version == "" {
		return one, fmt.Errorf("name and version have to be strings")
	}
	one.archive, err = pack(os.DirFS(folder), one.name)
	return one, err
}

// pack writes no times and no owners: the same files give the same bytes.
func pack(files fs.FS, name string) ([]byte, error) {
	var packed bytes.Buffer
	compressed := gzip.NewWriter(&packed)
	archive := tar.NewWriter(compressed)
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		header := &tar.Header{Name: path.Join(name, file), Mode: 0o644, Size: int64(len(content))}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		_, err = archive.Write(content)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
