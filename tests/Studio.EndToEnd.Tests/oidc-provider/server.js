// An OpenID provider for one test: node server.js PORT STUDIO GROUPS. Any name signs in; GROUPS is a file with {"name": ["group", …]}, read at every sign-in.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, studio, groups] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "studio",
    client_secret: "a secret of this test alone",
    redirect_uris: [`${studio}/account/provider/callback`],
    post_logout_redirect_uris: [`${studio}/account/provider/signed-out`],
    backchannel_logout_uri: `${studio}/account/provider/back-channel-sign-out`,
    backchannel_logout_session_required: true,
  }],
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] },
  features: { backchannelLogout: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ["of this test"] },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id, name: id[0].toUpperCase() + id.slice(1), email: `${id}@example.net`, email_verified: true,
      groups: JSON.parse(readFileSync(groups, "utf8"))[id] ?? [],
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
