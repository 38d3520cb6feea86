import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Prints one line for each tagged message and each issue. Arguments: servers, and the prefix of topics, if any ([log] prefix). */
public class ReadFeedback {
    static final String TAGGED = "golddust.feedback.tagged.v1", ISSUE = "golddust.feedback.issue.v1";
    static final ObjectMapper JSON = new ObjectMapper();
    static int tagged, issues, passedOver, unreadable;

    /** What is printed. Fields and choices that we do not know are passed over; optional fields may be missing. */
    static String line(String kind, JsonNode value) {
        String feedback = value.required("feedback").asText();
        if (kind.equals(ISSUE)) {
            return String.join(" ", "issue", feedback, value.required("priority").asText(), value.required("owner").asText(),
                onOneLine(value.required("why")));
        }
        StringJoiner topics = new StringJoiner(",").setEmptyValue("-");
        value.required("topics").forEach(topic -> topics.add(topic.required("name").asText()));
        return String.join(" ", "tagged", feedback, value.required("channel").asText(),
            value.required("sentiment").required("label").asText(), topics.toString(), onOneLine(value.required("text")));
    }

    static String onOneLine(JsonNode text) {
        return text.asText().strip().replaceAll("\\s+", " ");
    }

    /** One record. Who knows only v1 passes over v2: golddust writes both for a while. */
    static void work(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader("ce_type");
        String kind = header == null ? "" : new String(header.value());
        if (!kind.equals(TAGGED) && !kind.equals(ISSUE)) {
            passedOver++;
            System.err.println("passed over " + (kind.isEmpty() ? "a record without a type" : kind));
            return;
        }
        try {
            System.out.println(line(kind, JSON.readTree(record.value())));
            if (kind.equals(TAGGED)) tagged++; else issues++;
        } catch (java.io.IOException | IllegalArgumentException error) {
            unreadable++;
            System.err.println("cannot be read: " + record.topic() + "/" + record.partition() + "/" + record.offset() + ": " + error);
        }
    }

    public static void main(String[] arguments) {
        String prefix = arguments.length > 1 ? arguments[1] : "";
        var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", arguments[0], "group.id", "example-java",
            "auto.offset.reset", "earliest", "enable.auto.commit", false, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Thread reading = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            consumer.wakeup();
            try { reading.join(); } catch (InterruptedException ignored) { }
        }));
        try (consumer) { // work, and only then commit, so that nothing is passed over when this dies in between
            consumer.subscribe(List.of(prefix + "feedback.tagged", prefix + "feedback.issues"));
            while (true) {
                consumer.poll(Duration.ofMillis(500)).forEach(ReadFeedback::work);
                consumer.commitSync();
            }
        } catch (WakeupException stopped) {
            System.err.printf("%d tagged, %d issues, %d passed over, %d cannot be read%n", tagged, issues, passedOver, unreadable);
        }
    }
}
