"""Options of the `[mirrors]` section: a table for each system, gathered from beside the connectors."""

from pydantic import BaseModel, ConfigDict, Field

from sinks.complaints.freshdesk.options import Options as FreshdeskOptions
from sinks.complaints.github.options import Options as GithubOptions
from sinks.complaints.gitlab.options import Options as GitlabOptions
from sinks.complaints.hook.options import Options as HookOptions
from sinks.complaints.jira.options import Options as JiraOptions
from sinks.complaints.mail.options import Options as MailOptions
from sinks.complaints.printed.options import Options as PrintedOptions
from sinks.complaints.roundup.options import Options as RoundupOptions
from sinks.complaints.rt.options import Options as RtOptions
from sinks.complaints.zammad.options import Options as ZammadOptions
from sinks.complaints.zendesk.options import Options as ZendeskOptions


class Options(BaseModel):
    """The complaint systems elsewhere that are set up; `[complaints] mirrors` says which of them are on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rt: RtOptions | None = Field(None, description="Request Tracker 5")
    roundup: RoundupOptions | None = Field(None, description="Roundup")
    zammad: ZammadOptions | None = Field(None, description="Zammad")
    zendesk: ZendeskOptions | None = Field(None, description="Zendesk")
    freshdesk: FreshdeskOptions | None = Field(None, description="Freshdesk")
    jira: JiraOptions | None = Field(None, description="Jira Service Management")
    github: GithubOptions | None = Field(None, description="issues on GitHub")
    gitlab: GitlabOptions | None = Field(None, description="issues on GitLab")
    hook: HookOptions | None = Field(None, description="any system that takes signed web hooks")
    mail: MailOptions | None = Field(None, description="any system that opens tickets from mail")
    printed: PrintedOptions | None = Field(None, description="no system: prints, for trials")
