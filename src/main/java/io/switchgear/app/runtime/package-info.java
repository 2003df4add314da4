/** Integration with the JVM: logging, fatal errors, shutdown. */
package io.switchgear.app.runtime;
