/** Limits on the packets that all jobs of this node send. */
package io.switchgear.scan.budget;
