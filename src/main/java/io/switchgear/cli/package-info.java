/** The command line: picocli commands, their output and exit codes. */
package io.switchgear.cli;
