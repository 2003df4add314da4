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
    String output =
        NamespaceJvm.run(
            routes, LocalFailures.class, "10.1.0.1", "10.2.0.1", "10.3.0.1", "10.4.0.1");
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
