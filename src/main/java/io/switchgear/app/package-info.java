/** The composition root: builds all parts, wires them, and stops them in order. */
package io.switchgear.app;
