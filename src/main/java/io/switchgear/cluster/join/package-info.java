/** How a node gets into its cluster, and who is refused. */
package io.switchgear.cluster.join;
