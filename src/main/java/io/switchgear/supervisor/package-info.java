/** Tools behind their breakers: one actor per tool whose behaviors are the breaker's states. */
package io.switchgear.supervisor;
