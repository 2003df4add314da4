package io.switchgear.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final String PLANTED = "pl4nted-s3cret";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "switchgear.http.port | 8080 | 8080",
        "switchgear.http.keep-alive | 10s | \"10s\"",
        "switchgear.auth.tokens | [\"pl4nted-s3cret\"] | \"(secret)\"",
        "switchgear.auth.client-secret | \"pl4nted-s3cret\" | \"(secret)\"",
        "switchgear.auth.secret-env | HOOK | \"HOOK\"",
        "switchgear.auth.users | [{name = ann, password = \"pl4nted-s3cret\"}] |"
            + " [{\"name\":\"ann\",\"password\":\"(secret)\"}]",
        "switchgear.auth.api_key | \"pl4nted-s3cret\" | \"(secret)\"",
        "switchgear.webhooks | [{url ="
            + " \"https://ann:pl4nted-s3cret@ops.example:8443/x/pl4nted-s3cret?t=1\"}] |"
            + " [{\"url\":\"https://ops.example:8443\"}]",
        "switchgear.webhooks | \"[{url=pl4nted-s3cret}]\" | \"(secret)\"",
        "switchgear.oidc.url | \"not a url pl4nted-s3cret\" | \"(secret)\"",
      })
  void ofASecretNothingIsShown(String key, String value, String shown) {
    ConfigValue parsed = ConfigFactory.parseString("it = " + value).root().get("it");
    assertEquals(shown, Redaction.shown(key, parsed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "switchgear.webhooks = [{url = \"https://x/pl4nted-s3cret\", secret = pl4nted-s3cret}]",
        "switchgear.webhooks = \"[{url=pl4nted-s3cret\"",
        "switchgear.auth.token = pl4nted-s3cret",
        "switchgear.webhooks = [{url = \"https://x/pl4nted-s3cret\" : \"pl4nted-s3cret\"}]",
        "switchgear.webhooks = \"pl4nted-s3cret",
        "switchgear { token = pl4nted-s3cret } }",
        "switchgear.http.port = ${pl4nted} \"pl4nted-s3cret\"",
      })
  void noProblemTellsASecret(String text, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("my.conf"), text + "\n");
    String told = "";
    try {
      new SettingsLoader(Map.of(), new Properties(System.getProperties()))
          .load(Optional.of(file), Map.of());
    } catch (SettingsException refused) {
      told = refused.getMessage();
    }
    assertFalse(told.isEmpty());
    assertFalse(told.contains(PLANTED), told);
  }
}
