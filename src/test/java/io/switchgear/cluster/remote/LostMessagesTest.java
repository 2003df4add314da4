package io.switchgear.cluster.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.typesafe.config.ConfigFactory;
import io.switchgear.testing.Await;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun.StopReason;
import java.time.Duration;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Both sides of a call on another node, each against messages that a test sends or withholds. */
class LostMessagesTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ManualTime.config()
              .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
              .withFallback(ConfigFactory.load()));

  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Bytes FORM = Bytes.in(KIT.system());
  private static final ToolCall CALL = HeldTools.call("scan", "{}");
  private static final ToolOutcome FOUND = new Success(ToolOutput.text("found"));

  private final TestProbe<ToCaller> caller = KIT.createTestProbe(ToCaller.class);
  private final TestProbe<ToRunner.Offer> desk = KIT.createTestProbe(ToRunner.Offer.class);
  private final TestProbe<ToRunner.OfCall> runner = KIT.createTestProbe(ToRunner.OfCall.class);
  private final HeldTools tools = new HeldTools().with("scan", true);
  private final HopRun hop = new HopRun();

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static void pass(int seconds) {
    TIME.timePasses(Duration.ofSeconds(seconds));
  }

  /** Too large for one piece, also compressed. */
  private static byte[] large() {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(250_000, '!', '~').forEach(each -> text.append((char) each));
    return FORM.write(
        HeldTools.call("scan", "{}").with(HeldTools.json("{}").put("text", text.toString())));
  }

  // The side of the client.

  private ActorRef<ToCaller> hop() {
    KIT.spawn(
        Hop.create(
            new Hop.Travel("a", "b", desk.getRef(), CALL, Progress.NONE, hop.stopped(), hop.end()),
            FORM.write(CALL)));
    ActorRef<ToCaller> caller = desk.receiveMessage().caller();
    caller.tell(new ToCaller.Taken(runner.getRef(), 0));
    runner.expectMessageClass(ToRunner.Next.class);
    return caller;
  }

  private void ping(int after, int from) {
    pass(after);
    runner.expectMessage(new ToRunner.Ping(from));
  }

  @Test
  void aCallerWaitsAsLongAsItIsAnswered() {
    ActorRef<ToCaller> caller = hop();
    ping(2, 0);
    for (int i = 0; i < 10; i++) {
      caller.tell(ToCaller.Alive.ALIVE);
      ping(10, 0);
    }
    assertFalse(hop.end().isDone());
  }

  @Test
  void aCallWithoutASignOfLifeIsLost() {
    hop();
    ping(2, 0);
    ping(10, 0);
    pass(10);
    runner.expectMessage(new ToRunner.Stop(StopReason.CANCELLED));
    assertEquals(HopEnd.Lost.LOST, Await.result("the end", hop.end()));
  }

  @Test
  void whatComesTwiceCountsOnce() {
    ActorRef<ToCaller> caller = hop();
    Parcel answer = new Parcel(large());
    Piece first = answer.first();
    Piece second = answer.from(first.end());
    caller.tell(new ToCaller.Answer(first, false));
    runner.expectMessage(new ToRunner.Pull(first.end()));
    caller.tell(new ToCaller.Answer(first, false));
    caller.tell(new ToCaller.Answer(second, false));
    runner.expectMessage(new ToRunner.Pull(second.end()));
    ping(2, second.end());
    assertFalse(hop.end().isDone());
  }

  /** It has run, so it does not run again as if the node were lost. */
  @Test
  void anAnswerThatCannotBeReadIsNoLostNode() {
    hop().tell(new ToCaller.Answer(new Piece(1, 0, new byte[1]), false));
    HopEnd.Answered end =
        assertInstanceOf(HopEnd.Answered.class, Await.result("the end", hop.end()));
    assertEquals(Fault.OUTPUT_UNREADABLE, assertInstanceOf(Failed.class, end.outcome()).fault());
  }

  // The side of the tool.

  private ActorRef<ToRunner.OfCall> taken(Piece first) {
    KIT.spawn(RemoteCall.create(new ToRunner.Offer("a", first, caller.getRef()), tools));
    return caller.expectMessageClass(ToCaller.Taken.class).runner();
  }

  private ActorRef<ToRunner.OfCall> running() {
    return taken(new Parcel(FORM.write(CALL)).first());
  }

  @Test
  void aRunThatItsCallerDoesNotConfirmStops() {
    running();
    HeldTools.Held held = tools.next();
    pass(9);
    caller.expectNoMessage(Duration.ofMillis(50));
    pass(1);
    caller.expectMessage(ToCaller.Broken.BROKEN);
    Await.until("the stop", held::wasStopped);
  }

  @Test
  void aRunWhoseCallerIsSilentStops() {
    ActorRef<ToRunner.OfCall> runner = running();
    HeldTools.Held held = tools.next();
    for (int i = 0; i < 10; i++) {
      runner.tell(new ToRunner.Ping(0));
      caller.expectMessage(ToCaller.Alive.ALIVE);
      pass(29);
    }
    caller.expectNoMessage(Duration.ofMillis(50));
    assertFalse(held.wasStopped());
    pass(1);
    caller.expectMessage(ToCaller.Broken.BROKEN);
    Await.until("the stop", held::wasStopped);
  }

  @Test
  void anAnswerThatWasLostIsSentAgain() {
    ActorRef<ToRunner.OfCall> runner = running();
    tools.next().end(FOUND);
    ToCaller.Answer answer = caller.expectMessageClass(ToCaller.Answer.class);
    runner.tell(new ToRunner.Ping(0));
    caller.expectMessage(answer);
    runner.tell(new ToRunner.Pull(answer.outcome().end()));
    pass(60);
    caller.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void thePieceOfACallThatWasLostIsAskedForAgain() {
    Parcel call = new Parcel(large());
    Piece first = call.first();
    Piece second = call.from(first.end());
    ActorRef<ToRunner.OfCall> runner = taken(first);
    runner.tell(new ToRunner.Ping(0));
    assertEquals(first.end(), caller.expectMessageClass(ToCaller.Taken.class).from());
    runner.tell(new ToRunner.Next(second));
    assertEquals(second.end(), caller.expectMessageClass(ToCaller.Taken.class).from());
    runner.tell(new ToRunner.Next(second));
    runner.tell(new ToRunner.Next(call.from(second.end())));
    caller.expectMessageClass(ToCaller.Taken.class);
    tools.next();
  }
}
