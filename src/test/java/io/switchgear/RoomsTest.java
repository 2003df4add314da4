package io.switchgear;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of docs/adr/0001-rooms-and-arrows.md. The table is closed: a package that it does
 * not name, and an arrow that it does not allow, fail here.
 */
class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.switchgear");

  /**
   * Top rooms from the top down, each with the rooms that it may use. An arrow up the list is an
   * error in the list itself, which {@link #arrowsPointDown} finds.
   */
  private static final List<Room> ROOMS =
      List.of(
          room(
              "cli",
              "app",
              "front",
              "watch",
              "supervisor",
              "tools",
              "config",
              "scope",
              "tool",
              "breaker"),
          room(
              "app",
              "front",
              "mcp",
              "watch",
              "scan",
              "cluster",
              "calls",
              "supervisor",
              "tools",
              "metrics",
              "store",
              "config",
              "scope",
              "tool",
              "breaker"),
          room(
              "front",
              "mcp",
              "watch",
              "scan",
              "cluster",
              "calls",
              "supervisor",
              "metrics",
              "config",
              "tool",
              "breaker"),
          room(
              "mcp",
              "watch",
              "scan",
              "cluster",
              "calls",
              "supervisor",
              "metrics",
              "tool",
              "breaker"),
          room(
              "watch",
              "scan",
              "cluster",
              "calls",
              "supervisor",
              "tools",
              "metrics",
              "store",
              "config",
              "tool",
              "breaker"),
          room(
              "scan",
              "cluster",
              "calls",
              "supervisor",
              "metrics",
              "store",
              "config",
              "scope",
              "tool",
              "breaker"),
          room("cluster", "calls", "supervisor", "metrics", "store", "config", "tool", "breaker"),
          room("calls", "supervisor", "store", "config", "tool", "breaker"),
          room("supervisor", "metrics", "store", "config", "tool", "breaker"),
          room("tools", "config", "scope", "tool"),
          room("metrics", "tool"),
          room("store"),
          room("config", "scope", "tool", "breaker"),
          room("scope", "tool"),
          room("tool"),
          room("breaker"));

  private record Room(String name, List<String> uses) {}

  private static Room room(String name, String... uses) {
    return new Room(name, List.of(uses));
  }

  @Test
  void roomsUseOnlyWhatTheTableAllows() {
    LayeredArchitecture table =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitecture();
    for (Room room : ROOMS) {
      table = table.layer(room.name()).definedBy("io.switchgear." + room.name() + "..");
    }
    for (Room room : ROOMS) {
      table =
          room.uses().isEmpty()
              ? table.whereLayer(room.name()).mayNotAccessAnyLayer()
              : table
                  .whereLayer(room.name())
                  .mayOnlyAccessLayers(room.uses().toArray(String[]::new));
    }
    table.check(CLASSES);
    Map<String, Set<String>> arrows = arrows();
    int count = arrows.values().stream().mapToInt(Set::size).sum();
    System.out.printf("%d top rooms, %d arrows%n", arrows.size(), count);
    arrows.forEach((room, used) -> System.out.printf("  %s -> %s%n", room, used));
  }

  /** The table's own order. */
  @Test
  void arrowsPointDown() {
    List<String> order = ROOMS.stream().map(Room::name).toList();
    List<String> up = new ArrayList<>();
    for (Room room : ROOMS) {
      for (String used : room.uses()) {
        if (order.indexOf(used) <= order.indexOf(room.name())) {
          up.add(room.name() + " -> " + used);
        }
      }
    }
    assertEquals(List.of(), up);
  }

  /** Every package is a slice, so that the rooms inside of a top room have no arrow back either. */
  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.switchgear.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** Inner rooms that are no tools: tools share them. */
  private static final Set<String> SHARED_BY_TOOLS = Set.of("libc", "ports", "process", "report");

  /** Only {@code tools.ConfiguredTools} knows them all. */
  @Test
  void toolsDoNotKnowEachOther() {
    List<String> tools =
        INNER_ROOMS.get("tools").stream().filter(room -> !SHARED_BY_TOOLS.contains(room)).toList();
    for (String tool : tools) {
      noClasses()
          .that()
          .resideOutsideOfPackage("io.switchgear.tools." + tool + "..")
          .and()
          .resideInAPackage("io.switchgear.tools.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.switchgear.tools." + tool + "..")
          .check(CLASSES);
    }
  }

  /** The rooms inside of the top rooms; a package that is not here fails. */
  private static final Map<String, List<String>> INNER_ROOMS =
      Map.ofEntries(
          entry("cli", List.of("demo", "top")),
          entry("app", List.of("runtime")),
          entry(
              "front",
              List.of("access", "http", "http.api", "http.endpoint", "http.sse", "stdio", "tcp")),
          entry(
              "mcp",
              List.of("catalog", "era", "exchange", "legacy", "method", "relay", "task", "wire")),
          entry(
              "watch",
              List.of("alerts", "audit", "events", "health", "metering", "view", "webhooks")),
          entry(
              "scan",
              List.of(
                  "budget", "compare", "job", "plan", "report", "run", "schedule", "sql", "tools")),
          entry(
              "cluster",
              List.of(
                  "budget", "feed", "join", "members", "orders", "place", "quorum", "remote",
                  "report", "view", "voting")),
          entry(
              "calls",
              List.of(
                  "audit",
                  "drill",
                  "fallback",
                  "hosts",
                  "limits",
                  "running",
                  "sharing",
                  "step",
                  "targets")),
          entry("supervisor", List.of()),
          entry("tools", List.of("libc", "nmap", "ports", "portscan", "process", "report")),
          entry("metrics", List.of()),
          entry("store", List.of()),
          entry("config", List.of()),
          entry("scope", List.of()),
          entry("tool", List.of("arguments", "hosts", "rendering")),
          entry("breaker", List.of("stage", "supervision")));

  @Test
  void everyPackageIsInTheTable() {
    Set<String> listed = new TreeSet<>();
    for (Room room : ROOMS) {
      listed.add(room.name());
      INNER_ROOMS.get(room.name()).forEach(inner -> listed.add(room.name() + "." + inner));
    }
    Set<String> unlisted = new TreeSet<>();
    CLASSES.forEach(each -> unlisted.add(each.getPackageName().replace("io.switchgear.", "")));
    unlisted.removeAll(listed);
    assertEquals(Set.of(), unlisted);
  }

  /** Pipes, sockets and callers know no HTTP. */
  @Test
  void frontsDoNotKnowHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.switchgear.front.stdio..",
            "io.switchgear.front.tcp..",
            "io.switchgear.front.access..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.switchgear.front.http..")
        .check(CLASSES);
  }

  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass each : CLASSES) {
      Set<String> used = arrows.computeIfAbsent(topRoom(each), room -> new TreeSet<>());
      used.addAll(
          each.getDirectDependenciesFromSelf().stream()
              .map(Dependency::getTargetClass)
              .map(JavaClass::getBaseComponentType)
              .filter(resideInAPackage("io.switchgear.."))
              .map(RoomsTest::topRoom)
              .filter(room -> !room.equals(topRoom(each)))
              .collect(toCollection(TreeSet::new)));
    }
    return arrows;
  }

  private static String topRoom(JavaClass each) {
    return each.getPackageName().replaceFirst("^io\\.switchgear\\.?", "").replaceFirst("\\..*", "");
  }

  /** Scala is for the collections that Pekko brings. */
  @Test
  void theBreakerNeedsTypedActorsAndSlf4jAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.switchgear.breaker..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.switchgear.breaker..",
            "java..",
            "org.apache.pekko",
            "org.apache.pekko.actor..",
            "org.slf4j..",
            "scala..")
        .check(CLASSES);
  }

  @Test
  void leavesAreFreeOfPekko() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.switchgear.front.access..",
            "io.switchgear.tool..",
            "io.switchgear.scope..",
            "io.switchgear.store..",
            "io.switchgear.config..",
            "io.switchgear.calls..",
            "io.switchgear.watch.audit..",
            "io.switchgear.tools..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.pekko..")
        .check(CLASSES);
  }

  /** Its sessions are actors; it knows no transport. */
  @Test
  void theProtocolUsesOnlyActorsOfPekko() {
    noClasses()
        .that()
        .resideInAPackage("io.switchgear.mcp..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.apache.pekko..")
                .and(resideOutsideOfPackage("org.apache.pekko.actor.typed..")))
        .check(CLASSES);
  }

  /** Else the lines of a behavior that a lambda made carry the name of a class of Pekko's. */
  @Test
  void anActorThatLogsNamesItsLogger() {
    classes()
        .that(callTheMethod("getLog"))
        .should()
        .callMethodWhere(target(name("setLoggerName")))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> callTheMethod(String name) {
    return DescribedPredicate.describe(
        "call ActorContext." + name,
        each ->
            each.getMethodCallsFromSelf().stream()
                .anyMatch(
                    call ->
                        call.getTargetOwner().isAssignableTo(ActorContext.class)
                            && call.getName().equals(name)));
  }

  /** Room cluster writes Pekko's own part, and compares it between nodes. */
  @Test
  void onlyConfigReadsHocon() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.switchgear.config..",
            "io.switchgear.app..",
            "io.switchgear.cluster..",
            "io.switchgear.metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.typesafe.config..")
        .check(CLASSES);
  }
}
