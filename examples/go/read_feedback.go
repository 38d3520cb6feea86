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
type taggedEvent struct {
	Feedback, Channel, Text string
	Sentiment               struct{ Label string }
	Topics                  []struct{ Name string }
}
type issueEvent struct{ Feedback, Priority, Owner, Why string }

var counted = map[string]int{}

func onOneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// What is printed.
func line(kind string, value []byte) (string, error) {
	if kind == issue {
		var said issueEvent
		err := json.Unmarshal(value, &said)
		return fmt.Sprintf("issue %s %s %s %s", said.Feedback, said.Priority, said.Owner, onOneLine(said.Why)), err
	}
	var said taggedEvent
	err := json.Unmarshal(value, &said)
	names := "-"
	for number, topic := range said.Topics {
		if number == 0 {
			names = topic.Name
		} else {
			names += "," + topic.Name
		}
	}
	return fmt.Sprintf("tagged %s %s %s %s %s", said.Feedback, said.Channel, said.Sentiment.Label, names, onOneLine(said.Text)), err
}

// One record. Who knows only v1 passes over v2: golddust writes both for a while.
func work(record *kgo.Record) {
	kind := ""
	for _, header := range record.Headers {
		if header.Key == "ce_type" {
			kind = string(header.Value)
		}
	}
	if kind != tagged && kind != issue {
		counted["passed over"]++
		fmt.Fprintf(os.Stderr, "passed over %q\n", kind)
	} else if printed, err := line(kind, record.Value); err != nil {
		counted["cannot be read"]++
		fmt.Fprintf(os.Stderr, "cannot be read: %s/%d/%d: %v\n", record.Topic, record.Partition, record.Offset, err)
	} else {
		counted[kind]++
		fmt.Println(printed)
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
		fetches := client.PollFetches(going)
		if err := fetches.Err(); err != nil && going.Err() == nil {
			fmt.Fprintln(os.Stderr, "not fetched, so tried again:", err)
		}
		fetches.EachRecord(work)
		if err := client.CommitUncommittedOffsets(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, "not committed, so it will come again:", err)
		}
		client.AllowRebalance()
	}
	client.CloseAllowingRebalance()
	fmt.Fprintf(os.Stderr, "%d tagged, %d issues, %d passed over, %d cannot be read\n",
		counted[tagged], counted[issue], counted["passed over"], counted["cannot be read"])
}
