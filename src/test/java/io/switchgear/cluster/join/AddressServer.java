package io.switchgear.cluster.join;

import io.switchgear.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A DNS server on loopback that has the same IPv4 addresses for each name, and no other records
 * (RFC 1035, section 4).
 */
final class AddressServer implements AutoCloseable {

  private static final int HEADER = 12;
  private static final int TYPE_A = 1;

  private final DatagramSocket socket;
  private final AtomicReference<List<String>> addresses;
  private final Semaphore queries = new Semaphore(0);

  AddressServer(List<String> addresses) throws IOException {
    this.socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    this.addresses = new AtomicReference<>(List.copyOf(addresses));
    Thread.ofVirtual().name("dns").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  void nowHas(List<String> others) {
    addresses.set(List.copyOf(others));
  }

  /** Waits until that many questions have been answered since the last call. */
  void awaitQueries(int count) {
    Await.permits("questions for addresses", queries, count);
  }

  private void serve() {
    byte[] query = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(query, query.length);
        socket.receive(packet);
        byte[] answer = answer(query);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        queries.release();
      } catch (SocketException closed) {
        return;
      } catch (IOException broken) {
        throw new AssertionError(broken);
      }
    }
  }

  private byte[] answer(byte[] query) throws IOException {
    int end = HEADER;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    int type = (query[end + 1] & 0xff) << 8 | query[end + 2] & 0xff;
    end += 5;
    List<String> found = type == TYPE_A ? addresses.get() : List.of();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    // A response, recursion desired and available, no error; one question.
    out.writeShort(0x8180);
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0);
    out.write(query, HEADER, end - HEADER);
    for (String address : found) {
      // The name is the one at the beginning of the question.
      out.writeShort(0xc000 | HEADER);
      out.writeShort(TYPE_A);
      out.writeShort(1);
      out.writeInt(0);
      out.writeShort(4);
      out.write(InetAddress.getByName(address).getAddress());
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
