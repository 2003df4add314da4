package io.switchgear.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.examples.ResilientTools.Stored;
import io.switchgear.examples.ResilientTools.Weather;
import java.io.PrintStream;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.ProviderSelection;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Runs {@link ResilientTools} while one service after another fails. */
public final class ResilientServer {

  private static final int SEED = 42;

  private ResilientServer() {}

  public static void main(String[] args) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "resilient",
            BootstrapSetup.create().withActorRefProvider(ProviderSelection.local()));
    try {
      run(system, System.out);
    } finally {
      system.terminate();
    }
  }

  static void run(ActorSystem<?> system, PrintStream out) {
    try (FlakyServices services = new FlakyServices(SEED)) {
      ResilientTools tools = new ResilientTools(system, services.uri(), ResilientTools.POLICIES);
      out.println("Three requests in ten fail:");
      services.failing("weather_api", 0.3);
      askForWeather(tools, 10, out);
      out.println("The weather service is down:");
      services.failing("weather_api", 1);
      askForWeather(tools, 6, out);
      out.println("So is the cache:");
      services.failing("cache", 1);
      askForWeather(tools, 3, out);
      out.println("So is the database:");
      services.failing("database", 1);
      for (int i = 1; i <= 4; i++) {
        Stored stored = await(tools.storeDataResilient("record " + i));
        out.printf("  %s%n", stored.message());
      }
      out.printf(
          "%n%-12s %-9s %8s %8s %s%n", "SERVICE", "STATE", "FAILURES", "REFUSED", "AGAIN IN");
      ObjectNode stats = tools.stats();
      stats
          .path("circuit_breakers")
          .forEach(
              breaker ->
                  out.printf(
                      "%-12s %-9s %8d %8d %.0f s%n",
                      breaker.path("name").asText(),
                      breaker.path("state").asText(),
                      breaker.path("failed_calls").asInt(),
                      breaker.path("rejected_calls").asInt(),
                      Math.ceil(breaker.path("retry_after").asDouble())));
      out.println("overall health: " + stats.path("overall_health").asText());
    }
  }

  private static void askForWeather(ResilientTools tools, int times, PrintStream out) {
    for (int i = 0; i < times; i++) {
      Weather weather = await(tools.getWeatherWithFallback("London"));
      out.printf("  %-15s %s%n", weather.source(), weather.forecast());
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
