// The event stream. It uses fetch, because EventSource cannot send a token. Parsed as in the HTML standard (9.2.6), resumed
// after the last id, retried with growing pauses.

import { ask, Refused } from "./session.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** The server sends a sample every second. After this time without data the connection is considered lost. */
const SILENCE = 20_000;

/** Splits the received text into events. `told` gets type and data of each event, `id` its id if it has one. */
export class Parser {
  constructor(told, id) {
    this.told = told;
    this.id = id;
    this.rest = "";
    this.clear();
  }

  clear() {
    this.type = "message";
    this.data = [];
    this.newId = null;
  }

  push(chunk) {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop();
    for (const line of lines) this.line(line);
  }

  line(line) {
    if (line === "") {
      if (this.newId !== null) this.id(this.newId);
      if (this.data.length) this.told(this.type, this.data.join("\n"));
      this.clear();
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (field === "event") this.type = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id") this.newId = value;
  }
}

/**
 * Reads until `signal` is aborted.
 *
 * @param listener.opened called before the first event of every connection
 * @param listener.told with every event
 * @param listener.lost with the milliseconds until the next attempt
 * @param listener.refused with the problem, if the server refuses the stream, which ends the reading
 */
export async function follow(listener, signal) {
  let lastId = "0";
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener("abort", stop, { once: true });
    let watchdog;
    try {
      const response = await ask("api/v1/events", {
        headers: { Accept: "text/event-stream", "Last-Event-ID": lastId },
        signal: attempt.signal,
      });
      if (response.status === 401 || response.status === 403) {
        const problem = await response.json().catch(() => ({}));
        listener.refused(new Refused(response.status, problem.detail ?? "This token does not permit reading events."));
        return;
      }
      if (!response.ok) throw new Error(`status ${response.status}`);
      await listener.opened();
      pause = FIRST_PAUSE;
      const parser = new Parser(
        (type, data) => listener.told(type, JSON.parse(data)),
        (id) => (lastId = id),
      );
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const watch = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, SILENCE);
      };
      for (watch(); ; watch()) {
        const { done, value } = await reader.read();
        if (done) break;
        parser.push(value);
      }
    } catch (failure) {
      if (failure instanceof Refused && (failure.status === 401 || failure.status === 403)) {
        listener.refused(failure);
        return;
      }
      if (!signal.aborted && !(failure instanceof TypeError) && failure.name !== "AbortError") console.warn(failure);
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
    }
    if (signal.aborted) return;
    const wait = pause * (0.75 + Math.random() / 2);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    listener.lost(wait);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
