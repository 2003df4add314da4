/**
 * A server as a live panel in the terminal: {@link io.switchgear.cli.top.ServerModel} is what is
 * known, folded from answers and events; {@link io.switchgear.cli.top.Controls} what the person at
 * the keys is about; {@link io.switchgear.cli.top.Screen} draws both into lines; {@link
 * io.switchgear.cli.top.Console} is the only class that knows a terminal.
 */
package io.switchgear.cli.top;
