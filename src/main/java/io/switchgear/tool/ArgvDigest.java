package io.switchgear.tool;

import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Identifies the process that a call ran: the SHA-256 of its arguments in UTF-8, each followed by a
 * NUL, as in {@code /proc/PID/cmdline}.
 *
 * @param hex 64 lower-case hex digits
 */
public record ArgvDigest(String hex) {

  /**
   * @param argv the program and its arguments, as passed to the system
   */
  public static ArgvDigest of(List<String> argv) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String argument : argv) {
        sha.update(argument.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return new ArgvDigest(HexFormat.of().formatHex(sha.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Adds this digest to the outcome of a run; outcomes without a run stay unchanged. */
  public ToolOutcome on(ToolOutcome outcome) {
    return switch (outcome) {
      case Success success -> new Success(success.output().withArgv(this));
      case Failed failed ->
          new Failed(failed.fault(), failed.message(), failed.partial().withArgv(this));
      case TimedOut late ->
          new TimedOut(late.limit(), late.message(), late.partial().withArgv(this));
      case Cancelled ended ->
          new Cancelled(ended.message(), ended.partial().withArgv(this), ended.ordered());
      case Rejected refused -> refused;
      case InvalidInput refused -> refused;
      case OutOfScope refused -> refused;
    };
  }

  /** The digest of the process behind an outcome, if there was one. */
  public static Optional<ArgvDigest> of(ToolOutcome outcome) {
    return switch (outcome) {
      case Success success -> success.output().argv();
      case Failed failed -> failed.partial().argv();
      case TimedOut late -> late.partial().argv();
      case Cancelled ended -> ended.partial().argv();
      case Rejected ignored -> Optional.empty();
      case InvalidInput ignored -> Optional.empty();
      case OutOfScope ignored -> Optional.empty();
    };
  }
}
