// Dialogs for orders to breakers and calls.

import { byId, el, pairs, show, text } from "./dom.js";
import { clusterMayHaveChanged, nodes, several, titleOf } from "./cluster.js";
import { MODES, standing, stateName } from "./format.js";
import { isLocal, mayOperate, post, Refused, whoami } from "./session.js";
import { serverNow, tools } from "./store.js";

const dialog = byId("order");

/** The orders: label of the button, effect, and whether the order lasts until it is lifted. */
const ACTIONS = {
  "hold-open": ["Hold open", "Refuses every call until the order is lifted or expires.", true],
  open: ["Open once", "Refuses calls now, then recovers by itself as after failures.", false],
  close: ["Close now", "Allows calls at once, without a probe.", false],
  reset: ["Reset", "Closes the breaker and sets its counters to zero.", false],
  "metrics-only": ["Count only", "Allows and counts every call. Never opens.", true],
  disable: ["Disable", "Allows every call and counts none.", true],
  auto: ["Lift the order", "Returns the breaker to automatic control. A breaker that was held open needs a successful probe.", false],
};

const NAME = "operator";

/** The breaker as it is on a node of several, or on this server. */
function breakerAt(name, node) {
  const tool = tools.get(name);
  const other = nodes().find((each) => titleOf(each) === node)?.breakers?.[name];
  return other ? { state: other.state, mode: other.mode ?? "auto", override: null, in_flight: 0 } : tool;
}

/** For all nodes or for one; nothing to choose on a server alone. */
function where(node) {
  const select = el("select", { id: "order-nodes" },
    el("option", { value: "all" }, "all nodes"),
    ...nodes().filter(({ name }) => name != null).map(({ name }) => el("option", { value: name, selected: name === node }, name)));
  return { select, field: el("p", { class: "field" }, el("label", { for: "order-nodes" }, "Where"), select) };
}

function choices(tool) {
  // What stands elsewhere is not known here.
  if (several()) return Object.entries(ACTIONS);
  const standing = tool.mode !== "auto";
  return Object.entries(ACTIONS).filter(([action, [, , stands]]) => {
    if (action === "auto") return standing;
    return !standing || stands;
  });
}

/** Describes the current order, which a new one replaces or lifts. */
function holder(tool) {
  const { operator, reason, until } = standing(tool, serverNow());
  return pairs([["By", operator], ["Why", reason], ["How long", until]], { class: "holder" });
}

const likely = (tool) => (tool.mode !== "auto" ? "auto" : tool.state === "closed" ? "hold-open" : "close");

/**
 * Asks for reason and operator, and posts the order. At the end the focus returns to `from`.
 * `path` and `more` give the address and further fields; they are read at confirmation.
 */
function ask({ title, now, choices = [], between = [], from, path, more = () => ({}) }) {
  const reason = el("textarea", { id: "order-reason", required: true, maxlength: "500", rows: "2" });
  const operator = el("input", { id: "order-operator", required: true, maxlength: "100", autocomplete: "off",
    value: isLocal() ? sessionStorage.getItem(NAME) ?? "" : whoami().name, readonly: !isLocal() });
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const confirm = el("button", { type: "submit", class: "primary" });
  const form = el("form", { method: "dialog", onsubmit: submit },
    el("h2", { id: "order-h" }, title),
    el("p", { class: "now" }, now),
    ...choices,
    ...between,
    el("p", { class: "field" }, el("label", { for: "order-reason" }, "Reason"), reason),
    el("p", { class: "field" }, el("label", { for: "order-operator" }, "Who"), operator),
    problem,
    el("p", { class: "buttons" },
      el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), confirm));

  async function submit(event) {
    event.preventDefault();
    const body = { reason: reason.value.trim() };
    if (!body.reason) {
      reason.setCustomValidity("Enter a reason.");
      reason.reportValidity();
      reason.setCustomValidity("");
      return;
    }
    if (isLocal()) {
      body.operator = operator.value.trim();
      sessionStorage.setItem(NAME, body.operator);
    }
    confirm.disabled = true;
    try {
      const done = await post(path(), { ...body, ...more() });
      clusterMayHaveChanged();
      if (done.stored_detail) notStored(done.stored_detail);
      else dialog.close();
    } catch (failure) {
      text(problem, failure instanceof Refused ? failure.message : "The server cannot be reached; nothing was ordered.");
      show(problem, true);
    } finally {
      confirm.disabled = false;
    }
  }

  function notStored(sentence) {
    dialog.replaceChildren(
      el("h2", { id: "order-h" }, confirm.textContent),
      el("p", { class: "problem", role: "alert" }, sentence),
      el("p", { class: "buttons" }, el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close")));
  }

  dialog.replaceChildren(form);
  dialog.addEventListener("close", () => from?.focus(), { once: true });
  return { form, confirm, reason };
}

/** Asks what to do with a breaker. `node` is chosen first if there are several; without it all are. */
export function openOrder(name, from, node = null) {
  if (!tools.has(name) || !mayOperate()) return;
  const tool = breakerAt(name, node);
  const at = where(node);
  const first = likely(tool);
  const expires = el("select", { id: "order-expires" },
    ...[["", "until lifted"], ["15m", "for 15 minutes"], ["1h", "for an hour"], ["8h", "for 8 hours"], ["24h", "for a day"]]
      .map(([value, label]) => el("option", { value }, label)));
  const lasting = el("p", { class: "field" }, el("label", { for: "order-expires" }, "How long"), expires);
  const radios = choices(tool).map(([action, [label, consequence]]) =>
    el("label", { class: "choice" },
      el("input", { type: "radio", name: "action", value: action, checked: action === first }),
      el("span", {}, el("b", {}, label), el("span", { class: "consequence" }, consequence))));
  const chosen = () => asked.form.elements.action.value;
  const follow = () => {
    const [label, , stands] = ACTIONS[chosen()];
    text(asked.confirm, `${label}: ${name}${several() ? ` on ${at.select.selectedOptions[0].textContent}` : ""}`);
    show(lasting, stands);
  };
  const asked = ask({
    title: `Operate ${name}`,
    now: `It is ${stateName(tool.state).toLowerCase()}${several() ? ` on ${node ?? "this node"}` : ""}`
      + (tool.mode !== "auto" ? `, by the current order: ${(MODES[tool.mode] ?? tool.mode).toLowerCase()}` : "")
      + (tool.in_flight ? `; ${tool.in_flight} running` : "") + ".",
    choices: [
      ...(tool.override ? [holder(tool)] : []),
      el("fieldset", { onchange: () => follow() }, el("legend", {}, "Order"), ...radios),
    ],
    between: several() ? [at.field, lasting] : [lasting],
    from,
    path: () => `api/v1/breakers/${encodeURIComponent(name)}/${chosen()}`,
    more: () => ({
      ...(ACTIONS[chosen()][2] && expires.value ? { expires_in: expires.value } : {}),
      ...(several() ? { nodes: at.select.value } : {}),
    }),
  });
  at.select.addEventListener("change", follow);
  follow();
  dialog.showModal();
  (asked.form.querySelector("input:checked") ?? asked.reason).focus();
}

/** Asks why a call is to be cancelled. */
export function openCancel(call, from) {
  if (!mayOperate()) return;
  const asked = ask({
    title: `Cancel a call of ${call.tool}`,
    now: `Caller: ${call.caller}. The caller is told your name and the reason.`,
    from,
    path: () => `api/v1/calls/${encodeURIComponent(call.call_id)}/cancel`,
  });
  text(asked.confirm, `Cancel the call of ${call.tool}`);
  dialog.showModal();
  asked.reason.focus();
}
