package io.reeve.client;

import java.time.Duration;
import java.util.concurrent.Executor;

/** What the parts of a client need of its options. */
record Settings(Duration deadline, Executor executor, int watchBuffer) {}
