/**
 * System calls that the JDK does not provide, by way of the C library and {@code
 * java.lang.foreign}. A call returns a negative error number instead of throwing, because errors
 * are ordinary answers there: a refused connect is what a port scanner hears most.
 */
package io.switchgear.tools.libc;
