package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.Settings;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A target that gives no answer, in the whole program. */
@Tag("network")
@Tag("process")
class SilentTargetTest {

  private static final String HOST = "127.0.0.5";

  /** A listener whose queue is full: the system drops what knocks then, and nothing comes back. */
  private static final class Silence implements AutoCloseable {
    private final ServerSocket listener;
    private final List<SocketChannel> queue = new ArrayList<>();

    Silence() throws IOException {
      listener = new ServerSocket(0, 1, InetAddress.getByName(HOST));
      for (int i = 0; i < 8; i++) {
        SocketChannel knocking = SocketChannel.open();
        knocking.configureBlocking(false);
        knocking.connect(new InetSocketAddress(HOST, listener.getLocalPort()));
        queue.add(knocking);
      }
    }

    String scan(String... others) {
      String targets = "'" + HOST + "'";
      for (String other : others) {
        targets += ",'" + other + "'";
      }
      return "{'targets':[" + targets + "],'ports':'" + listener.getLocalPort() + "'}";
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel knocking : queue) {
        knocking.close();
      }
      listener.close();
    }
  }

  private static Switchgear start(Map<String, String> more) {
    Map<String, String> overrides =
        new HashMap<>(
            Map.of(
                "switchgear.tools.port_scan.connect-timeout", "50ms",
                "switchgear.tools.port_scan.retries", "0",
                "switchgear.tools.port_scan.breaker.failure-threshold", "2"));
    overrides.putAll(more);
    return Switchgear.local(Settings.load(Optional.empty(), overrides));
  }

  private static ToolOutcome scan(Switchgear app, String arguments) {
    return HeldTools.outcome(
        app.catalog().call(HeldTools.call("port_scan", arguments), Progress.NONE));
  }

  @Test
  void aSilentTargetIsShutAndItsToolIsNot() throws IOException {
    try (Switchgear app = start(Map.of());
        Silence silence = new Silence()) {
      for (int i = 0; i < 3; i++) {
        assertInstanceOf(Success.class, scan(app, silence.scan()));
      }
      Rejected alone = assertInstanceOf(Rejected.class, scan(app, silence.scan()));
      assertEquals("target " + HOST, alone.by());
      Rejected among = assertInstanceOf(Rejected.class, scan(app, silence.scan("127.0.0.1")));
      assertTrue(among.message().contains("Leave it out"), among::message);
      assertInstanceOf(Success.class, scan(app, "{'targets':['127.0.0.1'],'ports':'1'}"));
    }
  }

  @Test
  void switchedOffItIsAskedAgainAndAgain() throws IOException {
    try (Switchgear app = start(Map.of("switchgear.targets.enabled", "false"));
        Silence silence = new Silence()) {
      for (int i = 0; i < 5; i++) {
        assertInstanceOf(Success.class, scan(app, silence.scan()));
      }
    }
  }
}
