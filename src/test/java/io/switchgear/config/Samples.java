package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** For every key of {@code reference.conf} another value than its default. */
final class Samples {

  /** A key, and another value than its default. */
  record Key(String path, String text) {
    String variable() {
      return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /** The key that is refused beside {@code store.password}. */
  static final String OTHER_PASSWORD = "switchgear.store.password-file";

  static final String SECRET = "0123456789abcdef";
  static final String HASH = "0123456789abcdef".repeat(4);

  /** Values of texts and lists, which cannot be derived from the default. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("data-dir", "/var/lib/sg"),
          Map.entry("node", "scan-1"),
          Map.entry("store.url", "jdbc:postgresql://db.example/sg"),
          Map.entry("store.user", "sg"),
          Map.entry("store.password", SECRET),
          Map.entry("store.password-file", "project/build.properties"),
          Map.entry("cluster.host", "10.0.0.5"),
          Map.entry("cluster.seeds", "10.0.0.5:25520,[fd00::5]:25520"),
          Map.entry("cluster.bootstrap.service", "nodes.scan.example"),
          Map.entry("cluster.roles", "worker"),
          Map.entry("cluster.tls.certificate", "/a.pem"),
          Map.entry("cluster.tls.key", "/k.pem"),
          Map.entry("cluster.tls.authority", "/ca.pem"),
          Map.entry("http.host", "::1"),
          Map.entry("http.allowed-origins", "https://a.example,http://10.0.0.5:3000"),
          Map.entry("http.allowed-hosts", "scan.example,[fd00::1]:8080"),
          Map.entry(
              "http.auth.tokens",
              "[{name=ci,sha256=\"%s\",scopes=[\"scan:run\"],expires=\"2027-01-31\"}]"
                  .formatted(HASH)),
          Map.entry("http.auth.issuer", "https://id.example"),
          Map.entry("http.auth.jwks", "https://id.example/jwks"),
          Map.entry("http.auth.resource", "https://scan.example/mcp"),
          Map.entry("http.tls.certificate", "/a.pem"),
          Map.entry("http.tls.key", "/k.pem"),
          Map.entry("scope.allow", "203.0.113.0/24"),
          Map.entry("scope.deny", "10.1.0.0/16"),
          Map.entry("scope.allow-names", ".corp"),
          Map.entry("scope.file", scopeFile()),
          Map.entry("webhooks", hook()),
          Map.entry(
              "alerts.rules",
              "[{name=slow,tools=[nmap],measure=p95_seconds,window=1h,above=60,below=30,for=1m,"
                  + "minimum-calls=9,severity=info}]"),
          Map.entry("tools.default.fallback", "[{cache{max-age=2h}},{queue{}}]"),
          Map.entry("tools.nmap.command", "/opt/nmap"));

  private static final Pattern QUANTITY = Pattern.compile("([0-9]+)( ?)([A-Za-z]+)");

  private static final List<Key> KEYS = keys();

  private Samples() {}

  static List<Key> all() {
    return KEYS;
  }

  private static List<Key> keys() {
    Config reference =
        ConfigFactory.parseResources("reference.conf")
            .withOnlyPath("switchgear")
            .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
    return reference.entrySet().stream()
        .map(entry -> new Key(entry.getKey(), other(entry.getKey(), entry.getValue())))
        .sorted((one, two) -> one.path().compareTo(two.path()))
        .toList();
  }

  private static String other(String path, ConfigValue shipped) {
    String given = TEXTS.get(path.substring("switchgear.".length()));
    return given != null
        ? given
        : candidates(path, shipped)
            .filter(candidate -> isAllowed(path, candidate))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no other value of " + path + " is known"));
  }

  private static Stream<String> candidates(String path, ConfigValue shipped) {
    String text = String.valueOf(shipped.unwrapped());
    Matcher quantity = QUANTITY.matcher(text);
    if (text.matches("true|on|yes")) {
      return Stream.of("off");
    }
    if (text.matches("false|off|no")) {
      return Stream.of("on");
    }
    if (text.matches("[0-9.]+")) {
      BigDecimal number = new BigDecimal(text);
      return text.contains(".")
          ? Stream.of(number.multiply(new BigDecimal("0.9")).toPlainString())
          : Stream.of(
                  number.add(BigDecimal.ONE),
                  number.subtract(BigDecimal.ONE),
                  number.multiply(new BigDecimal("0.9")))
              .map(BigDecimal::toPlainString);
    }
    if (quantity.matches()) {
      long number = Long.parseLong(quantity.group(1));
      String unit = quantity.group(2) + quantity.group(3);
      return Stream.of(number + 1 + unit, number - 1 + unit, number + unit.replace("MiB", "KiB"));
    }
    return allowed(path).filter(word -> !text.contains(word));
  }

  /** The constants that the refusal of a bad value names. */
  private static Stream<String> allowed(String path) {
    try {
      SettingsTest.load(Map.of(), Map.of(path, "?"));
      return Stream.of();
    } catch (SettingsException refused) {
      return Arrays.stream(refused.problems().getFirst().allowed().split(", "));
    }
  }

  private static boolean isAllowed(String path, String text) {
    try {
      SettingsTest.load(Map.of(), Map.of(path, text));
      return true;
    } catch (SettingsException refused) {
      return false;
    }
  }

  private static String scopeFile() {
    try {
      Path file = Files.createTempFile("scope", ".conf");
      file.toFile().deleteOnExit();
      Files.writeString(file, "rules = []\n");
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its secret is in a file, because the configuration must not hold it. */
  private static String hook() {
    try {
      Path file = Files.createTempFile("hook", ".secret");
      file.toFile().deleteOnExit();
      Files.writeString(file, SECRET + "\n");
      return "[{url=\"https://ops.example/hook\",secret-file=\"%s\",events=[open]}]"
          .formatted(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
