/** Tells programs elsewhere of transitions, by signed HTTP requests. */
package io.switchgear.watch.webhooks;
