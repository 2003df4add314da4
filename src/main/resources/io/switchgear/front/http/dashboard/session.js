// The caller of this page. The token is kept until the tab closes, and is sent only to this server.

const KEY = "token";

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

let caller = { name: "", permissions: [] };

export const whoami = () => caller;
export const mayOperate = () => caller.permissions.includes("ops:write");
export const mayLook = () => caller.permissions.includes("ops:read");
export const lockedBecause = () => "Your token does not permit orders: it lacks the scope ops:write";
export const isLocal = () => caller.name === "local";
export const hasToken = () => sessionStorage.getItem(KEY) !== null;

export function useToken(token) {
  globalThis.early?.clear();
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
}

/** Whether the text can be sent in a header. */
export const isSendable = (token) => /^[\x21-\x7e]+$/.test(token);

/** A request with the caller's token. For some paths, first.js has already sent the first request. */
export function ask(path, options = {}) {
  const early = globalThis.early?.get(path);
  if (early) {
    globalThis.early.delete(path);
    return early;
  }
  const headers = new Headers(options.headers);
  const token = sessionStorage.getItem(KEY);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  return fetch(new URL(path, document.baseURI), { cache: "no-store", ...options, headers });
}

/** The JSON of a response. Throws Refused for an error status that is not in `fine`. */
export async function json(path, options = {}, fine = []) {
  const response = await ask(path, options);
  const type = response.headers.get("Content-Type") ?? "";
  const body = type.includes("json") ? await response.json() : { detail: (await response.text()).trim() };
  if (!response.ok && !fine.includes(response.status)) {
    throw new Refused(response.status, body.detail ?? body.title ?? `The server answered ${response.status}.`);
  }
  return body;
}

export const post = (path, body) =>
  json(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Loads the caller's name and permissions. Throws Refused if the server requires a token. */
export async function introduce() {
  caller = { name: "", permissions: [] };
  caller = await json("api/v1/whoami");
  return caller;
}
