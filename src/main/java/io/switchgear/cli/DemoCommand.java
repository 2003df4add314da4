package io.switchgear.cli;

import io.switchgear.cli.demo.Demo;
import io.switchgear.cli.demo.DemoView;
import io.switchgear.cli.demo.Pace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a breaker at work. */
@Command(
    name = "demo",
    description = {
      "Watch a breaker at work: a tool fails, calls are refused, it recovers.",
      "Ends by itself after about 20 s; starts no server and touches no network."
    })
final class DemoCommand implements Callable<Integer> {

  private static final Pace FAST = new Pace(0.2);

  /** Narrower than that a panel tells nothing. */
  private static final int LEAST_COLUMNS = 20;

  private final CommandContext context;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "3",
      description = "How the tool fails, and what it answers; default ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--fast", description = "Five times as fast.")
  boolean fast;

  DemoCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    DemoView show =
        context.terminal() && context.columns() >= LEAST_COLUMNS
            ? DemoView.live(context.out(), context.columns(), context.colours())
            : DemoView.lines(context.out());
    Demo.run(seed, fast ? FAST : Pace.NORMAL, show);
    context.out().flush();
    return ExitCode.OK.code();
  }
}
