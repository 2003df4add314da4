/** Two jobs: what came, went and changed, and what cannot be compared. */
package io.switchgear.scan.compare;
