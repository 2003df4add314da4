/** The composition root: builds everything, wires it, and takes it down in order. */
package io.switchgear.app;
