package io.switchgear.cli;

import io.switchgear.cli.demo.Demo;
import io.switchgear.cli.demo.DemoView;
import io.switchgear.cli.demo.Pace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Demonstrates a breaker with a tool that fails and recovers. */
@Command(
    name = "demo",
    description = {
      "Watch a breaker at work: a tool fails, calls are refused, the tool recovers.",
      "Takes about 20 s. Starts no server and uses no network."
    })
final class DemoCommand implements Callable<Integer> {

  private static final Pace FAST = new Pace(0.2);

  /** A narrower panel is unreadable. */
  private static final int MIN_COLUMNS = 20;

  private final CommandContext context;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "3",
      description = "Random seed for the tool's failures and results; default ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--fast", description = "Run five times as fast.")
  boolean fast;

  DemoCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    DemoView show =
        context.terminal() && context.columns() >= MIN_COLUMNS
            ? DemoView.live(context.out(), context.columns(), context.colours())
            : DemoView.lines(context.out());
    Demo.run(seed, fast ? FAST : Pace.NORMAL, show);
    context.out().flush();
    return ExitCode.OK.code();
  }
}
