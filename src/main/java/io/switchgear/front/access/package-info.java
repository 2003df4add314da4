/**
 * Authenticates the value of an Authorization header and yields a {@link io.switchgear.tool.Caller}
 * with its permissions. Independent of HTTP and Pekko. Nothing here blocks the calling thread.
 */
package io.switchgear.front.access;
