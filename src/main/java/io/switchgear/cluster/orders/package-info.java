/**
 * Operators' orders to breakers, for one node or for all; docs/adr/0039-orders-for-all-nodes.md.
 */
package io.switchgear.cluster.orders;
