package io.switchgear.tools.portscan;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A service on loopback that sends something to each client. */
final class Service implements AutoCloseable {

  /** Handles one connection; an exception closes it. */
  @FunctionalInterface
  interface Speech {
    void to(OutputStream client) throws IOException;
  }

  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Speech speech;

  Service(InetAddress address, Speech speech) throws IOException {
    this.speech = speech;
    server.bind(new InetSocketAddress(address, 0), 1024);
    Thread.startVirtualThread(this::accept);
  }

  /** On 127.0.0.1. */
  static Service saying(String banner) throws IOException {
    return new Service(
        InetAddress.getByName("127.0.0.1"),
        client -> client.write(banner.getBytes(StandardCharsets.ISO_8859_1)));
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        clients.add(client);
        Thread.startVirtualThread(() -> speak(client));
      }
    } catch (IOException e) {
      // The server was closed.
    }
  }

  private void speak(Socket client) {
    try {
      speech.to(client.getOutputStream());
    } catch (IOException e) {
      // The scanner hung up.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
