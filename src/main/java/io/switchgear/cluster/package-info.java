/** Membership: the actor system of this node, and who may connect to it. */
package io.switchgear.cluster;
