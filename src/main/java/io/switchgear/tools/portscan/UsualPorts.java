package io.switchgear.tools.portscan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The ports that services usually listen on, most usual first, and those services' names. */
final class UsualPorts {

  private static final Map<Integer, String> SERVICES = load();
  private static final List<Integer> IN_ORDER = List.copyOf(SERVICES.keySet());

  private UsualPorts() {}

  static List<Integer> inOrder() {
    return IN_ORDER;
  }

  /** What usually listens there, or an empty string; not what was found there. */
  static String service(int port) {
    return SERVICES.getOrDefault(port, "");
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
