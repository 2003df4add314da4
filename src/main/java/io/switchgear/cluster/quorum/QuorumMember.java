package io.switchgear.cluster.quorum;

import java.util.Optional;

/**
 * A member of the cluster that runs a tool, as one node sees it.
 *
 * @param node its name
 * @param reachable whether it is reachable from here and what it has published is fresh
 * @param vote empty if it has published none, for instance because it is leaving
 */
public record QuorumMember(String node, boolean reachable, Optional<Vote> vote) {}
