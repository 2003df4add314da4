package io.switchgear.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;

/**
 * Lets text with half of a character be written as CBOR, with U+FFFD in its place. Clients and
 * tools may send such text, and Jackson refuses to write it otherwise, so that a call or an outcome
 * with it could not be sent to another node. {@code application.conf} names this class among
 * Jackson's modules.
 */
public final class LoneSurrogates extends Module {

  /** Called by Pekko. */
  public LoneSurrogates() {}

  @Override
  public String getModuleName() {
    return "lone-surrogates";
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void setupModule(SetupContext context) {
    JsonFactory format = context.getOwner().getFactory();
    if (format instanceof CBORFactory cbor) {
      cbor.enable(CBORGenerator.Feature.LENIENT_UTF_ENCODING);
    }
  }
}
