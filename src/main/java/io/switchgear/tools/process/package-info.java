/**
 * Runs operating-system processes with limits: an argument vector instead of a shell command, a
 * clean environment, bounded output, an optional network fence, and an end for the whole process
 * tree when the call ends or this JVM dies.
 */
package io.switchgear.tools.process;
