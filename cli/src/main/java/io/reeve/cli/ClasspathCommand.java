package io.reeve.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the class path that this program runs with: the Java SDK is on it. */
@Command(
    name = "classpath",
    description = "Print a class path that has the Java SDK.",
    mixinStandardHelpOptions = true,
    footer = "Such as:  java -cp \"$(reeve classpath)\" My.java")
@SuppressWarnings("NullAway.Init") // picocli sets the field before the call
final class ClasspathCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Shell shell = ((ReeveCommand) spec.root().userObject()).shell();
    shell.out().println(System.getProperty("java.class.path"));
    shell.out().flush();
    return Exit.DONE;
  }
}
