/**
 * A live view of a server in the terminal. {@link io.switchgear.cli.top.ServerModel} is the
 * server's state, built from responses and events. {@link io.switchgear.cli.top.Controls} is the
 * state of the user's interaction. {@link io.switchgear.cli.top.Screen} draws both as lines. {@link
 * io.switchgear.cli.top.Console} is the only class that uses the terminal.
 */
package io.switchgear.cli.top;
