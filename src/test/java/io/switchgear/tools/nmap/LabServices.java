package io.switchgear.tools.nmap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Services that a hostile owner of a target would run, in the lab's network: each one redirects its
 * client elsewhere, as far as its protocol allows.
 */
final class LabServices {

  static final String TARGET = "127.0.0.9";
  static final String RESOLVER = "127.0.0.53";
  static final String METADATA = "169.254.169.254";
  static final String ELSEWHERE = "198.51.100.7";

  /** Both names end in the same two labels, which nmap's rule for redirects compares. */
  private static final String NAME_OF_TARGET = "host.evil.test";

  private static final String NAME_OF_METADATA = "www.evil.test";

  private static final int[] WEB = {80, 631, 8000, 8080};
  private static final int[] SECURE_WEB = {443, 8443};
  private static final int[] FTP = {21, 2121};
  private static final int[] LINES = {22, 25, 110, 119, 143, 587, 6667};

  /** Echo services. */
  private static final int[] ECHO = {
    53, 111, 139, 389, 445, 502, 548, 623, 873, 1099, 1433, 2404, 2809, 3260, 3306, 3389, 5060,
    5222, 5900, 6379, 9100, 11211, 27017, 44818
  };

  private static final int[] UDP = {53, 69, 123, 137, 161, 500, 1434, 1604, 1900, 3478, 3702, 5353};

  private static final Pattern FTP_ADDRESS =
      Pattern.compile("PORT (\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");

  private static final byte SNMP_GET_RESPONSE = (byte) 0xA2;
  private static final int TLS_HANDSHAKE = 22;
  private static final int DNS_A = 1;
  private static final int DNS_PTR = 12;

  /** In the form that nmap accepts. */
  static String ports() {
    String tcp =
        String.join(
            ",",
            List.of(WEB, SECURE_WEB, FTP, LINES, ECHO).stream()
                .flatMapToInt(Arrays::stream)
                .mapToObj(Integer::toString)
                .toList());
    return "T:" + tcp + ",U:" + String.join(",", texts(UDP));
  }

  LabServices(SSLContext tls) throws IOException {
    for (int port : WEB) {
      serve(new ServerSocket(), TARGET, port, client -> misleadingPage(client, port));
    }
    for (int port : SECURE_WEB) {
      ServerSocketFactory secure = tls.getServerSocketFactory();
      serve(secure.createServerSocket(), TARGET, port, client -> misleadingPage(client, port));
    }
    for (int port : FTP) {
      serve(new ServerSocket(), TARGET, port, LabServices::obedientFtp);
    }
    for (int port : LINES) {
      serve(new ServerSocket(), TARGET, port, socket -> lines(socket, port));
    }
    for (int port : ECHO) {
      serve(new ServerSocket(), TARGET, port, LabServices::echo);
    }
    for (int port : new int[] {80, 8080}) {
      serve(new ServerSocket(), METADATA, port, LabServices::metadataPage);
      serve(new ServerSocket(), ELSEWHERE, port, LabServices::metadataPage);
    }
    for (int port : UDP) {
      answer(TARGET, port);
    }
    answer(RESOLVER, 53);
  }

  private interface Service {
    void serve(Socket client) throws IOException;
  }

