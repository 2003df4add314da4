package io.switchgear.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import io.switchgear.scope.ScopeFile;
import io.switchgear.scope.ScopeRule;
import io.switchgear.tool.UntrustedText;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the scope file. Problems in it are noted with their own file and line. */
final class ScopeFileReader {

  /** In the names of the file's keys. */
  private static final String ROOT = "scope-file";

  private static final String RULES = "rules";
  private static final List<String> KEYS = List.of(RULES, "built-in");
  private static final Config DEFAULTS = ConfigFactory.parseMap(Map.of(ROOT + ".built-in", true));

  private static final long MAX_BYTES = 4 << 20;
  private static final int MAX_RULES = 10_000;
  private static final int MESSAGE_CHARS = 500;

  private final Supplier<ValueReader> reader;
  private final List<String> tools;
  private final Collection<SettingProblem> problems;

  /** The content of a file. */
  record ScopeFileBlock(boolean builtIn, List<ScopeRuleBlock> rules) {}

  /**
   * @param tools the names of the tools that there are
   */
  ScopeFileReader(
      Supplier<ValueReader> reader, List<String> tools, Collection<SettingProblem> problems) {
    this.reader = reader;
    this.tools = tools;
    this.problems = problems;
  }

  /**
   * Reads the file that a value names.
   *
   * @return null if problems of the file were noted
   * @throws BadValue if there is no such file
   */
  ScopeFile read(ConfigValue value) {
    if ("".equals(value.unwrapped())) {
      return ScopeFile.NONE;
    }
    Path file = path(ValueReader.text(value));
    int before = problems.size();
    try {
      String text = Files.readString(file);
      for (RepeatedKeys.Repeated repeated : RepeatedKeys.in(text)) {
        note(
            ROOT + "." + repeated.key(),
            file + ":" + repeated.line(),
            "the block has this key in line %d too, and the second would replace the first; write"
                    .formatted(repeated.first())
                + " one of them, or += to add to a list");
      }
      ScopeFile read = read(file);
      return problems.size() == before ? read : null;
    } catch (ConfigException bad) {
      note(
          ROOT,
          bad.origin() == null ? file.toString() : Origins.shown(bad.origin()),
          UntrustedText.line(bad.getMessage(), MESSAGE_CHARS));
      return null;
    } catch (IOException unreadable) {
      throw new BadValue(
          "the file cannot be read as UTF-8 text (%s); this user must be able to read it"
              .formatted(unreadable.getClass().getSimpleName()));
    }
  }

  private static Path path(String text) {
    Path file;
    try {
      file = Path.of(text).toAbsolutePath();
      if (Files.isRegularFile(file) && Files.isReadable(file) && Files.size(file) <= MAX_BYTES) {
        return file;
      }
    } catch (InvalidPathException | IOException unreadable) {
      throw notAFile();
    }
    throw notAFile();
  }

  private static BadValue notAFile() {
    return new BadValue(
        "there is no such file, or it cannot be read, or it has more than 4 MiB; name a HOCON file"
            + " with the rules of the scope, or leave the key empty");
  }

  private ScopeFile read(Path file) {
    Config parsed =
        ConfigFactory.parseFile(
                file.toFile(),
                ConfigParseOptions.defaults()
                    .setAllowMissing(false)
                    .setSyntax(ConfigSyntax.CONF)
                    .setIncluder(new NoIncludes()))
            .resolve(ConfigResolveOptions.noSystem());
    for (Map.Entry<String, ConfigValue> entry : parsed.root().entrySet()) {
      if (!KEYS.contains(entry.getKey())) {
        note(
            ROOT + "." + entry.getKey(),
            Origins.shown(entry.getValue().origin()),
            "unknown key; allowed are " + String.join(", ", KEYS));
      }
    }
    if (!(parsed.root().get(RULES) instanceof ConfigList list)) {
      note(
          ROOT + "." + RULES,
          file.toString(),
          "a list of blocks is needed, each with "
              + String.join(", ", KeyNames.all(ScopeRuleBlock.class))
              + "; an empty list if there are no rules");
      return null;
    }
    if (list.size() > MAX_RULES) {
      note(
          ROOT + "." + RULES,
          file.toString(),
          "there are %,d rules; at most %,d are allowed".formatted(list.size(), MAX_RULES));
      return null;
    }
    int before = problems.size();
    ScopeFileBlock block =
        new Binder(reader.get(), new SecretPlaces(Map.of()), problems)
            .check(ScopeRuleBlock.class, this::checkTools)
            .bind(ScopeFileBlock.class, parsed.atPath(ROOT), DEFAULTS, ROOT);
    return problems.size() > before
        ? null
        : new ScopeFile(file.toString(), block.builtIn(), rules(block, list));
  }

  private void checkTools(ScopeRuleBlock rule) {
    Check check = new Check();
    for (String tool : rule.tools()) {
      check.that(
          tool.equals(ScopeRule.ANY) || tools.contains(tool),
          "tools",
          "",
          "\"%s\" is no tool; allowed are %s, and * for every tool"
              .formatted(tool, String.join(", ", tools)));
    }
    check.done();
  }

  private List<ScopeRule> rules(ScopeFileBlock block, ConfigList list) {
    Map<ScopeRuleBlock, Integer> lines = new HashMap<>();
    List<ScopeRule> rules = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      ScopeRuleBlock rule = block.rules().get(i);
      int line = line((ConfigObject) list.get(i));
      Integer first = lines.putIfAbsent(rule, line);
      if (first != null) {
        note(
            "%s.%s[%d]".formatted(ROOT, RULES, i),
            Origins.shown(list.get(i).origin()),
            "this is the rule of line %d again; remove one of them".formatted(first));
      }
      rules.add(rule.rule(line));
    }
    return rules;
  }

  private static int line(ConfigObject rule) {
    return Math.max(1, rule.origin().lineNumber());
  }

  private void note(String key, String where, String message) {
    problems.add(new SettingProblem(key, "", where, message));
  }

  /** An included file would neither be watched nor have its repeated keys found. */
  private static final class NoIncludes
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private static ConfigException.Generic refusal(String what) {
      return new ConfigException.Generic(
          "include of \"" + what + "\" is not allowed; write all rules into this file");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw refusal(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      throw refusal(what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refusal(what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refusal(what);
    }
  }
}
