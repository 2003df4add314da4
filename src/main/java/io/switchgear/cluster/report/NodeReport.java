package io.switchgear.cluster.report;

import io.switchgear.tool.CborSerializable;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One node's entry of the replicated reports; only that node writes it, every two seconds.
 *
 * @param node its name
 * @param beat differs from that of the entry before. Readers measure ages by their own clocks, from
 *     the arrival of a new beat
 * @param desk answers questions about the node
 */
public record NodeReport(String node, long beat, ActorRef<NodeQuestion> desk, NodeWork work)
    implements CborSerializable {}
