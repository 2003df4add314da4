/** Limits on the packets that all jobs of this node send, and of all nodes to one network. */
package io.switchgear.scan.budget;
