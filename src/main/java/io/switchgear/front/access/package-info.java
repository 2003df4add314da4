/**
 * Principals, their tokens, and what these permit: from the value of an Authorization header to a
 * {@link io.switchgear.tool.Caller}. Knows neither HTTP nor Pekko; nothing here blocks its caller.
 */
package io.switchgear.front.access;
