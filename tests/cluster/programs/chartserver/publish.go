package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

const (
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	configType   = "application/vnd.cncf.helm.config.v1+json"
	contentType  = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
)

type descriptor struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
	Size      int    `json:"size"`
}

type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        descriptor   `json:"config"`
	Layers        []descriptor `json:"layers"`
}

// publish pushes each chart to the registry at address as charts/<name>:<version>, as `helm push` does.
func publish(address string, charts []chart) error {
	for _, one := range charts {
		if err := publishChart(address+"/v2/charts/"+one.name, one); err != nil {
			return fmt.Errorf("publishing %s: %w", one.fileName(), err)
		}
	}
	return nil
}

func publishChart(repository string, one chart) error {
	metadata, err := json.Marshal(one.metadata)
	if err != nil {
		return err
	}
	config, content := describe(configType, metadata), describe(contentType, one.archive)
	text, err := json.Marshal(manifest{2, manifestType, config, []descriptor{content}})
	if err != nil {
		return err
	}
	uploads := repository + "/blobs/uploads/?digest="
	if err := send(http.MethodPost, uploads+config.Digest, "application/octet-stream", metadata); err != nil {
		return err
	}
	if err := send(http.MethodPost, uploads+content.Digest, "application/octet-stream", one.archive); err != nil {
		return err
	}
	return send(http.MethodPut, repository+"/manifests/"+one.version, manifestType, text)
}

func describe(mediaType string, content []byte) descriptor {
	sum := sha256.Sum256(content)
	return descriptor{mediaType, "sha256:" + hex.EncodeToString(sum[:]), len(content)}
}

func send(method, url, mediaType string, body []byte) error {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", mediaType)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s %s answered %s", method, url, answer.Status)
	}
	return nil
}
