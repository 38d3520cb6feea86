#!/bin/sh
# Written by `golddust privileges kafka`. Say how your kafka-acls is called, and as whom it may change ACLs:
# KAFKA_ACLS="kafka-acls.sh --bootstrap-server broker:9093 --command-config admin.properties" sh this
set -eu
: "${KAFKA_ACLS:?how kafka-acls is called}"
$KAFKA_ACLS --add --allow-principal User:golddust-complaints --resource-pattern-type literal --operation Read --group golddust.complaints --group golddust.reply-outcomes
$KAFKA_ACLS --add --allow-principal User:golddust-complaints --resource-pattern-type literal --operation Read --topic feedback.tagged --topic golddust.again.complaints --topic golddust.again.reply-outcomes
$KAFKA_ACLS --add --allow-principal User:golddust-complaints --resource-pattern-type literal --operation Read --operation Write --topic feedback.issues --topic golddust.ledger --topic replies.outcomes
$KAFKA_ACLS --add --allow-principal User:golddust-complaints --resource-pattern-type literal --operation Write --topic complaints.events --topic customers.consents --topic deadletters --topic feedback.corrected --topic golddust.parked --topic golddust.staff --topic replies.requested
$KAFKA_ACLS --add --allow-principal User:golddust-complaints --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-complaints --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.complaints. --transactional-id golddust.copier.outbox. --transactional-id golddust.reply-outcomes.
$KAFKA_ACLS --add --allow-principal User:golddust-console --resource-pattern-type prefixed --operation Describe --group golddust.
$KAFKA_ACLS --add --allow-principal User:golddust-console --resource-pattern-type literal --operation Read --topic complaints.events --topic customers.consents --topic feedback.corrected --topic feedback.issues --topic feedback.received --topic feedback.tagged --topic golddust.reply-statuses --topic golddust.staff --topic replies.outcomes --topic replies.requested
$KAFKA_ACLS --add --allow-principal User:golddust-console --resource-pattern-type literal --operation Read --operation Write --topic deadletters --topic golddust.again.complaints --topic golddust.again.mirrors --topic golddust.again.receive --topic golddust.again.replies --topic golddust.again.reply-outcomes --topic golddust.again.reply-statuses --topic golddust.again.staff --topic golddust.again.store --topic golddust.again.tag --topic golddust.ledger --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-console --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-console --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.copier.letters
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type literal --operation Read --group golddust.receive
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type prefixed --operation Describe --group golddust.
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type literal --operation Read --topic complaints.events --topic feedback.corrected --topic feedback.issues --topic feedback.tagged --topic golddust.again.complaints --topic golddust.again.mirrors --topic golddust.again.receive --topic golddust.again.replies --topic golddust.again.reply-outcomes --topic golddust.again.reply-statuses --topic golddust.again.staff --topic golddust.again.store --topic golddust.again.tag --topic golddust.staff --topic replies.outcomes --topic replies.requested
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type literal --operation Read --operation Write --topic deadletters --topic feedback.received --topic golddust.ledger --topic golddust.reply-statuses
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type literal --operation Write --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-forward --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.copier.spool. --transactional-id golddust.receive.
$KAFKA_ACLS --add --allow-principal User:golddust-mirrors --resource-pattern-type literal --operation Read --group golddust.mirrors
$KAFKA_ACLS --add --allow-principal User:golddust-mirrors --resource-pattern-type literal --operation Read --topic complaints.events --topic golddust.again.mirrors
$KAFKA_ACLS --add --allow-principal User:golddust-mirrors --resource-pattern-type literal --operation Read --operation Write --topic golddust.ledger
$KAFKA_ACLS --add --allow-principal User:golddust-mirrors --resource-pattern-type literal --operation Write --topic deadletters --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-mirrors --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-mirrors --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.mirrors.
$KAFKA_ACLS --add --allow-principal User:golddust-operator --resource-pattern-type prefixed --operation Describe --group golddust.
$KAFKA_ACLS --add --allow-principal User:golddust-operator --resource-pattern-type literal --operation Read --topic complaints.events --topic customers.consents --topic feedback.corrected --topic feedback.issues --topic feedback.received --topic feedback.tagged --topic golddust.reply-statuses --topic golddust.staff --topic replies.outcomes --topic replies.requested
$KAFKA_ACLS --add --allow-principal User:golddust-operator --resource-pattern-type literal --operation Read --operation Write --topic deadletters --topic golddust.again.complaints --topic golddust.again.mirrors --topic golddust.again.receive --topic golddust.again.replies --topic golddust.again.reply-outcomes --topic golddust.again.reply-statuses --topic golddust.again.staff --topic golddust.again.store --topic golddust.again.tag --topic golddust.ledger --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-operator --resource-pattern-type prefixed --operation Describe --operation Read --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-operator --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.append. --transactional-id golddust.copier.letters
$KAFKA_ACLS --add --allow-principal User:golddust-promises --resource-pattern-type literal --operation Read --operation Write --topic deadletters --topic golddust.ledger --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-promises --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-promises --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.copier.letters
$KAFKA_ACLS --add --allow-principal User:golddust-replies --resource-pattern-type literal --operation Read --group golddust.replies --group golddust.reply-statuses --group golddust.staff
$KAFKA_ACLS --add --allow-principal User:golddust-replies --resource-pattern-type literal --operation Read --topic golddust.again.replies --topic golddust.again.reply-statuses --topic golddust.again.staff --topic golddust.reply-statuses --topic golddust.staff --topic replies.requested
$KAFKA_ACLS --add --allow-principal User:golddust-replies --resource-pattern-type literal --operation Read --operation Write --topic golddust.ledger
$KAFKA_ACLS --add --allow-principal User:golddust-replies --resource-pattern-type literal --operation Write --topic deadletters --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-replies --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-replies --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.replies. --transactional-id golddust.reply-statuses. --transactional-id golddust.staff.
$KAFKA_ACLS --add --allow-principal User:golddust-store --resource-pattern-type literal --operation Read --group golddust.store
$KAFKA_ACLS --add --allow-principal User:golddust-store --resource-pattern-type literal --operation Read --topic feedback.corrected --topic feedback.received --topic feedback.tagged --topic golddust.again.store
$KAFKA_ACLS --add --allow-principal User:golddust-store --resource-pattern-type literal --operation Read --operation Write --topic deadletters --topic golddust.ledger --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-store --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-store --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.copier.letters --transactional-id golddust.store.
$KAFKA_ACLS --add --allow-principal User:golddust-subscriptions --resource-pattern-type literal --operation Read --topic complaints.events --topic feedback.issues --topic feedback.tagged
$KAFKA_ACLS --add --allow-principal User:golddust-subscriptions --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-subscriptions --resource-pattern-type prefixed --operation Read --topic feedback.topic.
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type literal --operation Read --group golddust.tag
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type literal --operation Read --topic feedback.received --topic golddust.again.tag
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type literal --operation Read --operation Write --topic golddust.ledger --topic golddust.seen.tag
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type literal --operation Write --topic deadletters --topic feedback.issues --topic feedback.tagged --topic golddust.parked
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type prefixed --operation Describe --topic complaints --topic customers --topic deadletters --topic feedback --topic golddust --topic replies
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type prefixed --operation Write --topic feedback.topic.
$KAFKA_ACLS --add --allow-principal User:golddust-tag --resource-pattern-type prefixed --operation Describe --operation Write --transactional-id golddust.tag.
