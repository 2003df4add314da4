package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs in a network namespace without a route; needs root and iproute2. */
@Tag("process")
class LocalFailureTest {

  @Test
  void whatThisMachineCannotSendIsAFailureAndBlamedOnNoTarget() throws Exception {
    String routes =
        "ip link set lo up && ip route add unreachable 10.2.0.0/24 && ip route add prohibit"
            + " 10.3.0.0/24 && ip route add blackhole 10.4.0.0/24";
    Process process =
        new ProcessBuilder(
                "unshare",
                "-n",
                "/bin/sh",
                "-c",
                routes + " && exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LocalFailures.class.getName(),
                "10.1.0.1",
                "10.2.0.1",
                "10.3.0.1",
                "10.4.0.1")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    assertEquals(0, process.waitFor(), output);
    assertEquals(
        """
        10.1.0.1 LOCAL_NETWORK no-route []
        10.2.0.1 LOCAL_NETWORK no-route []
        10.3.0.1 LOCAL_NETWORK local-policy []
        10.4.0.1 LOCAL_NETWORK not-sent []\
        """,
        output);
  }
}
