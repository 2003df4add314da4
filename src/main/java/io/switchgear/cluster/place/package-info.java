/**
 * Where a call runs: here, on another node, or nowhere at present. A pure decision over what the
 * nodes publish about their tools ({@link io.switchgear.cluster.place.NodeTools}); it waits for
 * nothing. docs/adr/0037-placement-and-quorum.md has the reasons.
 */
package io.switchgear.cluster.place;
