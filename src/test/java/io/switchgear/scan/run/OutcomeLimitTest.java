package io.switchgear.scan.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a node tells instead of an outcome that has no form for other nodes. */
class OutcomeLimitTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  """
                  pekko.actor.provider = local
                  pekko.remote.artery.advanced.maximum-large-frame-size = 128 KiB
                  """)
              .withFallback(ConfigFactory.load()));

  private static final OutcomeLimit AMONG_OTHERS = new OutcomeLimit(KIT.system(), () -> false);
  private static final OutcomeLimit ALONE = new OutcomeLimit(KIT.system(), () -> true);

  private static final ToolOutcome SMALL = new Success(ToolOutput.text("\ud800 found"));

  private record Case(String name, ToolOutcome outcome, Fault told) {}

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void whatFitsPasses() {
    assertSame(SMALL, AMONG_OTHERS.apply(SMALL));
  }

  @TestFactory
  Stream<DynamicTest> whatDoesNotPassIsTold() {
    return Stream.of(
            new Case("too large", new Success(ToolOutput.text(noise())), Fault.RESOURCE_EXHAUSTED),
            new Case("too deep", new Success(ToolOutput.of("", deep())), Fault.OUTPUT_UNREADABLE))
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.name(),
                    () -> {
                      assertSame(each.outcome(), ALONE.apply(each.outcome()));
                      ToolOutcome told = AMONG_OTHERS.apply(each.outcome());
                      assertEquals(each.told(), assertInstanceOf(Failed.class, told).fault());
                    }));
  }

  /** Does not become smaller when it is compressed. */
  private static String noise() {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(200_000, '!', '~').forEach(each -> text.append((char) each));
    return text.toString();
  }

  private static ObjectNode deep() {
    ObjectNode deep = HeldTools.json("{}");
    ObjectNode inner = deep;
    for (int level = 0; level < 2_000; level++) {
      inner = inner.putObject("in");
    }
    return deep;
  }
}