  private static void serve(ServerSocket server, String address, int port, Service service)
      throws IOException {
    server.bind(new InetSocketAddress(address, port), 256);
    Thread.startVirtualThread(
        () -> {
          while (true) {
            try {
              Socket client = server.accept();
              Thread.startVirtualThread(() -> serve(client, service));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        });
  }

  private static void serve(Socket socket, Service service) {
    try (Socket client = socket) {
      client.setSoTimeout(1_000);
      service.serve(client);
    } catch (IOException goneOrGarbled) {
      return;
    }
  }

  /**
   * Depending on the port: a redirect to a name in the target's domain, a redirect to an address,
   * or a page of links.
   */
  private static void misleadingPage(Socket client, int port) throws IOException {
    readHead(client);
    String page =
        """
        <html><head><title>bait</title>
        <link rel="icon" href="http://%1$s/icon.png"></head><body>
        <a href="http://%2$s:8080/a.html">a</a> <a href="http://%2$s/b.html">b</a>
        <a href="http://%1$s:8080/feed.xml">c</a> <img src="http://%2$s:8080/c.jpg">
        <form action="http://%2$s:8080/form"><input name="q"></form></body></html>
        """
            .formatted(NAME_OF_METADATA, METADATA);
    String head =
        switch (port) {
          case 80, 443 -> "302 Found\r\nLocation: http://" + NAME_OF_METADATA + "/latest/";
          case 8000, 8443 -> "301 Moved\r\nLocation: http://" + METADATA + "/latest/";
          default -> "200 OK\r\nServer: bait\r\nVary: negotiate";
        };
    write(client, http(head, page));
  }

  private static void metadataPage(Socket client) throws IOException {
    readHead(client);
    write(client, http("200 OK", "<title>metadata</title>"));
  }

  private static String http(String head, String page) {
    return "HTTP/1.1 "
        + head
        + "\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: "
        + page.length()
        + "\r\n\r\n"
        + page;
  }

  /** Connects to any address that its client names, and redirects the data connection elsewhere. */
  private static void obedientFtp(Socket client) throws IOException {
    write(client, "220 ready\r\n");
    for (String line = line(client); !line.isEmpty(); line = line(client)) {
      Matcher port = FTP_ADDRESS.matcher(line);
      if (port.find()) {
        String address =
            String.join(".", List.of(port.group(1), port.group(2), port.group(3)))
                + "."
                + port.group(4);
        int number = Integer.parseInt(port.group(5)) * 256 + Integer.parseInt(port.group(6));
        try (Socket data = new Socket()) {
          data.connect(new InetSocketAddress(address, number), 1_000);
        } catch (IOException refused) {
          write(client, "200 tried\r\n");
          continue;
        }
      }
      write(
          client,
          line.startsWith("PASV")
              ? "227 Entering Passive Mode (" + METADATA.replace('.', ',') + ",0,80)\r\n"
              : line.startsWith("USER")
                  ? "331 password\r\n"
                  : line.startsWith("PASS") ? "230 in\r\n" : "200 ok\r\n");
    }
  }

  private static void lines(Socket client, int port) throws IOException {
    write(client, port == 22 ? "SSH-2.0-lab\r\n" : port == 110 ? "+OK lab\r\n" : "220 lab\r\n");
    for (String line = line(client); !line.isEmpty(); line = line(client)) {
      write(client, port == 110 ? "+OK\r\n" : "250 see http://" + METADATA + "/\r\n");
    }
  }

  private static void echo(Socket client) throws IOException {
    byte[] buffer = new byte[8_192];
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
      // The highest bit of the flags turns an SMB request into a reply.
      if (count > 14 && buffer[4] == (byte) 0xFF && buffer[5] == 'S') {
        buffer[13] |= (byte) 0x80;
      }
      out.write(buffer, 0, count);
    }
  }

  private static void answer(String address, int port) throws IOException {
    DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName(address));
    Thread.startVirtualThread(
        () -> {
          while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
            try {
              socket.receive(packet);
              byte[] asked = Arrays.copyOf(packet.getData(), packet.getLength());
              byte[] said =
                  switch (port) {
                    case 53 -> dns(asked);
                    case 161 -> snmp(asked);
                    case 1900 -> ssdp();
                    default -> asked;
                  };
              socket.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
            } catch (IOException | RuntimeException garbled) {
              continue;
            }
          }
        });
  }

  /** Every address resolves to the target's name, and every name to another address. */
  private static byte[] dns(byte[] asked) throws IOException {
    int end = 12;
    while (asked[end] != 0) {
      end += asked[end] + 1;
    }
    int type = ByteBuffer.wrap(asked).getShort(end + 1);
    String name = new String(asked, 13, Math.max(0, end - 13), StandardCharsets.ISO_8859_1);
    byte[] data =
        switch (type) {
          case DNS_A ->
              InetAddress.getByName(name.startsWith("scanme") ? ELSEWHERE : METADATA).getAddress();
          case DNS_PTR -> labels(NAME_OF_TARGET);
          default -> new byte[0];
        };
    ByteBuffer answer = ByteBuffer.allocate(512);
    answer.put(asked, 0, 2).putShort((short) 0x8180).putShort((short) 1);
    answer.putShort((short) (data.length == 0 ? 0 : 1)).putInt(0).put(asked, 12, end + 5 - 12);
    if (data.length > 0) {
      answer.putShort((short) 0xC00C).putShort((short) type).putShort((short) 1).putInt(60);
      answer.putShort((short) data.length).put(data);
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  private static byte[] labels(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  /** Returns the request as the response. */
  private static byte[] snmp(byte[] asked) {
    for (int i = 7; i < asked.length; i++) {
      if ((asked[i] & 0xFF) >= 0xA0 && (asked[i] & 0xFF) <= 0xA5) {
        asked[i] = SNMP_GET_RESPONSE;
        return asked;
      }
    }
    return asked;
  }

  private static byte[] ssdp() {
    return ("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nSERVER: lab UPnP/1.0\r\nLOCATION: http://"
            + METADATA
            + ":8080/root.xml\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void readHead(Socket client) throws IOException {
    String line = line(client);
    if (line.isEmpty()) {
      throw new IOException("no request");
    }
    while (!line.isBlank()) {
      line = line(client);
    }
  }

  /** Empty at the end, and at the first byte of a TLS handshake, which ends a plain service. */
  private static String line(Socket client) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = client.getInputStream();
    for (int b = in.read(); b >= 0 && b != TLS_HANDSHAKE; b = in.read()) {
      line.write(b);
      if (b == '\n' || line.size() > 4_096) {
        break;
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }

  private static List<String> texts(int[] numbers) {
    return IntStream.of(numbers).mapToObj(Integer::toString).toList();
  }
}
