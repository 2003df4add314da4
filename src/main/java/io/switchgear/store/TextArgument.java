package io.switchgear.store;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Gives texts to the database with {@code U+FFFD} instead of NUL. PostgreSQL has no text with NUL
 * and refuses the statement, which would look like an outage of the store to everybody.
 */
final class TextArgument extends AbstractArgumentFactory<String> {

  TextArgument() {
    super(Types.VARCHAR);
  }

  @Override
  protected Argument build(String text, ConfigRegistry config) {
    String storable = text.replace('\0', '\uFFFD');
    return (position, statement, context) -> statement.setString(position, storable);
  }
}
