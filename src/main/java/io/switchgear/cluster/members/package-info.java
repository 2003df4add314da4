/** Who is in the cluster, as this node sees it. */
package io.switchgear.cluster.members;
