package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FindingTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused"), Finding.REFUSED),
        Arguments.of(new ConnectException("Verbindungsaufbau abgelehnt"), Finding.REFUSED),
        Arguments.of(new ConnectException(), Finding.REFUSED),
        Arguments.of(new ConnectException("Connection timed out"), Finding.SILENT),
        Arguments.of(new NoRouteToHostException("No route to host"), Finding.HOST_UNREACHABLE),
        Arguments.of(new SocketException("Network is unreachable"), Finding.NET_UNREACHABLE),
        Arguments.of(new SocketException("Connection reset by peer"), Finding.REFUSED),
        Arguments.of(new SocketException("Operation not permitted"), Finding.PROHIBITED),
        Arguments.of(new BindException("Permission denied"), Finding.PROHIBITED),
        Arguments.of(new BindException("Cannot assign requested address"), Finding.NO_SOURCE),
        Arguments.of(new IOException("something new"), Finding.PROHIBITED));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void readsWhatTheKernelSaid(IOException error, Finding expected) {
    assertEquals(expected, Finding.of(error));
  }
}
