package io.switchgear.front.http.api;

import io.switchgear.calls.running.RunningCalls;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.view.ToolSampleJson;
import io.switchgear.watch.view.ToolSamples;
import io.switchgear.watch.view.ViewMapper;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Publishes the live values of the tools: once a second while an event stream is open, and at once
 * when a stream opens.
 */
public final class Sampler implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final SupervisedTools tools;
  private final ToolSamples samples;
  private final EventLog log;
  private final RunningCalls calls;
  private final EventsEndpoint readers;
  private final Cancellable ticking;

  private Sampler(
      ActorSystem<?> system,
      SupervisedTools tools,
      ToolSamples samples,
      EventLog log,
      RunningCalls calls,
      EventsEndpoint readers) {
    this.tools = tools;
    this.samples = samples;
    this.log = log;
    this.calls = calls;
    this.readers = readers;
    readers.whenOpened(this::sample);
    this.ticking =
        system
            .scheduler()
            .scheduleWithFixedDelay(PERIOD, PERIOD, this::tick, system.executionContext());
  }

  /**
   * @param log receives the live values
   * @param readers the event streams
   */
  public static Sampler start(
      ActorSystem<?> system,
      SupervisedTools tools,
      ToolSamples samples,
      EventLog log,
      RunningCalls calls,
      EventsEndpoint readers) {
    return new Sampler(system, tools, samples, log, calls, readers);
  }

  private void tick() {
    if (readers.streams() > 0) {
      sample();
    }
  }

  private void sample() {
    calls.catchUp();
    log.live().put(ToolSampleJson.All.TYPE, ViewMapper.tree(samples.all(tools)));
  }

  @Override
  public void close() {
    ticking.cancel();
  }
}
