/**
 * TCP connections as streams of bytes. One thread waits for all sockets and reads from them; a
 * connection's stream takes what was read, and writes by itself.
 *
 * <pre>
 * Listener ─▶ SelectorLoop (accepts, reads) ─▶ SocketStage ─▶ whoever the stream is joined with
 *                                                  └─ writes ─▶ socket
 * </pre>
 */
package io.switchgear.front.tcp;
