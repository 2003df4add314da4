/** The actors that run jobs, and their messages. */
package io.switchgear.scan.run;
