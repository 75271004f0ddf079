package io.reeve.agent.app;

/**
 * The agent's version.
 *
 * @param text as in the build
 */
record BuildVersion(String text) {
  /** That of the jar this class is in; {@code dev} outside of one. */
  static BuildVersion ofThisJar() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return new BuildVersion(version == null ? "dev" : version);
  }
}
