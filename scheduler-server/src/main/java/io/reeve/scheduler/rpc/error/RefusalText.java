package io.reeve.scheduler.rpc.error;

import io.reeve.scheduler.core.Refusal;

/** Says a refusal of the core in a sentence that tells what to do next. */
final class RefusalText {
  private RefusalText() {}

  static Reason reasonOf(Refusal.Reason reason) {
    return switch (reason) { // exhaustive on purpose: a new refusal must pick its reason
      case JOB_NOT_FOUND -> Reason.JOB_NOT_FOUND;
      case TASK_NOT_FOUND -> Reason.TASK_NOT_FOUND;
      case NODE_NOT_FOUND -> Reason.NODE_NOT_FOUND;
      case PARAMETER_NOT_FOUND -> Reason.PARAMETER_NOT_FOUND;
      case INVALID_FIELD -> Reason.INVALID_FIELD;
      case TASK_ALREADY_ENDED -> Reason.TASK_ALREADY_ENDED;
      case JOB_ALREADY_ENDED -> Reason.JOB_ALREADY_ENDED;
      case JOB_NOT_CONFIGURING -> Reason.JOB_NOT_CONFIGURING;
      case NODE_STATE -> Reason.NODE_STATE;
      case NEVER_FITS -> Reason.NEVER_FITS;
      case REQUEST_ID_REUSED -> Reason.REQUEST_ID_REUSED;
    };
  }

  static String of(Refusal refusal) {
    return switch (refusal.reason()) {
      case JOB_NOT_FOUND ->
          "There is no job " + value(refusal, "job") + ": list the jobs to see which there are.";
      case TASK_NOT_FOUND ->
          "There is no task " + value(refusal, "task") + ": list the tasks of its job.";
      case NODE_NOT_FOUND ->
          "There is no node \""
              + value(refusal, "node")
              + "\": list the nodes to see which there are.";
      case PARAMETER_NOT_FOUND ->
          "There is no cluster parameter \""
              + value(refusal, "parameter")
              + "\": did you mean "
              + value(refusal, "nearest")
              + "?";
      case INVALID_FIELD ->
          "Correct the request: " + value(refusal, "field") + ": " + value(refusal, "description");
      case TASK_ALREADY_ENDED ->
          "Task "
              + value(refusal, "task")
              + " is "
              + value(refusal, "state")
              + " already; nothing was changed.";
      case JOB_ALREADY_ENDED ->
          "Job "
              + value(refusal, "job")
              + " is "
              + value(refusal, "state")
              + " already; nothing was changed.";
      case JOB_NOT_CONFIGURING ->
          "Job "
              + value(refusal, "job")
              + " is "
              + value(refusal, "state")
              + ", and this can be done only while it is CONFIGURING: create another job.";
      case NODE_STATE ->
          "Node \""
              + value(refusal, "node")
              + "\" is "
              + value(refusal, "state")
              + " already; nothing was changed.";
      case NEVER_FITS ->
          "Task "
              + value(refusal, "task")
              + " asks for more than any node has: ask for less, or"
              + " submit without refuse_if_never_fits and let it wait for such a node.";
      case REQUEST_ID_REUSED ->
          "Request id "
              + value(refusal, "request_id")
              + " was used for another request: take a new id for a new request.";
    };
  }

  private static String value(Refusal refusal, String name) {
    return Text.brief(refusal.details().getOrDefault(name, ""));
  }
}
