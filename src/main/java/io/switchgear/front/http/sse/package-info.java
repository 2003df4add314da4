/** Server-sent events: one stream stage for all event streams (HTML standard, section 9.2). */
package io.switchgear.front.http.sse;
