package io.switchgear.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.config.EnvironmentSettings;
import io.switchgear.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The Dockerfile, against the staged program and the server's settings. */
class ImageTest {

  private static final Dockerfile FILE = Dockerfile.read();

  private static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (String line : FILE.all("ENV")) {
      for (String each : line.split(" +")) {
        environment.put(
            each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
      }
    }
    return environment;
  }

  @Test
  void theServerReadsTheEnvironment() {
    Settings settings = EnvironmentSettings.load(environment(), Optional.empty());
    assertEquals(Path.of(FILE.last("VOLUME")), settings.dataDir());
    assertEquals(
        Set.of(
            Integer.toString(settings.http().port()),
            Integer.toString(settings.cluster().port()),
            Integer.toString(settings.cluster().bootstrap().port())),
        new TreeSet<>(Arrays.asList(FILE.last("EXPOSE").split(" "))));
  }

  @Test
  void itStartsTheStagedProgram() {
    assertTrue(FILE.all("COPY").contains("target/universal/stage /opt/switchgear"));
    assertEquals("[\"/opt/switchgear/bin/switchgear\"]", FILE.last("ENTRYPOINT"));
    assertEquals("[\"serve\"]", FILE.last("CMD"));
    assertTrue(environment().get("PATH").startsWith("/opt/switchgear/bin:"));
  }

  /** A number, because Kubernetes cannot tell whether a name is root. */
  @Test
  void itRunsAsAUserWithoutPrivileges() throws IOException {
    assertTrue(FILE.user().matches("[1-9][0-9]+:[1-9][0-9]+"), FILE.user());
    assertTrue(
        FILE.all("RUN").stream()
            .anyMatch(run -> run.contains("--uid " + FILE.user().replaceAll(":.*", " "))));
    assertTrue(Files.readString(Path.of("docker/provision")).contains("OWNER:-" + FILE.user()));
  }

  @Test
  void itEndsAsTheServerEnds() {
    assertEquals("SIGTERM", FILE.last("STOPSIGNAL"));
  }

  @Test
  void theHealthCheckAsksTheServer() {
    String check = FILE.last("HEALTHCHECK");
    assertTrue(check.contains("http://127.0.0.1:$SWITCHGEAR_HTTP_PORT/health/live"), check);
  }

  /** The start script finds the caches where the image has them. */
  @Test
  void theCachesAreWhereTheStartScriptLooks() throws IOException {
    assertTrue(FILE.all("RUN").contains("/opt/start-cache /tmp"));
    String copied =
        FILE.all("COPY").stream()
            .filter(copy -> copy.startsWith("--from=training "))
            .findFirst()
            .orElseThrow();
    assertTrue(copied.endsWith(" /opt/switchgear/lib/"), copied);
    String maker = Files.readString(Path.of("project/start-cache"));
    String script = Files.readString(Path.of("src/templates/bash-template"));
    for (String cache : List.of("switchgear.aot", "switchgear-client.aot")) {
      assertTrue(maker.contains("=$1/" + cache), cache);
      assertTrue(copied.contains(" /tmp/" + cache + " "), cache);
      assertTrue(script.contains("cache=$lib_dir/" + cache), cache);
    }
  }

  /** The build sees what it copies, and nothing else of the repository. */
  @Test
  void theContextHasWhatIsCopied() throws IOException {
    List<String> ignored = Files.readAllLines(Path.of(".dockerignore"));
    assertEquals("*", ignored.getFirst());
    Set<String> copied = new TreeSet<>();
    for (String copy : FILE.all("COPY")) {
      if (!copy.startsWith("--from=")) {
        copied.add("!" + copy.split(" ")[0]);
      }
    }
    // A start-up cache fits only the folder for which it was made.
    copied.add("target/universal/stage/lib/*.aot");
    assertEquals(copied, new TreeSet<>(ignored.subList(1, ignored.size())));
    assertTrue(copied.size() > 1);
  }

  /** What its scripts start must be installed in it. */
  @Test
  void theProgramsOfItsScriptsAreInstalled() {
    String install = FILE.all("RUN").getFirst();
    for (String needed : List.of("curl", "nmap", "openssl", "util-linux")) {
      assertTrue(install.contains(" " + needed + " "), needed);
    }
  }
}
