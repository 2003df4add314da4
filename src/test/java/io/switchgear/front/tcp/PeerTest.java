package io.switchgear.front.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "2001:db8::1, 2001:db8::ffff:1, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "::1, 0.0.0.0, false",
    "fe80::1, fe80::2, true",
  })
  void aPeerIsAnAddressOrANetworkOf64Bits(String one, String other, boolean same) throws Exception {
    assertEquals(
        same, Peer.of(InetAddress.getByName(one)).equals(Peer.of(InetAddress.getByName(other))));
  }
}
