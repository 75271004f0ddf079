package io.reeve.scheduler.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every awaited condition a minute instead of Awaitility's ten seconds: a condition that
 * holds is seen at once, and one that does not must not be blamed on a busy machine. Found by JUnit
 * itself.
 */
public final class PatientAwaits implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
  }
}
