package io.reeve.cli;

import io.reeve.client.BadRequestException;
import io.reeve.client.CallCanceledException;
import io.reeve.client.ErrorReason;
import io.reeve.client.FieldViolation;
import io.reeve.client.NotFoundException;
import io.reeve.client.ReeveException;
import io.reeve.client.ServerBusyException;
import io.reeve.client.ServerFaultException;
import io.reeve.client.TimedOutException;
import io.reeve.client.UnreachableException;
import java.io.PrintStream;
import java.util.function.Supplier;

/** Says on standard error what went wrong and what to do next, and picks the exit code. */
final class Failures {
  private final PrintStream err;
  private final Supplier<String> address;

  Failures(Shell shell, Supplier<String> address) {
    this.err = shell.err();
    this.address = address;
  }

  int report(Exception error) {
    if (error instanceof ReeveException known) {
      return report(known);
    } else if (error instanceof UsageException || error instanceof IllegalArgumentException) {
      say(message(error));
      return Exit.USAGE;
    }
    say(message(error));
    return Exit.REFUSED;
  }

  private int report(ReeveException error) {
    if (error instanceof UnreachableException) {
      return unreachable(error);
    } else if (error instanceof TimedOutException) {
      say("timed out: " + message(error));
      hint("The head node at " + address.get() + " did not answer in time, or the wait was over.");
      return Exit.TIMED_OUT;
    }
    if (error.fieldViolations().isEmpty()) {
      say(words(error));
    } else {
      say("nothing was changed; this is not possible:");
    }
    for (FieldViolation violation : error.fieldViolations()) {
      hint(violation.field() + ": " + violation.description());
    }
    advise(error);
    return Exit.REFUSED;
  }

  /** A refusal in words; a state in it reads as everywhere else here. */
  static String words(ReeveException error) {
    String state = Words.name(error.metadata().getOrDefault("state", ""));
    if (state.isEmpty()) {
      return message(error);
    }
    return switch (error.reason()) {
      case JOB_ALREADY_ENDED -> already(error, "job", state);
      case TASK_ALREADY_ENDED -> already(error, "task", state);
      case NODE_STATE -> already(error, "node", state);
      case JOB_NOT_CONFIGURING ->
          "job "
              + metadata(error, "job", "?")
              + " is "
              + state
              + ", and this can be done only while it is Configuring: create another job";
      default -> message(error);
    };
  }

  private static String already(ReeveException error, String kind, String state) {
    String name = metadata(error, kind, "?");
    return kind + " " + name + " is " + state + " already; nothing was changed";
  }

  private int unreachable(ReeveException error) {
    if (error.reason() == ErrorReason.UNKNOWN) {
      say("no scheduler answers at " + address.get());
      hint("To try Reeve out, start one in another terminal:  reeve dev");
      hint("To use another one:  --head HOST:PORT  or  REEVE_HEAD=HOST:PORT");
    } else {
      say("the scheduler at " + address.get() + " is not ready: " + message(error));
      hint("It may be starting or stopping; try again in a moment.");
    }
    return Exit.UNREACHABLE;
  }

  private void advise(ReeveException error) {
    if (error instanceof NotFoundException) {
      switch (error.reason()) {
        case JOB_NOT_FOUND -> hint("See what there is:  reeve job list --all");
        case TASK_NOT_FOUND ->
            hint("See what there is:  reeve task list " + metadata(error, "job", "JOB"));
        case NODE_NOT_FOUND -> hint("See what there is:  reeve node list");
        case PARAMETER_NOT_FOUND -> hint("See what there is:  reeve cluster params get");
        default -> {} // other reasons do not come with "not found"
      }
    } else if (error instanceof ServerBusyException) {
      hint("Nothing was changed. Try again after a pause.");
    } else if (error instanceof ServerFaultException && error.metadata().containsKey("incident")) {
      hint("Look for " + error.metadata().get("incident") + " in the head node's log.");
    } else if (error instanceof CallCanceledException) {
      hint("What the scheduler accepted before goes on.");
    } else if (error instanceof BadRequestException && error.fieldViolations().isEmpty()) {
      hint("Nothing was changed.");
    }
  }

  private static String metadata(ReeveException error, String key, String otherwise) {
    return error.metadata().getOrDefault(key, otherwise);
  }

  private void say(String text) {
    Text.wrap("reeve: ", "  ", text).forEach(err::println);
    err.flush();
  }

  private void hint(String text) {
    Text.wrap("  ", "    ", text).forEach(err::println);
    err.flush();
  }

  private static String message(Exception error) {
    String message = error.getMessage();
    return message == null ? error.getClass().getSimpleName() : message;
  }
}
