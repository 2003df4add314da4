/**
 * What happens here, told in one sequence: {@link io.switchgear.events.EventSources} hears of it,
 * {@link io.switchgear.events.EventLog} keeps the newest and tells whoever listens.
 */
package io.switchgear.events;
