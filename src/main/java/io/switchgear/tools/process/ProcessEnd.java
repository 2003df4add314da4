package io.switchgear.tools.process;

import java.util.Optional;

/**
 * How a process ended. Its output has been read to the end by then.
 *
 * @param status exit status; 128 + n after signal n
 * @param stopped whether {@link RunningProcess#stop} ended it
 * @param stdoutBytes bytes it wrote
 * @param stdoutTruncated whether it wrote more than the limit
 * @param stderr the kept part of standard error, decoded as UTF-8; untrusted text
 * @param stderrBytes bytes it wrote to standard error
 * @param readerFailure what the {@link OutputReader} threw, if it did
 */
public record ProcessEnd(
    int status,
    boolean stopped,
    long stdoutBytes,
    boolean stdoutTruncated,
    String stderr,
    long stderrBytes,
    Optional<Throwable> readerFailure) {}
