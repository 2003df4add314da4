package io.switchgear.cluster.members;

import io.switchgear.tool.CborSerializable;

/**
 * What a node tells the others of itself.
 *
 * @param name {@code switchgear.node}
 * @param version of the program
 * @param upSince milliseconds since the epoch, by the node's clock
 */
public record NodeFacts(String name, String version, long upSince) implements CborSerializable {}
