package io.switchgear.tools.portscan;

import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import java.net.InetAddress;
import java.util.List;

/**
 * Scans addresses that this machine cannot send to; runs in a separate JVM and network namespace.
 */
final class LocalFailures {

  private LocalFailures() {}

  public static void main(String[] args) throws Exception {
    for (String address : args) {
      ToolOutcome outcome =
          Scans.await(
              Scans.start(
                      List.of(InetAddress.getByName(address)),
                      new int[] {22, 80},
                      Scans.LIMITS,
                      Progress.NONE)
                  .outcome());
      System.out.println(address + " " + said(outcome));
    }
  }

  private static String said(ToolOutcome outcome) {
    return switch (outcome) {
      case ToolOutcome.Failed failed ->
          failed.fault()
              + " "
              + failed.partial().structured().orElseThrow().at("/unscanned/reason").asText()
              + " "
              + failed.partial().reach().silent();
      case ToolOutcome.Success success -> success.output().structured().orElseThrow().toString();
      case ToolOutcome.TimedOut late -> late.message();
      case ToolOutcome.Cancelled ended -> ended.message();
      case ToolOutcome.Rejected rejected -> rejected.message();
      case ToolOutcome.InvalidInput invalid -> invalid.message();
      case ToolOutcome.OutOfScope outside -> outside.message();
    };
  }
}
