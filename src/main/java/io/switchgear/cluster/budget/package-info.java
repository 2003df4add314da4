/**
 * Divides limits that hold for the whole cluster among its nodes: a node's part is a lease in the
 * database that expires unless the node renews it.
 */
package io.switchgear.cluster.budget;
