package io.reeve.client.model;

/** A text that is not an id. Thrown before anything is sent. */
public final class MalformedIdException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String text;

  MalformedIdException(String text, String rule) {
    super("not an id: '" + text + "' (" + rule + ")");
    this.text = text;
  }

  /** What was given. */
  public String text() {
    return text;
  }
}
