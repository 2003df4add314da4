package io.switchgear.cluster.remote;

import io.switchgear.tool.LogLevel;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** One sample of each message about a call on another node. */
public final class RemoteMessages {

  private static final Piece PIECE = new Piece(5, 2, new byte[] {1, -1, 127});

  private RemoteMessages() {}

  /**
   * @param system whose dead letters stand for every actor
   */
  public static Map<String, Object> all(ActorSystem<?> system) {
    ActorRef<ToCaller> caller = system.deadLetters();
    ActorRef<ToRunner.OfCall> runner = system.deadLetters();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("call-offer", new ToRunner.Offer("scan-1", PIECE, caller));
    all.put("call-next", new ToRunner.Next(PIECE));
    all.put("call-pull", new ToRunner.Pull(100_000));
    all.put("call-ping", new ToRunner.Ping(100_000));
    all.put("call-stop", new ToRunner.Stop(StopReason.CANCELLED));
    all.put("call-taken", new ToCaller.Taken(runner, 100_000));
    all.put("call-reported", new ToCaller.Reported(12.5, OptionalDouble.of(64), "12 of 64 hosts"));
    all.put("call-reported-least", new ToCaller.Reported(0, OptionalDouble.empty(), ""));
    all.put("call-logged", new ToCaller.Logged(LogLevel.WARNING, "nmap", "slow"));
    all.put("call-answer", new ToCaller.Answer(PIECE, true));
    all.put("call-alive", ToCaller.Alive.ALIVE);
    all.put("call-broken", ToCaller.Broken.BROKEN);
    return all;
  }

  /** The classes of all these messages. */
  public static List<Class<?>> remote() {
    return Stream.of(ToRunner.class, ToCaller.class)
        .flatMap(each -> Stream.of(each.getDeclaredClasses()))
        .filter(message -> !message.isInterface())
        .<Class<?>>map(message -> message)
        .toList();
  }
}
