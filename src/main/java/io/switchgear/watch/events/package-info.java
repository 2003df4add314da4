/**
 * The event log: {@link io.switchgear.watch.events.EventSources} adds events, {@link
 * io.switchgear.watch.events.EventLog} keeps the newest and notifies its listeners.
 */
package io.switchgear.watch.events;
