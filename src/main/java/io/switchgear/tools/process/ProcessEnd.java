package io.switchgear.tools.process;

import java.util.Optional;

/**
 * The result of a process after its output was read to the end.
 *
 * @param status exit status; 128 + n after signal n
 * @param stopped whether {@link RunningProcess#stop} ended it
 * @param stdoutBytes number of bytes written to standard output
 * @param stdoutTruncated whether the output exceeded the limit
 * @param stderr the retained part of standard error, decoded as UTF-8; untrusted text
 * @param stderrBytes number of bytes written to standard error
 * @param readerFailure the exception of the {@link OutputReader}, if any
 */
public record ProcessEnd(
    int status,
    boolean stopped,
    long stdoutBytes,
    boolean stdoutTruncated,
    String stderr,
    long stderrBytes,
    Optional<Throwable> readerFailure) {}
