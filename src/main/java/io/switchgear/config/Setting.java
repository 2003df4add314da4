package io.switchgear.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What {@link Binder} cannot derive from the name and type of a record component. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@interface Setting {

  /**
   * The key, below the key of the record. If empty, the key is the component's name with hyphens.
   * On a record that is one of several kinds of block, the key that selects the kind.
   */
  String key() default "";

  /** Whether the number is a size in bytes, which may have a unit. */
  boolean bytes() default false;

  /** Whether the key itself may have the secret, and not only name its place. */
  boolean plain() default false;

  /** Whether the keys of this record are in the block of the record around it. */
  boolean inline() default false;

  /**
   * The value, in HOCON, if a block of a list leaves the key out. Keys outside of lists have their
   * defaults only in {@code reference.conf}.
   */
  String absent() default "";

  /** The key of the same block whose value counts if the block leaves this key out. */
  String absentAs() default "";
}
