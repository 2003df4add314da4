/**
 * Settings as validated records, and the one reader of HOCON. {@link io.switchgear.config.Binder}
 * builds the records: the names of their components are the keys. {@code reference.conf} has every
 * default once.
 */
package io.switchgear.config;
