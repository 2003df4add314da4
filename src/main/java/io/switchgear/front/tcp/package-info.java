/**
 * TCP connections as byte streams. One selector thread accepts connections and reads from all
 * sockets. The stage of each connection emits what was read and writes to its socket itself.
 *
 * <pre>
 * Listener ─▶ SelectorLoop (accepts, reads) ─▶ SocketStage ─▶ the flow it is joined with
 *                                                  └─ writes ─▶ socket
 * </pre>
 */
package io.switchgear.front.tcp;
