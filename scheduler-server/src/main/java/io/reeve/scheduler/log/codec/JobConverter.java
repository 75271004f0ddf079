package io.reeve.scheduler.log.codec;

import static io.reeve.scheduler.log.codec.Values.durationIf;
import static io.reeve.scheduler.log.codec.Values.micros;

import io.reeve.proto.log.v1.JobProto;
import io.reeve.scheduler.core.job.Job;
import io.reeve.scheduler.core.job.JobSpec;
import io.reeve.scheduler.core.job.JobState;

/** Jobs without their tasks. */
final class JobConverter {
  private static final JobState[] STATES = JobState.values();

  private JobConverter() {}

  static JobProto.JobState toStored(JobState state) {
    return switch (state) {
      case CONFIGURING -> JobProto.JobState.JOB_STATE_CONFIGURING;
      case SUBMITTED -> JobProto.JobState.JOB_STATE_SUBMITTED;
      case VALIDATING -> JobProto.JobState.JOB_STATE_VALIDATING;
      case QUEUED -> JobProto.JobState.JOB_STATE_QUEUED;
      case RUNNING -> JobProto.JobState.JOB_STATE_RUNNING;
      case FINISHING -> JobProto.JobState.JOB_STATE_FINISHING;
      case FINISHED -> JobProto.JobState.JOB_STATE_FINISHED;
      case FAILED -> JobProto.JobState.JOB_STATE_FAILED;
      case CANCELED -> JobProto.JobState.JOB_STATE_CANCELED;
      case CANCELING -> JobProto.JobState.JOB_STATE_CANCELING;
    };
  }

  static JobState fromStored(JobProto.JobState stored) {
    return switch (stored) {
      case JOB_STATE_CONFIGURING -> JobState.CONFIGURING;
      case JOB_STATE_SUBMITTED -> JobState.SUBMITTED;
      case JOB_STATE_VALIDATING -> JobState.VALIDATING;
      case JOB_STATE_QUEUED -> JobState.QUEUED;
      case JOB_STATE_RUNNING -> JobState.RUNNING;
      case JOB_STATE_FINISHING -> JobState.FINISHING;
      case JOB_STATE_FINISHED -> JobState.FINISHED;
      case JOB_STATE_FAILED -> JobState.FAILED;
      case JOB_STATE_CANCELED -> JobState.CANCELED;
      case JOB_STATE_CANCELING -> JobState.CANCELING;
      case JOB_STATE_UNSPECIFIED, UNRECOGNIZED -> throw new UnknownValueException("job state");
    };
  }

  static JobProto.JobSpec toStored(JobSpec spec) {
    var stored =
        JobProto.JobSpec.newBuilder()
            .setName(spec.name())
            .setPriority(spec.priority())
            .setFailOnTaskFailure(spec.failOnTaskFailure())
            .setProject(spec.project());
    if (spec.grace() != null) {
      stored.setGraceMicros(micros(spec.grace()));
    }
    return stored.build();
  }

  static JobSpec fromStored(JobProto.JobSpec stored, Interner interner) {
    return interner.share(
        new JobSpec(
            stored.getName(),
            stored.getPriority(),
            durationIf(stored.hasGraceMicros(), stored.getGraceMicros()),
            stored.getFailOnTaskFailure(),
            stored.getProject()));
  }

  static JobProto.Job toStored(Job job) {
    var stored =
        JobProto.Job.newBuilder()
            .setId(job.id())
            .setOwner(job.owner())
            .setSpec(toStored(job.spec()))
            .setState(toStored(job.state()))
            .setMessage(job.message())
            .setSubmitOrder(job.submitOrder());
    if (job.cancellation() != null) {
      stored.setCancellation(TaskConverter.toStored(job.cancellation()));
    }
    Histories.forEach(
        job.history(),
        (state, micros) -> stored.addStepStates(toStored(STATES[state])).addStepMicros(micros));
    return stored.build();
  }

  static Job fromStored(JobProto.Job stored, Interner interner) {
    return new Job(
        stored.getId(),
        interner.share(stored.getOwner()),
        fromStored(stored.getSpec(), interner),
        fromStored(stored.getState()),
        stored.getMessage(),
        stored.hasCancellation() ? TaskConverter.fromStored(stored.getCancellation()) : null,
        stored.getSubmitOrder(),
        interner.share(
            Histories.read(
                stored.getStepStatesCount(),
                step -> fromStored(stored.getStepStates(step)),
                stored.getStepMicrosList())));
  }
}
