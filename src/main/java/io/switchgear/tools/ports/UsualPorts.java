package io.switchgear.tools.ports;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The usual ports of services with the services' names, most common first. */
public final class UsualPorts {

  /** The last system port (RFC 6335, section 6). */
  private static final int LAST_SYSTEM_PORT = 1_023;

  private static final Map<Integer, String> SERVICES = load();

  private static final int[] IN_ORDER =
      IntStream.concat(
              SERVICES.keySet().stream().mapToInt(Integer::intValue),
              IntStream.rangeClosed(1, LAST_SYSTEM_PORT)
                  .filter(port -> !SERVICES.containsKey(port)))
          .toArray();

  private UsualPorts() {}

  /** All ranked ports: ports with a service, then the other system ports. */
  public static IntStream inOrder() {
    return IntStream.of(IN_ORDER);
  }

  /** The number of ports in {@link #inOrder}. */
  public static int ranked() {
    return IN_ORDER.length;
  }

  /** The service that usually listens on the port, or an empty string; not a detected service. */
  public static String service(int port) {
    return SERVICES.getOrDefault(port, "");
  }

  /** The usual ports of a service; empty if the name is unknown. Ignores case. */
  static IntStream of(String service) {
    String name = service.toLowerCase(Locale.ROOT);
    return SERVICES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .mapToInt(Map.Entry::getKey);
  }

  private static Map<Integer, String> load() {
    Map<Integer, String> services = new LinkedHashMap<>();
    try (InputStream in = UsualPorts.class.getResourceAsStream("usual-ports.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, "usual-ports.txt is not on the class path"),
                    StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] fields = line.split(" ");
          services.put(Integer.valueOf(fields[0]), fields[1]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("usual-ports.txt cannot be read", e);
    }
    return services;
  }
}
