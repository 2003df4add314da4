package io.switchgear.mcp.relay;

import io.switchgear.mcp.exchange.RequestHead;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.TraceContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** One sample of each message about a request that a gateway forwards. */
public final class RelayMessages {

  private static final Chunk CHUNK = new Chunk(new byte[] {1, -1, 127});

  private RelayMessages() {}

  /**
   * @param system whose dead letters stand for every actor
   */
  public static Map<String, Object> all(ActorSystem<?> system) {
    ActorRef<ForwardedRequest.Command> gateway = system.deadLetters();
    ActorRef<ServedRequest.Command> owner = system.deadLetters();
    ForwardedRequest.JsonHead head =
        new ForwardedRequest.JsonHead(
            403, Optional.of("a.b"), Set.of(Permission.SCAN_INTRUSIVE), 1_500);
    ForwardedRequest.JsonHead least =
        new ForwardedRequest.JsonHead(200, Optional.empty(), Set.of(), -1);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("relay-begin", new RelayDesk.Begin(request(), 7, CHUNK, "scan-1", gateway));
    all.put(
        "relay-begin-least",
        new RelayDesk.Begin(
            new SessionRequest(SessionRequest.Kind.STREAM, RequestHead.NONE, Caller.LOCAL),
            0,
            new Chunk(new byte[0]),
            "scan-1",
            gateway));
    all.put("relay-body", new ServedRequest.Body(1, CHUNK));
    all.put("relay-told", new ServedRequest.Told(2, ServedRequest.Wish.STOP_AT_SHUTDOWN));
    all.put("relay-grant", new ServedRequest.Grant(4));
    all.put("relay-ping", new ServedRequest.Ping(2, 5));
    all.put("relay-begun", new ForwardedRequest.Begun(owner));
    all.put("relay-next-chunk", ForwardedRequest.NextChunk.INSTANCE);
    all.put("relay-part", new ForwardedRequest.Part(1, CHUNK));
    all.put("relay-settled", new ForwardedRequest.Settled(2, head, CHUNK));
    all.put("relay-settled-least", new ForwardedRequest.Settled(1, least, CHUNK));
    all.put("relay-settled-empty", new ForwardedRequest.SettledEmpty(1, true));
    all.put("relay-running", new ForwardedRequest.Running(1, true));
    all.put("relay-event", new ForwardedRequest.Event(2, Optional.of("1-2"), true, CHUNK));
    all.put("relay-event-least", new ForwardedRequest.Event(2, Optional.empty(), false, CHUNK));
    all.put("relay-answered", new ForwardedRequest.Answered(3, head, Optional.of("1-3"), CHUNK));
    all.put(
        "relay-answered-least", new ForwardedRequest.Answered(3, least, Optional.empty(), CHUNK));
    all.put("relay-ended", new ForwardedRequest.Ended(3));
    all.put("relay-alive", new ForwardedRequest.Alive(3));
    all.put("relay-broken", ForwardedRequest.Broken.INSTANCE);
    return all;
  }

  private static SessionRequest request() {
    return new SessionRequest(
        SessionRequest.Kind.MESSAGE,
        new RequestHead(
            Optional.of("2025-11-25"),
            Optional.of("tools/call"),
            Optional.of("nmap"),
            Optional.of("a.b"),
            Optional.of("1-2"),
            Map.of("target", "lab"),
            Optional.of(
                new TraceContext(
                    "0af7651916cd43dd8448eb211c80319c",
                    "b7ad6b7169203331",
                    "01",
                    Optional.of("a=b"),
                    Optional.of("c=d")))),
        new Caller("ann", Set.of(Permission.SCAN_RUN)));
  }

  /** The classes of all these messages. */
  public static List<Class<?>> remote() {
    return Stream.of(ForwardedRequest.class, ServedRequest.class, RelayDesk.class)
        .flatMap(each -> Stream.of(each.getDeclaredClasses()))
        .filter(CborSerializable.class::isAssignableFrom)
        .filter(message -> !message.isInterface())
        .<Class<?>>map(message -> message)
        .toList();
  }
}
