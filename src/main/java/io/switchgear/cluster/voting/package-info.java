/** Votes for this node's breakers, and applies to them what the quorum says. */
package io.switchgear.cluster.voting;
