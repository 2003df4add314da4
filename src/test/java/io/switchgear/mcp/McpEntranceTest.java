package io.switchgear.mcp;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The types of {@code mcp} that other rooms use; a type is public for its own rooms otherwise. */
class McpEntranceTest {

  private static final Set<String> ENTRANCE =
      Set.of(
          "McpPipe",
          "McpQuota",
          "McpServer",
          "ScannerServer",
          "catalog.AgentPrompts",
          "catalog.BreakerResources",
          "catalog.CatalogChange",
          "catalog.CombinedResources",
          "catalog.HealthResource",
          "catalog.MetricsResource",
          "catalog.NodeChanges",
          "catalog.PromptCatalog",
          "catalog.ResourceCatalog",
          "catalog.ScanResources",
          "catalog.ScanUpdates",
          "exchange.ByteBudget",
          "exchange.EventQueue",
          "exchange.Exchange",
          "exchange.McpEvent",
          "exchange.McpReply",
          "exchange.RequestHead",
          // The composition root gives the protocol its keys from the store.
          "exchange.RequestState",
          "exchange.SealingKey",
          "exchange.SealingKeys",
          "exchange.SharedTickets",
          "exchange.StateKey",
          "exchange.UsedTickets",
          "legacy.SessionDirectory",
          "relay.ClusterRelay",
          "task.JobTasks",
          "task.TaskPlanner",
          "task.Tasks");

  @Test
  void otherRoomsUseTheseTypesOnly() {
    Set<String> used =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.switchgear")
                .stream()
                .filter(each -> !resideInAPackage("io.switchgear.mcp..").test(each))
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .filter(resideInAPackage("io.switchgear.mcp.."))
                .map(each -> each.getName().replace("io.switchgear.mcp.", ""))
                .map(name -> name.replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(ENTRANCE), used);
  }
}
