package io.reeve.scheduler.rpc.convert;

import io.reeve.scheduler.core.job.JobSpec;

/** What jobs are. */
final class JobSpecs {
  private JobSpecs() {}

  static void check(io.reeve.proto.v1.JobSpec spec, String path, Violations bad) {
    Texts.checkName(spec.getName(), path + ".name", bad);
    Texts.checkName(spec.getProject(), path + ".project", bad);
    bad.require(
        spec.getPriority() >= 0 && spec.getPriority() <= JobSpec.HIGHEST_PRIORITY,
        path + ".priority",
        "between 0 and " + JobSpec.HIGHEST_PRIORITY);
    if (spec.hasGracePeriod()) {
      Graces.check(spec.getGracePeriod(), path + ".grace_period", bad);
    }
  }

  static JobSpec toCore(io.reeve.proto.v1.JobSpec spec) {
    return new JobSpec(
        spec.getName(),
        spec.hasPriority() ? spec.getPriority() : JobSpec.NORMAL_PRIORITY,
        Times.toCore(spec.hasGracePeriod(), spec.getGracePeriod()),
        spec.getFailOnTaskFailure(),
        spec.getProject());
  }

  /** As it counts: what the caller left out is filled in, except what other places decide. */
  static io.reeve.proto.v1.JobSpec toProto(JobSpec spec) {
    var proto =
        io.reeve.proto.v1.JobSpec.newBuilder()
            .setName(spec.name())
            .setPriority(spec.priority())
            .setFailOnTaskFailure(spec.failOnTaskFailure())
            .setProject(spec.project());
    var grace = spec.grace();
    if (grace != null) {
      proto.setGracePeriod(Times.toProto(grace));
    }
    return proto.build();
  }
}
