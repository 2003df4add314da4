/**
 * A deterministic simulation of the cluster's decisions: a virtual clock, no threads, no sockets,
 * and faults from a seed. A {@code Script} is one schedule of faults and calls; a {@code World} has
 * the clock, the nodes and the network; a {@code Model} is what runs on the nodes. Placement,
 * quorum and the ledger of blocks are the real classes.
 */
package io.switchgear.cluster.sim;
