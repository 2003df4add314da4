/**
 * The scope of scans: target notation, the rules that allow and deny addresses, and the resolution
 * of names, which happens once and fixes the addresses. Addresses are denied by default.
 */
package io.switchgear.scope;
