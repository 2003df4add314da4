package io.switchgear.tools.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The wrapper programs that start a process, so that the process tree ends with its leader and with
 * this JVM. Each wrapper replaces itself with the next by exec, so all have the leader's process
 * id.
 *
 * <p>The scripts are constant. They receive the program and its arguments as positional parameters,
 * so a shell never parses an argument.
 *
 * @param level the containment that the wrappers provide
 * @param prefix the arguments before the program's path
 */
record ProcessWrapper(Containment level, List<String> prefix) {

  static final ProcessWrapper NONE = new ProcessWrapper(Containment.PLAIN, List.of());

  private static final String EXEC_PROGRAM = "exec \"$@\" </dev/null";

  /**
   * The init process of a PID namespace. The kernel ignores SIGTERM for an init process without a
   * handler, so the program itself must not be it. When the program ends by itself, init exits and
   * the kernel kills the remaining processes. When the program was stopped, init waits, so that the
   * other processes have the rest of the grace period. The shell's messages about signals must not
   * appear in the program's standard error.
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
          .formatted(StartBarrier.WRITE_READY, EXEC_PROGRAM);

  private static final String SET_MARK = "ulimit -m \"$1\" || exit 125; shift; ";

  List<String> wrap(ProcessMark mark, Path program, List<String> arguments) {
    List<String> argv = new ArrayList<>(prefix);
    if (level == Containment.MARKED) {
      argv.add(Long.toString(mark.kilobytes()));
    }
    argv.add(program.toString());
    argv.addAll(arguments);
    return argv;
  }

  /** The wrappers whose programs are installed, strongest first. Each must be tested before use. */
  static List<ProcessWrapper> candidates(ProgramPath path) {
    List<ProcessWrapper> settings = inheritedSettings(path);
    return Stream.concat(sessions(path).stream(), Stream.of(NONE))
        .flatMap(inner -> settings.stream().map(outer -> outer.around(inner)))
        .toList();
  }

  private static List<ProcessWrapper> sessions(ProgramPath path) {
    Optional<Path> shell = path.lookUp("sh");
    Optional<Path> setsid = path.lookUp("setsid");
    if (shell.isEmpty() || setsid.isEmpty()) {
      return List.of();
    }
    String sh = shell.get().toString();
    ProcessWrapper session =
        new ProcessWrapper(Containment.PLAIN, List.of(setsid.get().toString(), sh, "-c"));
    String exec = StartBarrier.WRITE_READY + " >&2; " + EXEC_PROGRAM;
    List<ProcessWrapper> levels = new ArrayList<>();
    path.lookUp("unshare")
        .ifPresent(
            unshare ->
                levels.add(
                    new ProcessWrapper(
                        Containment.PID_NAMESPACE,
                        chain(
                            List.of(
                                StartBarrier.SCRIPT + EXEC_PROGRAM, "barrier", unshare.toString()),
                            List.of("--pid", "--fork", "--kill-child=KILL", "--mount-proc"),
                            List.of("--", sh, "-c", INIT, "init")))));
    levels.add(
        new ProcessWrapper(
            Containment.MARKED, List.of(StartBarrier.SCRIPT + SET_MARK + exec, "barrier")));
    levels.add(
        new ProcessWrapper(
            Containment.PROCESS_GROUP, List.of(StartBarrier.SCRIPT + exec, "barrier")));
    return levels.stream().map(session::around).toList();
  }

  /**
   * Wrappers for settings that every process inherits: the parent-death signal, and default signal
   * handling even if the server was started with ignored signals, as by {@code nohup} or a script's
   * {@code &}. Older versions of the programs support only some of it.
   */
  private static List<ProcessWrapper> inheritedSettings(ProgramPath path) {
    List<String> parentDeath =
        path.lookUp("setpriv")
            .map(setpriv -> List.of(setpriv.toString(), "--pdeathsig", "KILL"))
            .orElse(List.of());
    Stream<List<String>> withSignals =
        path.lookUp("env").stream()
            .map(env -> chain(parentDeath, List.of(env.toString(), "--default-signal")));
    return Stream.concat(withSignals, Stream.of(parentDeath, List.<String>of()).distinct())
        .map(prefix -> new ProcessWrapper(Containment.PLAIN, prefix))
        .toList();
  }

  private ProcessWrapper around(ProcessWrapper inner) {
    return new ProcessWrapper(inner.level, chain(prefix, inner.prefix));
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
