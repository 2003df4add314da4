package io.switchgear.cluster.report;

import java.time.Duration;
import java.util.Optional;

/**
 * What another node said.
 *
 * @param node its name, or its address if it has not told its name
 * @param answered whether it has answered this time; if not, the document is an earlier one
 * @param age since the document arrived here; empty without a document
 * @param json empty if the node has never answered
 */
public record PeerDocument(
    String node, boolean answered, Optional<Duration> age, Optional<String> json) {}
