package io.switchgear.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
          .formatted(Gate.SAY_WORD, BECOME);

  List<String> wrap(Path program, List<String> arguments) {
    List<String> argv = new ArrayList<>(prefix);
    argv.add(program.toString());
    argv.addAll(arguments);
    return argv;
  }

  /** What this machine has the programs for, strongest first; whether one works must be tried. */
  static List<Enclosure> candidates(ProgramPath path) {
    List<Enclosure> found = new ArrayList<>();
    Optional<Path> shell = path.lookUp("sh");
    Optional<Path> setsid = path.lookUp("setsid");
    if (shell.isPresent() && setsid.isPresent()) {
      String sh = shell.get().toString();
      List<String> session = new ArrayList<>();
      path.lookUp("setpriv")
          .ifPresent(setpriv -> session.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL")));
      session.addAll(List.of(setsid.get().toString(), sh, "-c"));
      path.lookUp("unshare")
          .ifPresent(
              unshare ->
                  found.add(
                      new Enclosure(
                          Containment.PID_NAMESPACE,
                          chain(
                              List.of(
                                  session,
                                  List.of(Gate.SCRIPT + BECOME, "gate", unshare.toString()),
                                  List.of("--pid", "--fork", "--kill-child=KILL", "--mount-proc"),
                                  List.of("--", sh, "-c", INIT, "init"))))));
      found.add(
          new Enclosure(
              Containment.PROCESS_GROUP,
              chain(
                  List.of(
                      session, List.of(Gate.SCRIPT + Gate.SAY_WORD + " >&2; " + BECOME, "gate")))));
    }
    return List.copyOf(found);
  }

  private static List<String> chain(List<List<String>> links) {
    return links.stream().flatMap(List::stream).toList();
  }
}
