/** Sends breaker transitions and alerts to other programs by signed HTTP requests. */
package io.switchgear.watch.webhooks;
