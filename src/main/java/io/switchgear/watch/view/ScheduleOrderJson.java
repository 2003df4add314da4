package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The body of the order to create a schedule, or to change the given fields of one. Durations are
 * numbers of seconds or texts with a unit, such as {@code 2h}. In a change, 0 removes {@code
 * deadline}, {@code rate}, {@code keep_runs} and {@code keep_age}.
 *
 * @param cron five fields, or a name such as {@code @daily}
 * @param zone of the clock that counts; absent for UTC
 * @param jitter each run starts later by a random part of it
 * @param missed {@code skip}, {@code once} or {@code all}; absent for {@code once}
 * @param missedLimit of runs that are made up for with {@code all}
 * @param overlap {@code skip}, {@code queue} or {@code cancel_running}; absent for {@code skip}
 * @param keepRuns jobs that are kept
 * @param keepAge how long its jobs are kept
 * @param compare whether complete runs are compared; absent for true
 * @param enabled absent for true
 */
public record ScheduleOrderJson(
    @JsonInclude(Include.NON_ABSENT) Optional<String> name,
    @JsonInclude(Include.NON_ABSENT) Optional<String> cron,
    @JsonInclude(Include.NON_ABSENT) Optional<String> zone,
    @JsonInclude(Include.NON_ABSENT) Optional<JsonNode> jitter,
    @JsonInclude(Include.NON_ABSENT) Optional<String> missed,
    @JsonInclude(Include.NON_ABSENT) OptionalInt missedLimit,
    @JsonInclude(Include.NON_ABSENT) Optional<String> overlap,
    @JsonInclude(Include.NON_ABSENT) Optional<String> tool,
    @JsonInclude(Include.NON_ABSENT) Optional<ObjectNode> arguments,
    @JsonInclude(Include.NON_ABSENT) Optional<List<String>> exclude,
    @JsonInclude(Include.NON_ABSENT) OptionalInt priority,
    @JsonInclude(Include.NON_ABSENT) Optional<JsonNode> deadline,
    @JsonInclude(Include.NON_ABSENT) OptionalInt rate,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> randomise,
    @JsonInclude(Include.NON_ABSENT) OptionalInt keepRuns,
    @JsonInclude(Include.NON_ABSENT) Optional<JsonNode> keepAge,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> compare,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> enabled) {}
