package io.reeve.scheduler.log.codec;

/**
 * Stored bytes hold something that this version does not know. They are most likely whole, and a
 * newer version reads them; skipping what is unknown would give another state than there.
 */
public final class SchemaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int found;
  private final int supported;

  SchemaException(String what, int found, int supported) {
    super(
        what
            + ": written with schema version "
            + found
            + ", this version of reeved reads up to "
            + supported);
    this.found = found;
    this.supported = supported;
  }

  /** Schema version that the bytes were written with. */
  public int found() {
    return found;
  }

  /** Newest schema version that can be read here. */
  public int supported() {
    return supported;
  }
}
