/**
 * TCP connections as byte streams. One loop accepts connections. For each processor a loop reads
 * from the sockets that it was given, and runs what its reads caused ({@link
 * io.switchgear.front.tcp.LoopThread}): the stage of a connection emits what was read and writes to
 * its socket itself.
 *
 * <pre>
 * Listener ─▶ SelectorLoop (accepts)
 *    └──────▶ ServingLoops ─▶ SelectorLoop (reads) ─▶ SocketStage ─▶ the flow it is joined with
 *                                                         └─ writes ─▶ socket
 * </pre>
 */
package io.switchgear.front.tcp;
