"""Options of the `[console]` section."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

Role = Literal["viewer", "agent", "manager", "admin"]
LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class ProviderOptions(BaseModel):
    """Sign-in by another house (OpenID Connect): Keycloak, Entra ID, Okta, Google and their like. Empty issuer: none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field("", description="its address, below which /.well-known/openid-configuration is; empty: none")
    client_id: str = Field("", description="who we are there")
    client_secret: SecretStr = Field(
        SecretStr(""), description="our secret there; empty for a public client, which PKCE protects"
    )
    label: str = Field("your company's account", description="what the button calls it: Sign in with …")
    scopes: tuple[str, ...] = Field(("openid", "profile", "email"), description="what is asked for; openid must be among them")
    name_claim: str = Field("preferred_username", description="the claim that gives an account its name when it is made")
    role_claim: str = Field("groups", description="where a person's groups stand, as JMESPath, such as realm_access.roles")
    roles: dict[str, Role] = Field(
        default_factory=dict, description="role by group; of several the highest. Looked at anew at each sign-in"
    )
    default_role: Role | Literal[""] = Field("", description="role of those in none of these groups; empty: they do not come in")

    @field_validator("issuer")
    @classmethod
    def _over_https(cls, given: str) -> str:
        """Whoever stands between could otherwise sign in as anybody."""
        if given and not given.startswith("https://") and not given.startswith(LOOPBACK):
            raise ValueError("an address that begins with https://")
        return given

    @model_validator(mode="after")
    def _is_whole(self) -> "ProviderOptions":
        if self.issuer and not self.client_id:
            raise ValueError("client_id must be set where there is an issuer")
        if self.issuer and not (self.roles or self.default_role):
            raise ValueError("roles or default_role must be set where there is an issuer: else nobody could come in")
        if "openid" not in self.scopes:
            raise ValueError('scopes must hold "openid"')
        return self


class Options(BaseModel):
    """The inner door: console, API and metrics."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8081, ge=0, le=65535, description="port to listen on")
    public_url: str = Field("", description="what links to the console begin with; empty: http:// with this host and port")
    threads: int = Field(8, ge=1, le=512, description="requests worked on at once")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="proxies of yours in front, one behind the other: so many entries of X-Forwarded-For are believed",
    )
    second_factor_for: tuple[Role, ...] = Field(
        (), description="roles that must show a code of their telephone when they sign in"
    )
    competitors: tuple[Annotated[str, Field(pattern=r"\w", max_length=60)], ...] = Field(
        (), max_length=20, description="names of competitors as customers say them; the audit shows how they compare"
    )
    oidc: ProviderOptions = Field(ProviderOptions.model_validate({}), description="sign-in by another house")
