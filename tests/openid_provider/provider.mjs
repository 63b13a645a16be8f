// A certified OpenID Connect provider with the accounts of a test, read from standard input. Its login form
// takes what a person did there (`acr`, `amr`) and, to try the hub, how the answer about her is forged:
// `claims` that replace those of her ID token, the `key` that signs it, another person at the userinfo address.
import { readFileSync } from "node:fs";
import { SignJWT, base64url, decodeJwt, exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";

const { port, client, accounts } = JSON.parse(readFileSync(0, "utf8"));
const SCOPES = ["openid", "profile", "scope_all"];
const [own, foreign] = [await generateKeyPair("ES256", { extractable: true }), await generateKeyPair("ES256")];
let forged = new URLSearchParams();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ ...client, id_token_signed_response_alg: "ES256" }],
  jwks: { keys: [{ ...(await exportJWK(own.privateKey)), kid: "own", alg: "ES256", use: "sig" }] },
  cookies: { keys: ["a key of this test"] },
  acrValues: ["eidas1", "eidas2"],
  scopes: SCOPES,
  claims: {
    openid: ["sub", "acr", "amr"],
    profile: ["name", "preferred_username"], // as Keycloak names people
    scope_all: ["SubjectNameID"], // as Pro Santé Connect does
  },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(SCOPES.join(" "));
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith("/interaction/")) return answerForm(ctx);
  await next();
  if (ctx.path === "/token" && ctx.status === 200) ctx.body = { ...ctx.body, id_token: await idToken(ctx.body.id_token) };
  if (ctx.path === "/me" && forged.has("person")) ctx.body = { ...ctx.body, sub: forged.get("person") };
});

async function answerForm(ctx) {
  if (ctx.method === "GET") {
    ctx.body = '<form method="post"><input name="account"></form>';
    return;
  }
  let text = "";
  for await (const part of ctx.req) text += part;
  forged = new URLSearchParams(text);
  const login = { accountId: forged.get("account"), acr: forged.get("acr") ?? undefined, amr: forged.getAll("amr") };
  ctx.respond = false;
  const result = forged.has("cancels") ? { error: "access_denied" } : { login };
  await provider.interactionFinished(ctx.req, ctx.res, result);
}

async function idToken(token) {
  const [claims, key] = [JSON.parse(forged.get("claims") ?? "{}"), forged.get("key")];
  if (key === null && !forged.has("claims")) return token;
  if (key === "missing") return undefined;
  if (key === "none") return `${base64url.encode('{"alg":"none"}')}.${token.split(".")[1]}.`;
  if (key === "secret")
    return sign({ alg: "HS256" }, new TextEncoder().encode(client.client_secret));
  return sign({ alg: "ES256", kid: "own" }, (key === "foreign" ? foreign : own).privateKey);

  function sign(header, signer) {
    return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader(header).sign(signer);
  }
}

provider.listen(port, "127.0.0.1", () => console.log("ready"));
