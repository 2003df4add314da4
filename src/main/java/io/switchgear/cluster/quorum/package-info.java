/**
 * Whether a majority of nodes opens a tool everywhere, which node probes, and how many nodes may be
 * out by their own opening alone. Pure decisions over the votes that nodes publish; the callers
 * apply them. docs/adr/0037-placement-and-quorum.md has the reasons.
 */
package io.switchgear.cluster.quorum;
