// Who looks at this page. The token lives as long as the tab and goes nowhere but to this server.

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
export const isLocal = () => caller.name === "local";
export const hasToken = () => sessionStorage.getItem(KEY) !== null;

export function useToken(token) {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
}

/** A request to this server in the caller's name. */
export function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  const token = sessionStorage.getItem(KEY);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  return fetch(new URL(path, document.baseURI), { cache: "no-store", ...options, headers });
}

/** The JSON of an answer; a Refused if it is a problem. Statuses in `fine` are none. */
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

/** Whom the server takes us for; throws a Refused if it wants a token. */
export async function introduce() {
  caller = { name: "", permissions: [] };
  caller = await json("api/v1/whoami");
  return caller;
}
