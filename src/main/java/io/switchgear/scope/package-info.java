/**
 * What may be scanned: target notation, the rules that allow and deny addresses, and the resolution
 * of names, which happens once and pins the addresses. Deny by default; a leaf.
 */
package io.switchgear.scope;
