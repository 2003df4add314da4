/** The JVM that the server runs in: its log, its fatal errors, its shutdown. */
package io.switchgear.app.runtime;
