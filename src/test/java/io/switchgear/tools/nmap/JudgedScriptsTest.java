package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tools.process.FenceSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which scripts may run, with and without host names, with and without a fence. */
class JudgedScriptsTest {

  private static final Path PROGRAM = Path.of("/usr/bin/nmap");
  private static final FenceSupport NO_FENCE = new FenceSupport.Unsupported("nft is missing");

  @TempDir private Path folder;

  @Test
  void everyInstalledScriptOfAnAllowedCategoryIsJudged() throws IOException {
    ScriptRules rules = new ScriptRules(false);
    List<String> unjudged =
        new ScriptCatalogs()
            .of(PROGRAM).orElseThrow().scripts().values().stream()
                .filter(
                    script ->
                        rules.refusal(script).filter(why -> why.contains("nobody")).isPresent())
                .map(ScriptCatalog.Script::name)
                .toList();
    assertEquals(List.of(), unjudged);
    assertTrue(
        JudgedScripts.all().values().stream().noneMatch(judged -> judged.reason().isBlank()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          banner                     ¦ false ¦
          banner                     ¦ true  ¦
          http-title                 ¦ false ¦
          http-title                 ¦ true  ¦ Set reverse_dns to false
          http-useragent-tester      ¦ false ¦ follows every redirect
          http-mobileversion-checker ¦ false ¦ follows every redirect
          http-security-headers      ¦ true  ¦ follows every redirect
          http-cisco-anyconnect      ¦ false ¦ follows every redirect
          http-grep                  ¦ false ¦ follows links to other hosts
          ftp-bounce                 ¦ false ¦ tells the target to connect
          upnp-info                  ¦ false ¦ does not stay at its target
          fcrdns                     ¦ false ¦ does not stay at its target
          not-of-this-release        ¦ false ¦ nobody has judged yet
          """)
  void aScriptThatMayLeaveItsTargetIsRefused(String name, boolean named, String why)
      throws IOException {
    Problems problems = new Problems();
    ScriptSelection selection =
        ScriptSelection.of(List.of(name), newer(), new ScriptRules(named), problems);
    if (why == null) {
      assertEquals(List.of(name), List.copyOf(selection.names()));
      assertFalse(problems.any());
    } else {
      assertTrue(problems.any(), name);
      assertTrue(problems.asOutcome().message().contains(why), problems.asOutcome().message());
    }
  }

  @Test
  void aCategoryLeavesOutWhatNobodyHasJudged() throws IOException {
    ScriptSelection selection =
        ScriptSelection.of(List.of("safe"), newer(), new ScriptRules(true), new Problems());
    assertEquals(List.of("banner"), List.copyOf(selection.names()));
    assertTrue(selection.notes().getFirst().contains("not-of-this-release"));
  }

  /**
   * The arguments, whether the operator allows it, and the scripts that nmap gets: all, none, or a
   * refusal.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          {'scripts':['banner']}                         ¦ false ¦ refused
          {'scripts':['banner']}                         ¦ true  ¦ banner
          {'scripts':['banner'],'service_detection':true} ¦ false ¦ refused
          {'template':'thorough'}                        ¦ false ¦ left out
          {'template':'thorough'}                        ¦ true  ¦ stun-version
          {'template':'version'}                         ¦ false ¦ empty
          {'template':'version'}                         ¦ true  ¦ stun-version
          """)
  void withoutAFenceScriptsNeedTheOperatorsLeave(String arguments, boolean allowed, String expected)
      throws IOException {
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(arguments.replace('\'', '"'));
    json.putArray("targets").add("127.0.0.1");
    Problems problems = new Problems();
    ScriptChoice choice =
        ScriptChoice.of(
            NmapArguments.parse(json, problems),
            new ScriptCatalogs(),
            PROGRAM,
            NO_FENCE,
            allowed,
            problems);
    assertFalse(problems.any());
    String seen = choice.files().orElseThrow().database();
    switch (expected) {
      case "refused" -> assertEquals("nft is missing", choice.unfenced().orElseThrow());
      case "empty" -> assertEquals("", seen);
      case "left out" -> {
        assertEquals("", seen);
        assertTrue(choice.selection().notes().getFirst().contains("nft is missing"));
        assertTrue(choice.unfenced().isEmpty());
      }
      default -> assertTrue(seen.contains('"' + expected + ".nse\""), seen);
    }
  }

  @Test
  void serviceDetectionBringsNoScriptThatMayNotRun() throws IOException {
    ScriptCatalog catalog = new ScriptCatalogs().of(PROGRAM).orElseThrow();
    assertTrue(catalog.versionScripts(new ScriptRules(false)).contains("docker-version"));
    assertFalse(catalog.versionScripts(new ScriptRules(true)).contains("docker-version"));
    assertTrue(catalog.versionScripts(new ScriptRules(true)).contains("stun-version"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          nameserver 10.0.0.53                          ¦ 10.0.0.53
          nameserver fd00::53                           ¦ fd00::53
          nameserver fe80::1%eth0                       ¦
          #nameserver 10.0.0.53                         ¦
          search lab nameserver 10.0.0.53               ¦
          nameserver evil.example                       ¦
          """)
  void theNameServersAreThoseOfTheResolver(String line, String expected) {
    assertEquals(expected == null ? List.of() : List.of(expected), Resolvers.of(line));
  }

  /** A catalog as in a newer nmap. */
  private ScriptCatalog newer() throws IOException {
    Path scripts = Files.createDirectories(folder.resolve("scripts"));
    StringBuilder database = new StringBuilder();
    for (String name :
        List.of(
            "banner",
            "http-title",
            "http-useragent-tester",
            "http-mobileversion-checker",
            "http-security-headers",
            "http-cisco-anyconnect",
            "http-grep",
            "ftp-bounce",
            "upnp-info",
            "fcrdns",
            "not-of-this-release")) {
      Files.writeString(scripts.resolve(name + ".nse"), "action = function() end\n");
      database.append("Entry { filename = \"" + name + ".nse\", categories = { \"safe\", } }\n");
    }
    Files.writeString(scripts.resolve("script.db"), database);
    return ScriptCatalog.read(folder);
  }
}
