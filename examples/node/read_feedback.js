// Prints one line for each tagged message and each issue, as golddust writes them. `node read_feedback.js 127.0.0.1:9092`.
// The second argument is the prefix of topics, where the installation has one ([log] prefix).
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require("kafkajs");
const lz4 = require("lz4js");

// golddust compresses with LZ4 unless told otherwise, which kafkajs leaves to others.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const TAGGED = "golddust.feedback.tagged.v1";
const ISSUE = "golddust.feedback.issue.v1";
const counted = { [TAGGED]: 0, [ISSUE]: 0, passedOver: 0, unreadable: 0 };
const onOneLine = (text) => text.trim().split(/\s+/).join(" ");

// What is printed. Fields and choices that we do not know are passed over; optional fields may be missing.
function line(kind, value) {
  if (kind === TAGGED) {
    const topics = value.topics.map((topic) => topic.name).join(",") || "-";
    return `tagged ${value.feedback} ${value.channel} ${value.sentiment.label} ${topics} ${onOneLine(value.text)}`;
  }
  return `issue ${value.feedback} ${value.priority} ${value.owner} ${onOneLine(value.why)}`;
}

// One record. Who knows only v1 passes over v2: golddust writes both for a while.
function work(topic, partition, message) {
  const kind = String((message.headers && message.headers.ce_type) || "");
  if (kind !== TAGGED && kind !== ISSUE) {
    counted.passedOver += 1;
    console.error(`passed over ${kind || "a record without a type"}`);
    return;
  }
  try {
    console.log(line(kind, JSON.parse(message.value)));
    counted[kind] += 1;
  } catch (error) {
    counted.unreadable += 1;
    console.error(`cannot be read: ${topic}/${partition}/${message.offset}: ${error}`);
  }
}

async function main(servers, prefix = "") {
  const kafka = new Kafka({ clientId: "example-node", brokers: servers.split(","), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: "example-node" }); // reads what is committed, as is kafkajs's way
  const stop = async () => {
    await consumer.disconnect();
    const unread = `${counted.passedOver} passed over, ${counted.unreadable} cannot be read`;
    console.error(`${counted[TAGGED]} tagged, ${counted[ISSUE]} issues, ${unread}`);
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);
  await consumer.connect();
  await consumer.subscribe({ topics: [`${prefix}feedback.tagged`, `${prefix}feedback.issues`], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    // Work, and only then commit, so that nothing is passed over when this dies in between.
    eachBatch: async ({ batch, heartbeat }) => {
      for (const message of batch.messages) {
        work(batch.topic, batch.partition, message);
        await heartbeat();
      }
      const offset = String(BigInt(batch.lastOffset()) + 1n);
      await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }]);
    },
  });
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
