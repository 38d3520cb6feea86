// A real OpenID provider (npm's oidc-provider) with two people, on 127.0.0.1. Arguments: port, the client's address for answers.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [port, back, modules] = process.argv.slice(2);
const found = createRequire(modules + "/").resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found).href);
const groups = { ann: ["feedback-agents"], eve: ["gardeners"] };
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "golddust", client_secret: "a made-up secret of the client", redirect_uris: [back] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: `person-${id}`, preferred_username: id, email: `${id}@example.com`, groups: groups[id] ?? [] }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("the provider listens"));
