/** Health: checks, their roll-up, and the actor that runs them. */
package io.switchgear.watch.health;
