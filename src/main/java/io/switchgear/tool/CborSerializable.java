package io.switchgear.tool;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * Marks data that is sent to other nodes as CBOR and stored as JSON, in the same form. The form
 * holds the components of the records and nothing else. Later versions may add components that can
 * be absent; readers skip those that they do not know. The bytes in {@code
 * src/test/resources/golden} must stay readable.
 */
@JsonAutoDetect(
    fieldVisibility = Visibility.ANY,
    getterVisibility = Visibility.NONE,
    isGetterVisibility = Visibility.NONE)
public interface CborSerializable {}
