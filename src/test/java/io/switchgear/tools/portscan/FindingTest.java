package io.switchgear.tools.portscan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.tools.libc.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An error has one meaning when connect throws it, and another after a response. */
class FindingTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        line(new ConnectException("Connection refused"), Finding.REFUSED, Finding.REFUSED),
        line(new ConnectException("Verbindungsaufbau abgelehnt"), Finding.REFUSED, Finding.REFUSED),
        line(new ConnectException(), Finding.REFUSED, Finding.REFUSED),
        line(new ConnectException("Connection timed out"), Finding.SILENT, Finding.SILENT),
        line(
            new NoRouteToHostException("No route to host"),
            Finding.NO_ROUTE,
            Finding.HOST_UNREACHABLE),
        line(
            new SocketException("Network is unreachable"),
            Finding.NO_ROUTE,
            Finding.NET_UNREACHABLE),
        line(new SocketException("Network is down"), Finding.NO_ROUTE, Finding.NO_ROUTE),
        line(new SocketException("Connection reset by peer"), Finding.NOT_SENT, Finding.REFUSED),
        line(
            new SocketException("Operation not permitted"),
            Finding.LOCAL_POLICY,
            Finding.LOCAL_POLICY),
        line(
            new BindException("Permission denied"), Finding.LOCAL_POLICY, Finding.ADMIN_PROHIBITED),
        line(
            new BindException("Cannot assign requested address"),
            Finding.NO_SOURCE,
            Finding.NO_SOURCE),
        line(new BindException("anders"), Finding.NO_SOURCE, Finding.NO_SOURCE),
        line(
            new SocketException("No buffer space available"),
            Finding.NO_RESOURCES,
            Finding.NO_RESOURCES),
        line(
            new SocketException("Cannot allocate memory"),
            Finding.NO_RESOURCES,
            Finding.NO_RESOURCES),
        line(
            new SocketException("Too many open files"), Finding.NO_RESOURCES, Finding.NO_RESOURCES),
        line(
            new SocketException("Resource temporarily unavailable"),
            Finding.NO_RESOURCES,
            Finding.NO_RESOURCES),
        line(new SocketException("Invalid argument"), Finding.NOT_SENT, Finding.NOT_SENT),
        line(new IOException("something new"), Finding.NOT_SENT, Finding.NOT_SENT),
        line(new IOException(), Finding.NOT_SENT, Finding.NOT_SENT));
  }

  private static Arguments line(IOException error, Finding notSent, Finding answered) {
    return Arguments.of(error, notSent, answered);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void readsWhatTheKernelSaid(IOException error, Finding notSent, Finding answered) {
    assertEquals(notSent, Finding.notSent(error));
    assertEquals(answered, Finding.answered(error));
  }

  static Stream<Arguments> errorNumbers() {
    return Stream.of(
        line(Errno.ECONNREFUSED, Finding.REFUSED, Finding.REFUSED),
        line(Errno.ETIMEDOUT, Finding.SILENT, Finding.SILENT),
        line(Errno.EHOSTUNREACH, Finding.NO_ROUTE, Finding.HOST_UNREACHABLE),
        line(Errno.ENETUNREACH, Finding.NO_ROUTE, Finding.NET_UNREACHABLE),
        line(Errno.ENETDOWN, Finding.NO_ROUTE, Finding.NO_ROUTE),
        line(Errno.ECONNRESET, Finding.NOT_SENT, Finding.REFUSED),
        line(Errno.EPERM, Finding.LOCAL_POLICY, Finding.LOCAL_POLICY),
        line(Errno.EACCES, Finding.LOCAL_POLICY, Finding.ADMIN_PROHIBITED),
        line(Errno.EADDRNOTAVAIL, Finding.NO_SOURCE, Finding.NO_SOURCE),
        line(Errno.EADDRINUSE, Finding.NO_SOURCE, Finding.NO_SOURCE),
        line(Errno.ENOBUFS, Finding.NO_RESOURCES, Finding.NO_RESOURCES),
        line(Errno.ENOMEM, Finding.NO_RESOURCES, Finding.NO_RESOURCES),
        line(Errno.EMFILE, Finding.NO_RESOURCES, Finding.NO_RESOURCES),
        line(Errno.ENFILE, Finding.NO_RESOURCES, Finding.NO_RESOURCES),
        line(Errno.EAGAIN, Finding.NO_RESOURCES, Finding.NO_RESOURCES),
        line(Errno.EINVAL, Finding.NOT_SENT, Finding.NOT_SENT),
        line(9_999, Finding.NOT_SENT, Finding.NOT_SENT));
  }

  private static Arguments line(int error, Finding notSent, Finding answered) {
    return Arguments.of(error, notSent, answered);
  }

  @ParameterizedTest
  @MethodSource("errorNumbers")
  void readsErrorNumbersInTheSameWay(int error, Finding notSent, Finding answered) {
    assertEquals(notSent, Finding.notSent(error));
    assertEquals(answered, Finding.answered(error));
  }

  @ParameterizedTest
  @EnumSource
  void noFailureOfThisMachineLooksLikeAFinding(Finding finding) {
    assertTrue(!finding.failedHere() || finding.state().equals("untested"));
  }
}
