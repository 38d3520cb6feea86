// Prints one line for each tagged message and each issue: `go run . 127.0.0.1:9092`, and the prefix of topics, if any ([log] prefix).
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/twmb/franz-go/pkg/kgo"
)

const tagged, issue = "golddust.feedback.tagged.v1", "golddust.feedback.issue.v1"

// Of each event only what is printed: other fields, also those to come, are passed over.
type event struct {
	Feedback, Channel, Text, Priority, Owner, Why string
	Sentiment                                     struct{ Label string }
	Topics                                        json.RawMessage // objects in tagged, names in issues
}

func onOneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// One record. Who knows only v1 passes over v2: golddust writes both for a while.
func work(record *kgo.Record) {
	kind := ""
	for _, header := range record.Headers {
		if header.Key == "ce_type" {
			kind = string(header.Value)
		}
	}
	if kind != tagged && kind != issue {
		fmt.Fprintf(os.Stderr, "passed over %q\n", kind)
		return
	}
	var said event
	var topics []struct{ Name string }
	err := json.Unmarshal(record.Value, &said)
	if err == nil && kind == tagged {
		err = json.Unmarshal(said.Topics, &topics)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "cannot be read: %s/%d/%d: %v\n", record.Topic, record.Partition, record.Offset, err)
	} else if kind == issue {
		fmt.Println("issue", said.Feedback, said.Priority, said.Owner, onOneLine(said.Why))
	} else {
		names := []string{}
		for _, topic := range topics {
			names = append(names, topic.Name)
		}
		if len(names) == 0 {
			names = []string{"-"}
		}
		fmt.Println("tagged", said.Feedback, said.Channel, said.Sentiment.Label, strings.Join(names, ","), onOneLine(said.Text))
	}
}

func main() {
	prefix := strings.Join(os.Args[2:], "")
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(os.Args[1], ",")...), kgo.ConsumerGroup("example-go"),
		kgo.ConsumeTopics(prefix+"feedback.tagged", prefix+"feedback.issues"), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(), kgo.BlockRebalanceOnPoll())
	if err != nil {
		panic(err)
	}
	going, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	for going.Err() == nil { // work, and only then commit, so that nothing is passed over when this dies in between
		client.PollFetches(going).EachRecord(work)
		if err := client.CommitUncommittedOffsets(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, "not committed, so it will come again:", err)
		}
		client.AllowRebalance()
	}
	client.CloseAllowingRebalance()
}
