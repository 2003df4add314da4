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

/** The ports that services usually listen on, most usual first, and those services' names. */
public final class UsualPorts {

  /** RFC 6335, section 6. */
  private static final int LAST_SYSTEM_PORT = 1_023;

  private static final Map<Integer, String> SERVICES = load();

  private static final int[] IN_ORDER =
      IntStream.concat(
              SERVICES.keySet().stream().mapToInt(Integer::intValue),
              IntStream.rangeClosed(1, LAST_SYSTEM_PORT)
                  .filter(port -> !SERVICES.containsKey(port)))
          .toArray();

  private UsualPorts() {}

  /** All that are ranked: those with a service, then the other system ports. */
  public static IntStream inOrder() {
    return IntStream.of(IN_ORDER);
  }

  /** How many there are in {@link #inOrder}. */
  public static int ranked() {
    return IN_ORDER.length;
  }

  /** What usually listens there, or an empty string; not what was found there. */
  public static String service(int port) {
    return SERVICES.getOrDefault(port, "");
  }

  /** Where a service usually listens; none if the name is not known. Case does not matter. */
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
