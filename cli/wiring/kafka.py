"""The settings of the log on Kafka, as its options."""

from datetime import timedelta

from config.settings import Settings
from golddust.bus.kafka import KafkaLog, KafkaOptions
from golddust.bus.kafka.drivers import MakeDriver, driver_of
from golddust.ports import Clock


def kafka_log(settings: Settings, clock: Clock, make_driver: MakeDriver = driver_of) -> KafkaLog:
    """The log that the settings name; nothing is connected yet. Raises Misconfigured when its driver is not installed."""
    return KafkaLog(kafka_options(settings), settings.data_dir / "kafka", clock, make_driver)


def kafka_options(settings: Settings) -> KafkaOptions:
    """What the settings say of the cluster."""
    log = settings.log
    return KafkaOptions(
        bootstrap_servers=log.bootstrap_servers,
        driver=log.driver,
        prefix=log.prefix,
        partitions=log.partitions,
        replication=log.replication,
        create_topics=log.create_topics,
        compression=log.compression,
        record_limit=log.record_limit,
        kept=log.kept,
        session=timedelta(seconds=log.session_seconds),
        security=log.security,
        sasl_mechanism=log.sasl_mechanism,
        username=log.username,
        password=log.password.get_secret_value(),
        ca_file=log.ca_file,
        certificate_file=log.certificate_file,
        key_file=log.key_file,
    )
