/** The HTTP front: routes, limits, Origin and Host checks, event streams. */
package io.switchgear.http;
