package io.switchgear.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A load balancer: it sends each HTTP request to the server that a function names. A connection has
 * one request, so that every request is spread, and responses are passed on byte by byte, also
 * event streams.
 */
public final class SpreadingProxy implements AutoCloseable {

  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private final ServerSocket listening;
  private final Function<Request, URI> route;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * A request.
   *
   * @param head its first line and header fields
   */
  public record Request(String head, String body) {

    /** Whether it has this header field. */
    public boolean has(String field) {
      return head.toLowerCase(Locale.ROOT).contains("\r\n" + field.toLowerCase(Locale.ROOT) + ":");
    }
  }

  private SpreadingProxy(ServerSocket listening, Function<Request, URI> route) {
    this.listening = listening;
    this.route = route;
  }

  /**
   * Listens on a free port of 127.0.0.1.
   *
   * @param route the server of a request, of which host and port are used; called by many threads
   */
  public static SpreadingProxy start(Function<Request, URI> route) {
    try {
      SpreadingProxy proxy =
          new SpreadingProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), route);
      Thread.startVirtualThread(proxy::accept);
      return proxy;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Its own address with this path. */
  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
  }

  @Override
  public void close() {
    closed(listening);
    open.forEach(SpreadingProxy::closed);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      byte[] body = in.readNBytes(length(head));
      URI target = route.apply(new Request(head, new String(body, StandardCharsets.UTF_8)));
      try (Socket server = new Socket(target.getHost(), target.getPort())) {
        open.add(server);
        OutputStream out = server.getOutputStream();
        out.write(once(head).getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        // The client sends nothing more; when it closes, the server has to see it.
        Thread.startVirtualThread(() -> closeWith(in, server));
        copy(server.getInputStream(), client.getOutputStream());
      }
    } catch (IOException broken) {
      closed(client);
    } finally {
      open.remove(client);
    }
  }

  private static void closeWith(InputStream in, Socket server) {
    try {
      in.readAllBytes();
      closed(server);
    } catch (IOException gone) {
      closed(server);
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8_192];
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      to.write(buffer, 0, read);
      to.flush();
    }
  }

  /** The head with the empty line at its end; empty if the connection is closed before. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == END_OF_HEAD[0] ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static int length(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
      }
    }
    return 0;
  }

  /** The head of a request that is the only one of its connection. */
  private static String once(String head) {
    return head.replaceAll("(?i)\r\n(connection|keep-alive):[^\r]*", "")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static void closed(Closeable connection) {
    try {
      connection.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
