package io.switchgear.tools.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs that stand between this JVM and a process, so that the process ends with its leader
 * and with the JVM. Each replaces itself by the next, so the leader's id is the first one's.
 *
 * <p>The scripts are constant and see the program and its arguments as positional parameters only;
 * nothing of an argument is ever parsed by a shell.
 *
 * @param level what it guarantees
 * @param prefix everything that goes before the program's own path
 */
record Enclosure(Containment level, List<String> prefix) {

  static final Enclosure NONE = new Enclosure(Containment.PLAIN, List.of());

  private static final String BECOME = "exec \"$@\" </dev/null";

  /**
   * Process 1 of a namespace. The kernel drops TERM for a process 1 without a handler, so the
   * program must not be it. When it has ended by itself this ends too and the kernel kills what is
   * left; when it was stopped, the others keep the rest of their grace. The shell's own remarks
   * about signals must not appear in the program's standard error.
   */
  private static final String INIT =
      """
      unset switchgear_stopping SHLVL OLDPWD
      trap 'switchgear_stopping=1' TERM
      exec 3>&2 2>/dev/null
      (%s >&3; %s 2>&3 3>&-)
      status=$?
      while [ "$switchgear_stopping" ] && kill -s 0 -- -1; do sleep 0.02; done
      exit $status
      """
          .formatted(StartBarrier.SAY_WORD, BECOME);

  private static final String BEAR_MARK = "ulimit -m \"$1\" || exit 125; shift; ";

  List<String> wrap(Mark mark, Path program, List<String> arguments) {
    List<String> argv = new ArrayList<>(prefix);
    if (level == Containment.MARKED) {
      argv.add(Long.toString(mark.kilobytes()));
    }
    argv.add(program.toString());
    argv.addAll(arguments);
    return argv;
  }

  /** What this machine has the programs for, strongest first; whether one works must be tried. */
  static List<Enclosure> candidates(ProgramPath path) {
    List<Enclosure> inherited = inherited(path);
    return Stream.concat(sessions(path).stream(), Stream.of(NONE))
        .flatMap(inner -> inherited.stream().map(outer -> outer.around(inner)))
        .toList();
  }

  private static List<Enclosure> sessions(ProgramPath path) {
    Optional<Path> shell = path.lookUp("sh");
    Optional<Path> setsid = path.lookUp("setsid");
    if (shell.isEmpty() || setsid.isEmpty()) {
      return List.of();
    }
    String sh = shell.get().toString();
    Enclosure session =
        new Enclosure(Containment.PLAIN, List.of(setsid.get().toString(), sh, "-c"));
    String become = StartBarrier.SAY_WORD + " >&2; " + BECOME;
    List<Enclosure> levels = new ArrayList<>();
    path.lookUp("unshare")
        .ifPresent(
            unshare ->
                levels.add(
                    new Enclosure(
                        Containment.PID_NAMESPACE,
                        chain(
                            List.of(StartBarrier.SCRIPT + BECOME, "gate", unshare.toString()),
                            List.of("--pid", "--fork", "--kill-child=KILL", "--mount-proc"),
                            List.of("--", sh, "-c", INIT, "init")))));
    levels.add(
        new Enclosure(
            Containment.MARKED, List.of(StartBarrier.SCRIPT + BEAR_MARK + become, "gate")));
    levels.add(
        new Enclosure(Containment.PROCESS_GROUP, List.of(StartBarrier.SCRIPT + become, "gate")));
    return levels.stream().map(session::around).toList();
  }

  /**
   * What every process inherits: the leader's death with the server, and signals that are not
   * ignored though the server was started with some of them ignored, as {@code nohup} and a
   * script's {@code &} do it. Older programs know only some of it.
   */
  private static List<Enclosure> inherited(ProgramPath path) {
    List<String> dying =
        path.lookUp("setpriv")
            .map(setpriv -> List.of(setpriv.toString(), "--pdeathsig", "KILL"))
            .orElse(List.of());
    Stream<List<String>> withSignals =
        path.lookUp("env").stream()
            .map(env -> chain(dying, List.of(env.toString(), "--default-signal")));
    return Stream.concat(withSignals, Stream.of(dying, List.<String>of()).distinct())
        .map(prefix -> new Enclosure(Containment.PLAIN, prefix))
        .toList();
  }

  private Enclosure around(Enclosure inner) {
    return new Enclosure(inner.level, chain(prefix, inner.prefix));
  }

  @SafeVarargs
  private static List<String> chain(List<String>... links) {
    List<String> argv = new ArrayList<>();
    for (List<String> link : links) {
      argv.addAll(link);
    }
    return List.copyOf(argv);
  }
}
