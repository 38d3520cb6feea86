"""Whether a mail went to many, or a program sent it as a notice: lists, campaigns, trackers, cron.

Sources: RFC 2919 (List-Id), RFC 2369 (List-*), the vendors' documents that docs/howto/mail.md names. A no-reply sender is no
proof: web forms write people's words from such an address. Neither is an engine that carries mail for programs (SES, SendGrid,
Mailgun, Postmark …): help desks and forms send people's words through it. Only its marks of a campaign are.
"""

from golddust.automatic import Rule
from ingest.email.automatic import subjects
from ingest.email.automatic.letter import Letter, domain, related
from ingest.email.mime.addresses import mailboxes

_LIST_FIELDS = (
    *("list-id", "list-post", "list-unsubscribe", "list-subscribe", "list-help", "list-owner", "list-archive"),
    *("mailing-list", "x-mailing-list", "x-beenthere", "x-mailman-version", "x-ml-name", "x-google-group-id"),
)
_CAMPAIGN_FIELDS = (
    *("x-campaign", "x-campaign-id", "x-campaignid", "x-mailchimp-campaign", "x-mc-campaign", "x-mailing-id", "x-mailingid"),
    *("x-listmember", "x-mailer-lid", "x-rpcampaign", "x-newsletter", "x-newsletter-id", "x-bulkmail", "x-csa-complaints"),
)
_NOTICE_FIELDS = (
    *("x-github-reason", "x-gitlab-notificationreason", "x-gitlab-pipeline-id", "x-jira-fingerprint", "x-bugzilla-reason"),
    *("x-gerrit-messagetype", "x-jenkins-job", "x-phabricator-sent-this-message", "x-launchpad-message-rationale"),
    *("x-redmine-project", "x-trac-ticket-id", "x-discourse-post-id", "x-facebook-notify", "x-linkedin-class"),
    *("x-cron-env", "x-rt-loop-prevention", "x-roundup-loop", "x-otrs-loop", "x-servicenow-generated"),
)
_YES = ("yes", "true")
_PRECEDENCES: tuple[Rule, ...] = ("list", "bulk", "junk")


def mailing(letter: Letter) -> Rule | None:
    """A list's or a campaign's mail. What came through a list of our own house is judged as if it had come straight.

    Programs that salespeople write with put List-Unsubscribe on each mail of theirs, an answer of a person's as well: no campaign
    answers a mail.
    """
    if through_own_list(letter):
        return None
    marks = {name for name in _LIST_FIELDS if any(value.strip() for value in letter.fields.all(name))}
    answer = letter.has("in-reply-to") and letter.subject(subjects.ANSWERED)
    if marks and not (answer and marks == {"list-unsubscribe"}):
        return "list"
    said = {letter.word("precedence"), letter.word("x-precedence")}
    asked = next((name for name in _PRECEDENCES if name in said), None)
    return asked or ("bulk" if letter.has(*_CAMPAIGN_FIELDS) else None)


def through_own_list(letter: Letter) -> bool:
    """Whether it is a stranger's mail to a list whose address is in the domain that it reached us at, or in one above or below.

    Companies let such a list (a group of Google's, say) hand to us what customers write to them.
    """
    posts = mailboxes(letter.fields.raw("list-post").replace("mailto:", ""))
    ours, sender = domain(letter.recipient), domain(letter.sender.address)
    return bool(ours and sender and not related(sender, ours) and any(related(domain(box.address), ours) for box in posts))


def notice(letter: Letter) -> Rule | None:
    """A program that says so outright, or a sender whom no answer would reach."""
    said = letter.word("x-fc-machinegenerated") in _YES or letter.word("x-loop") in _YES
    relayed = letter.word("x-amazon-mail-relay-type") == "notification"
    told = said or relayed or letter.null or letter.has(*_NOTICE_FIELDS)
    return "machine" if told or (letter.unanswerable and letter.subject(subjects.NOTICE)) else None
