/** The command line: commands and exit codes. */
package io.switchgear.cli;
