package io.switchgear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/**
 * Holds the tags of docs/tests.md. A test class without a tag is in the unit lane, so it must not
 * start a process, open a socket or show a page.
 *
 * <p>The test follows calls and method references from each test class through the tests' own
 * helpers and the program, down to the class of the JDK or of a library that leaves the JVM. A call
 * through an interface is not followed into the implementations: the graph finds the ordinary case
 * and has no false alarm. A class may therefore carry a tag that the graph does not find.
 */
class LanesTest {

  /** What leaves the JVM: owner, its methods, and the tag that a test class needs to get there. */
  private record Exit(String owner, Set<String> methods, String tag) {}

  private static final List<Exit> EXITS =
      List.of(
          new Exit("java.lang.ProcessBuilder", Set.of("start", "startPipeline"), "process"),
          new Exit("java.lang.Runtime", Set.of("exec"), "process"),
          new Exit(
              "io.zonky.test.db.postgres.embedded.EmbeddedPostgres$Builder",
              Set.of("start"),
              "process"),
          new Exit("java.net.ServerSocket", Set.of("<init>"), "network"),
          new Exit("java.net.Socket", Set.of("<init>"), "network"),
          new Exit("java.net.DatagramSocket", Set.of("<init>"), "network"),
          new Exit("java.nio.channels.ServerSocketChannel", Set.of("open"), "network"),
          new Exit("java.nio.channels.SocketChannel", Set.of("open"), "network"),
          new Exit("java.nio.channels.DatagramChannel", Set.of("open"), "network"),
          new Exit("java.net.http.HttpClient", Set.of("send", "sendAsync"), "network"),
          new Exit("java.net.URL", Set.of("openConnection", "openStream"), "network"),
          new Exit("com.sun.net.httpserver.HttpServer", Set.of("create"), "network"),
          new Exit("com.microsoft.playwright.Playwright", Set.of("create"), "browser"));

  /** The tags that the graph cannot find; docs/tests.md says when a class carries them. */
  private static final Set<String> OTHER_TAGS = Set.of("conformance", "screenshots", "slow");

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPackages("io.switchgear");

  private static final Map<String, List<JavaClass>> BY_TOP_CLASS =
      CLASSES.stream().collect(Collectors.groupingBy(LanesTest::topClass));

  @Test
  void aClassThatLeavesTheJvmCarriesTheTag() {
    List<String> missing = new ArrayList<>();
    for (JavaClass each : testClasses()) {
      Set<String> tags = tags(each);
      exitsOf(each)
          .forEach(
              (tag, way) -> {
                if (!tags.contains(tag)) {
                  missing.add("%s needs @Tag(\"%s\"): %s".formatted(each.getName(), tag, way));
                }
              });
    }
    assertEquals("", String.join("\n", missing));
  }

  /** The build reads the tags from the sources of top-level classes. */
  @Test
  void onlyKnownTagsAreUsedAndOnlyOnTopLevelClasses() {
    Set<String> known = new TreeSet<>(OTHER_TAGS);
    EXITS.forEach(exit -> known.add(exit.tag()));
    List<String> wrong = new ArrayList<>();
    for (JavaClass each : CLASSES) {
      Set<String> tags = tags(each);
      if (!known.containsAll(tags) || !tags.isEmpty() && !each.isTopLevelClass()) {
        wrong.add(each.getName() + " " + tags);
      }
      for (JavaMember member : each.getMembers()) {
        if (member.isAnnotatedWith(Tag.class)) {
          wrong.add(member.getFullName());
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static List<JavaClass> testClasses() {
    return CLASSES.stream()
        .filter(each -> each.isTopLevelClass())
        .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
        .filter(
            each ->
                each.getAllMethods().stream().anyMatch(m -> m.isMetaAnnotatedWith(Testable.class)))
        .sorted(Comparator.comparing(JavaClass::getName))
        .toList();
  }

  private static Set<String> tags(JavaClass each) {
    return Arrays.stream(each.reflect().getDeclaredAnnotationsByType(Tag.class))
        .map(Tag::value)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the tags that a test class needs, each with the calls that lead to its exit. */
  private static Map<String, String> exitsOf(JavaClass test) {
    Map<String, String> found = new TreeMap<>();
    Map<JavaCodeUnit, JavaCodeUnit> callers = new HashMap<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    for (JavaCodeUnit each : ownCode(test)) {
      callers.put(each, null);
      open.add(each);
    }
    while (!open.isEmpty()) {
      JavaCodeUnit caller = open.poll();
      accesses(caller)
          .forEach(
              call -> {
                String owner = call.getTargetOwner().getName();
                String method = call.getTarget().getName();
                for (Exit exit : EXITS) {
                  if (exit.owner().equals(owner) && exit.methods().contains(method)) {
                    found.putIfAbsent(exit.tag(), way(callers, caller) + owner + "." + method);
                  }
                }
                if (owner.startsWith("io.switchgear.")) {
                  call.getTarget()
                      .resolveMember()
                      .map(JavaCodeUnit.class::cast)
                      .filter(callee -> !callers.containsKey(callee))
                      .ifPresent(
                          callee -> {
                            callers.put(callee, caller);
                            open.add(callee);
                          });
                }
              });
    }
    return found;
  }

  /** The code of a test class, of its superclasses and of the classes nested in them. */
  private static List<JavaCodeUnit> ownCode(JavaClass test) {
    return Stream.iterate(
            test,
            each -> each.getName().startsWith("io.switchgear."),
            each -> each.getRawSuperclass().orElseThrow())
        .flatMap(each -> BY_TOP_CLASS.get(topClass(each)).stream())
        .map(JavaClass::getCodeUnits)
        .flatMap(Collection::stream)
        .toList();
  }

  private static Stream<? extends JavaAccess<?>> accesses(JavaCodeUnit each) {
    return Stream.of(
            each.getCallsFromSelf(),
            each.getMethodReferencesFromSelf(),
            each.getConstructorReferencesFromSelf())
        .flatMap(Collection::stream);
  }

  private static String way(Map<JavaCodeUnit, JavaCodeUnit> callers, JavaCodeUnit last) {
    StringBuilder way = new StringBuilder();
    for (JavaCodeUnit each = last; each != null; each = callers.get(each)) {
      way.insert(0, each.getOwner().getSimpleName() + "." + each.getName() + " > ");
    }
    return way.toString();
  }

  private static String topClass(JavaClass each) {
    int nested = each.getName().indexOf('$');
    return nested < 0 ? each.getName() : each.getName().substring(0, nested);
  }
}
