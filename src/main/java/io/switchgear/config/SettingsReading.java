package io.switchgear.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.switchgear.config.ScopeRuleBlock.EndOfRule;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeFile;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.tool.Caller.Permission;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;

/**
 * Reads {@link Settings} from the keys below {@code switchgear}. Registers the types that have
 * their own notation. Everything else follows from the records.
 */
final class SettingsReading {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SettingsReading() {}

  /**
   * Reads all settings.
   *
   * @param values resolved
   * @param defaults {@code reference.conf}, resolved
   * @param problems where problems are noted
   * @return null if there is a problem that leaves no settings
   */
  static Settings settings(
      Config values, Config defaults, SettingsSource source, Collection<SettingProblem> problems) {
    ScopeFileReader scopeFile =
        new ScopeFileReader(
            SettingsReading::reader, new KnownKeys(defaults.root()).tools(), problems);
    return new Binder(
            reader().with(ScopeFile.class, scopeFile::read),
            new SecretPlaces(source.environment()),
            problems)
        .provide(SettingsSource.class, source)
        .provide(Config.class, values)
        .check(ScopePolicy.class, ScanScope::requireReadable)
        .bind(Settings.class, values, defaults, Settings.ROOT);
  }

  private static ValueReader reader() {
    return new ValueReader()
        .names(Permission.class, Permission::wire)
        .names(WebhookEvent.class, WebhookEvent::wire)
        .names(AlertRule.Measure.class, AlertRule.Measure::wire)
        .names(AlertRule.Window.class, AlertRule.Window::wire)
        .names(AlertRule.Severity.class, AlertRule.Severity::wire)
        .names(LogSettings.Level.class, LogSettings.Level::name)
        .with(URI.class, SettingsReading::uri)
        .with(Instant.class, SettingsReading::instant)
        .with(EndOfRule.class, SettingsReading::end)
        .with(ObjectNode.class, SettingsReading::json);
  }

  private static URI uri(ConfigValue value) {
    String text = ValueReader.text(value);
    try {
      return URI.create(text);
    } catch (IllegalArgumentException notAUri) {
      // Omits the parser's message, because it shows the text.
      throw new BadValue("this is no URL; write it as https://ops.example/hook");
    }
  }

  private static Instant instant(ConfigValue value) {
    String text = ValueReader.text(value);
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException notATime) {
      throw new BadValue(
          "a date or a time in UTC is needed, such as 2027-01-31 or 2027-01-31T12:00:00Z");
    }
  }

  private static EndOfRule end(ConfigValue value) {
    Instant at = instant(value);
    return new EndOfRule(ValueReader.text(value).contains("T") ? at : at.plus(1, ChronoUnit.DAYS));
  }

  private static ObjectNode json(ConfigValue value) {
    if (!(value instanceof ConfigObject object)) {
      throw new BadValue("a block is needed: { key = value }");
    }
    try {
      return (ObjectNode) JSON.readTree(object.render(ConfigRenderOptions.concise()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("HOCON renders itself as JSON", e);
    }
  }
}
