package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Availability.Available;
import io.switchgear.tool.Availability.Unavailable;
import io.switchgear.tool.ToolDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A tool as the dashboard lists it.
 *
 * @param available whether it can run on this machine
 * @param message its version, or what is missing and what to do
 * @param sample its fields are among those of the tool
 * @param transitions of the last hour, oldest first
 * @param drill absent if none is on
 */
public record ToolJson(
    String name,
    String title,
    String description,
    boolean available,
    String message,
    @JsonUnwrapped ToolSampleJson sample,
    List<BreakerJson.Transition> transitions,
    String reason,
    long totalCalls,
    long successfulCalls,
    long failedCalls,
    long rejectedCalls,
    OptionalDouble successRate,
    Optional<Instant> lastFailureTime,
    Optional<Instant> lastStateChange,
    @JsonInclude(Include.NON_ABSENT) Optional<DrillJson> drill) {

  private static final Duration HISTORY = Duration.ofHours(1);

  static ToolJson of(
      ToolDescriptor tool, Availability found, ToolSampleJson sample, BreakerJson breaker) {
    Instant oldest = Instant.now().minus(HISTORY);
    return new ToolJson(
        breaker.name(),
        tool.title(),
        tool.description(),
        found instanceof Available,
        message(found),
        sample,
        breaker.stateHistory().stream()
            .flatMap(List::stream)
            .filter(change -> change.timestamp().isAfter(oldest))
            .toList(),
        breaker.reason(),
        breaker.totalCalls(),
        breaker.successfulCalls(),
        breaker.failedCalls(),
        breaker.rejectedCalls(),
        breaker.successRate(),
        breaker.lastFailureTime(),
        breaker.lastStateChange(),
        breaker.drill());
  }

  private static String message(Availability found) {
    return switch (found) {
      case null -> "Not looked at.";
      case Available here ->
          here.limits().isEmpty() ? here.version() : here.version() + "; " + here.limits();
      case Unavailable missing -> missing.reason() + " " + missing.remedy();
    };
  }

  /**
   * All tools of a server.
   *
   * @param since when the server started
   */
  public record All(Instant timestamp, Instant since, List<ToolJson> tools) {}
}
