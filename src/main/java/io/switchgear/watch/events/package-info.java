/**
 * What happens here, told in one sequence: {@link io.switchgear.watch.events.EventSources} hears of
 * it, {@link io.switchgear.watch.events.EventLog} keeps the newest and tells whoever listens.
 */
package io.switchgear.watch.events;
