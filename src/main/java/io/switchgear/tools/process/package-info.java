/**
 * Runs an operating-system process so that it can do no more than it was asked: an argument vector
 * and never a shell, a clean environment, output in bounds, and an end for the whole process tree
 * when its time is up, its caller leaves, or this JVM dies. A leaf.
 */
package io.switchgear.tools.process;
