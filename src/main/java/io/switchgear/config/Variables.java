package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The environment variables that set keys. Every key has one, with the key's name. A variable that
 * begins with the name of a block and sets no key is refused, because it would have no effect; so
 * is one that is one or two letters away from a key's variable. Other variables, such as {@code
 * SWITCHGEAR_TOKEN}, belong to other programs and are ignored.
 */
final class Variables {

  private static final String PREFIX = "SWITCHGEAR_";

  /** Edit distance up to which a variable is a misspelt one. */
  private static final int SLIP = 2;

  /** Variables that Kubernetes sets in every container for a service of that name. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.*)?)?)");

  private final Map<String, String> keys = new TreeMap<>();
  private final KnownKeys known;

  Variables(KnownKeys known) {
    this.known = known;
    known.leaves().forEach(key -> keys.put(of(key), key));
  }

  /** The variable that sets a key. */
  static String of(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The values that the environment sets. An empty variable sets nothing. */
  Config values(Map<String, String> environment) {
    Config values = ConfigFactory.empty();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String key = keys.get(variable.getKey());
      if (key != null && !variable.getValue().isBlank()) {
        values =
            values.withValue(
                key, ConfigValueFactory.fromAnyRef(variable.getValue(), origin(variable.getKey())));
      }
    }
    return values;
  }

  private static String origin(String variable) {
    return "environment variable " + variable;
  }

  /** Notes the variables that look like a key's variable and are none. */
  void check(Map<String, String> environment, Collection<SettingProblem> problems) {
    for (String variable : new TreeMap<>(environment).keySet()) {
      if (!variable.startsWith(PREFIX)
          || keys.containsKey(variable)
          || environment.get(variable).isBlank()) {
        continue;
      }
      String nearest = nearest(variable);
      if (Spelling.distance(variable, nearest) <= SLIP || looksLikeAKey(variable)) {
        problems.add(
            new SettingProblem(
                variable,
                "",
                "environment",
                "sets no key; did you mean "
                    + nearest
                    + "? If it is not meant for this server, give it a name that does not begin"
                    + " as a block of the configuration"));
      }
    }
  }

  private boolean looksLikeAKey(String variable) {
    return known.topBlocks().stream().anyMatch(block -> variable.startsWith(of(block) + "_"))
        && !SERVICE_LINK.matcher(variable).matches();
  }

  private String nearest(String variable) {
    return keys.keySet().stream()
        .min(
            Comparator.<String>comparingInt(key -> Spelling.distance(variable, key))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }
}
