package io.switchgear;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/adr/0001-rooms-and-arrows.md. */
class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.switchgear");

  @Test
  void roomsUseOnlyWhatTheTableAllows() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("cli")
        .definedBy("io.switchgear.cli..")
        .layer("app")
        .definedBy("io.switchgear.app..")
        .layer("http")
        .definedBy("io.switchgear.front.http..")
        .layer("access")
        .definedBy("io.switchgear.front.access..")
        .layer("mcp")
        .definedBy("io.switchgear.mcp..")
        .layer("webhooks")
        .definedBy("io.switchgear.watch.webhooks..")
        .layer("events")
        .definedBy("io.switchgear.watch.events..")
        .layer("stdio")
        .definedBy("io.switchgear.front.stdio..")
        .layer("health")
        .definedBy("io.switchgear.watch.health..")
        .layer("supervisor")
        .definedBy("io.switchgear.supervisor..")
        .layer("audit")
        .definedBy("io.switchgear.watch.audit..")
        .layer("limits")
        .definedBy("io.switchgear.calls.limits..")
        .layer("drill")
        .definedBy("io.switchgear.calls.drill..")
        .layer("demo")
        .definedBy("io.switchgear.cli.demo..")
        .layer("alerts")
        .definedBy("io.switchgear.watch.alerts..")
        .layer("metrics")
        .definedBy("io.switchgear.metrics..")
        .layer("arguments")
        .definedBy("io.switchgear.tool.arguments..")
        .layer("ports")
        .definedBy("io.switchgear.tools.ports..")
        .layer("report")
        .definedBy("io.switchgear.tools.report..")
        .layer("nmap")
        .definedBy("io.switchgear.tools.nmap..")
        .layer("portscan")
        .definedBy("io.switchgear.tools.portscan..")
        .layer("config")
        .definedBy("io.switchgear.config..")
        .layer("breaker")
        .definedBy("io.switchgear.breaker..")
        .layer("tool")
        .definedBy("io.switchgear.tool..")
        .layer("scope")
        .definedBy("io.switchgear.scope..")
        .layer("process")
        .definedBy("io.switchgear.tools.process..")
        .layer("store")
        .definedBy("io.switchgear.store..")
        .layer("targets")
        .definedBy("io.switchgear.calls.targets..")
        .layer("fallback")
        .definedBy("io.switchgear.calls.fallback..")
        .layer("sharing")
        .definedBy("io.switchgear.calls.sharing..")
        .layer("hosts")
        .definedBy("io.switchgear.calls.hosts..")
        .layer("tcp")
        .definedBy("io.switchgear.front.tcp..")
        .whereLayer("tcp")
        .mayOnlyAccessLayers("tool")
        .whereLayer("hosts")
        .mayOnlyAccessLayers("tool")
        .whereLayer("cli")
        .mayOnlyAccessLayers("access", "app", "audit", "config", "demo", "tool", "report")
        .whereLayer("http")
        .mayOnlyAccessLayers(
            "access",
            "mcp",
            "tcp",
            "supervisor",
            "health",
            "metrics",
            "alerts",
            "drill",
            "audit",
            "limits",
            "events",
            "config",
            "tool",
            "breaker")
        .whereLayer("access")
        .mayOnlyAccessLayers("config", "tool")
        .whereLayer("stdio")
        .mayOnlyAccessLayers("mcp", "tool")
        .whereLayer("mcp")
        .mayOnlyAccessLayers("tool")
        .whereLayer("webhooks")
        .mayOnlyAccessLayers("events", "config", "metrics", "breaker")
        .whereLayer("events")
        .mayOnlyAccessLayers("supervisor", "health", "drill", "alerts", "config", "tool", "breaker")
        .whereLayer("alerts")
        .mayOnlyAccessLayers("metrics", "config")
        .whereLayer("health")
        .mayOnlyAccessLayers("supervisor", "tool", "config")
        .whereLayer("supervisor")
        .mayOnlyAccessLayers("breaker", "tool", "metrics")
        .whereLayer("demo")
        .mayOnlyAccessLayers("supervisor", "breaker", "tool")
        .whereLayer("audit")
        .mayOnlyAccessLayers("tool", "store", "config")
        .whereLayer("limits")
        .mayOnlyAccessLayers("tool", "config")
        .whereLayer("drill")
        .mayOnlyAccessLayers("tool")
        .whereLayer("metrics")
        .mayOnlyAccessLayers("tool")
        .whereLayer("report")
        .mayOnlyAccessLayers("tool")
        .whereLayer("ports")
        .mayOnlyAccessLayers("tool")
        .whereLayer("arguments")
        .mayOnlyAccessLayers("tool")
        .whereLayer("nmap")
        .mayOnlyAccessLayers("arguments", "ports", "report", "tool", "scope", "process", "config")
        .whereLayer("portscan")
        .mayOnlyAccessLayers("arguments", "ports", "report", "tool", "scope", "process", "config")
        .whereLayer("config")
        .mayOnlyAccessLayers("breaker", "scope", "tool")
        .whereLayer("breaker")
        .mayNotAccessAnyLayer()
        .whereLayer("tool")
        .mayNotAccessAnyLayer()
        .whereLayer("scope")
        .mayNotAccessAnyLayer()
        .whereLayer("process")
        .mayNotAccessAnyLayer()
        .whereLayer("targets")
        .mayOnlyAccessLayers("breaker", "tool", "config")
        .whereLayer("fallback")
        .mayOnlyAccessLayers("tool", "store", "config")
        .whereLayer("sharing")
        .mayOnlyAccessLayers("tool", "store")
        .whereLayer("store")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void leavesAndTheProtocolAreFreeOfPekko() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.switchgear.front.access..",
            "io.switchgear.breaker..",
            "io.switchgear.tool..",
            "io.switchgear.scope..",
            "io.switchgear.tools.process..",
            "io.switchgear.store..",
            "io.switchgear.tool.arguments..",
            "io.switchgear.calls.sharing..",
            "io.switchgear.calls.fallback..",
            "io.switchgear.calls.targets..",
            "io.switchgear.calls.hosts..",
            "io.switchgear.calls.drill..",
            "io.switchgear.watch.audit..",
            "io.switchgear.calls.limits..",
            "io.switchgear.tools..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.pekko..")
        .check(CLASSES);
    // Sessions are actors; which transport they stand behind is none of the protocol's business.
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
  void whatLogsInAnActorSaysUnderWhichName() {
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

  @Test
  void onlyConfigReadsHocon() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.switchgear.config..", "io.switchgear.app..", "io.switchgear.metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.typesafe.config..")
        .check(CLASSES);
  }
}
