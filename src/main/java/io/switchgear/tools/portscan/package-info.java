/** The built-in TCP connect scanner: no binary, no privileges. */
package io.switchgear.tools.portscan;
