"""The log on Apache Kafka, for many processes and machines; see docs/adr/0007 for how nothing is lost or doubled."""

from golddust.bus.kafka.log import KafkaLog
from golddust.bus.kafka.options import KafkaOptions

__all__ = ["KafkaLog", "KafkaOptions"]
