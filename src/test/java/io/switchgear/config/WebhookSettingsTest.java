package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {

  private static final String SECRET = "correct horse battery";

  @TempDir Path folder;

  private Settings load(String hooks) throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), "switchgear.webhooks = " + hooks);
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/someone");
    return new SettingsLoader(Map.of("HOOK", SECRET, "SHORT", "hunter2"), properties)
        .load(Optional.of(file), Map.of());
  }

  private WebhookSettings only(String hook) throws IOException {
    List<WebhookSettings> hooks = load("[" + hook + "]").webhooks();
    assertEquals(1, hooks.size());
    return hooks.getFirst();
  }

  @Test
  void allTransitionsAreToldUnlessSomeAreNamed() throws IOException {
    WebhookSettings hook = only("{ url = \"http://127.0.0.1:9/x?key=k\", secret-env = HOOK }");
    assertEquals("http://127.0.0.1:9/x?key=k", hook.url().toString());
    assertArrayEquals(SECRET.getBytes(StandardCharsets.UTF_8), hook.secret().bytes());
    assertEquals(EnumSet.allOf(WebhookEvent.class), hook.events());
    assertEquals(
        Set.of(WebhookEvent.HALF_OPEN),
        only("{ url = \"http://a/\", secret-env = HOOK, events = [half_open] }").events());
  }

  @Test
  void aSecretMayBeInAFileWithALineBreakAtItsEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    WebhookSettings hook = only("{ url = \"http://a/\", secret-file = \"" + file + "\" }");
    assertEquals(new Secret(SECRET), hook.secret());
    assertNotEquals(new Secret(SECRET + "!"), hook.secret());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | : a list of blocks is needed",
        "\"[{\" | : a list of blocks is needed",
        "[5] | [0]: a block is needed",
        "[{ url = \"http://a/\" }] | [0]: one of secret-env",
        "[{ url = \"http://a/\", secret-env = HOOK, secret-file = f }] | [0]: one of"
            + " secret-env",
        "[{ url = \"http://a/\", secret-env = NONE }] | [0].secret-env: the environment variable"
            + " NONE",
        "[{ url = \"http://a/\", secret-env = SHORT }] | [0].secret-env: the secret has 7"
            + " characters",
        "[{ url = \"http://a/\", secret-file = /nowhere/at/all }] | [0].secret-file: the file"
            + " /nowhere",
        "[{ secret-env = HOOK }] | [0].url: the key is missing; a text is needed",
        "[{ url = \"ftp://a/hunter2\", secret-env = HOOK }] | [0].url: url must be http",
        "[{ url = \"http:hunter2\", secret-env = HOOK }] | [0].url: url must be http",
        "[{ url = \"http://a:99999/hunter2\", secret-env = HOOK }] | [0].url: url must be http",
        "[{ url = \"http://a/ hunter2\", secret-env = HOOK }] | [0].url: this is no URL",
        "[{ url = \"http://u:hunter2@a/\", secret-env = HOOK }] | [0].url: url must hold no user",
        "[{ url = \"http://a/\", secret = hunter2 }] | [0].secret: unknown key; allowed are url",
        "[{ url = \"http://a/\", secret-env = HOOK, events = [shut] }] | [0].events: a list is"
            + " needed, of some of",
        "[{ url = \"http://a/\", secret-env = HOOK, events = [] }] | [0].events: the list is empty",
        "[{ url = \"http://a/\", secret-env = HOOK }, { url = {}, secret-env = HOOK }] | [1].url: a"
            + " text is needed",
      })
  void whatIsWrongIsToldWithoutWhatMayBeSecret(String hooks, String message) {
    SettingsException refused = assertThrows(SettingsException.class, () -> load(hooks));
    assertEquals(1, refused.problems().size(), refused::getMessage);
    String said = refused.problems().getFirst().toString().replace(folder + "/", "");
    String expected = "switchgear.webhooks" + message.replaceFirst(": ", " (my.conf:1): ");
    assertTrue(said.startsWith(expected), said);
    assertFalse(said.contains("hunter2"), said);
  }

  @Test
  void thereAreOnlySoManyWebhooks() {
    String hook = "{ url = \"http://a/\", secret-env = HOOK },";
    SettingsException refused =
        assertThrows(SettingsException.class, () -> load("[" + hook.repeat(17) + "]"));
    assertEquals("switchgear.webhooks", refused.problems().getFirst().key(), refused.getMessage());
  }

  @Test
  void settingsShowNeitherTheSecretNorTheUrl() throws IOException {
    String shown =
        load("[{ url = \"https://a/hunter2\", secret-env = HOOK }]").webhooks().toString();
    assertTrue(shown.startsWith("[WebhookSettings[a:443, "), shown);
    assertFalse(shown.contains("hunter2") || shown.contains(SECRET), shown);
  }
}
