package io.switchgear.cluster.orders;

import io.switchgear.tool.CborSerializable;

/**
 * Says that there is a new order in the database. It may be lost: nodes also look by themselves.
 *
 * @param sequence of the order
 */
public record OrderHint(long sequence) implements CborSerializable {}
