package io.switchgear.scan.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A job to be stored.
 *
 * @param hostsTotal without the excluded ones
 * @param blocksTotal planned blocks
 */
public record NewJob(
    String id,
    String name,
    String tool,
    String principal,
    String digest,
    String schedule,
    ObjectNode definition,
    int priority,
    List<String> exclusions,
    OptionalInt maxRate,
    Optional<Instant> deadline,
    long hostsTotal,
    long blocksTotal,
    Instant createdAt) {}
