package io.cinclus.standalone.flink;

/** A job has ended and will not be started again. Its message names the job and the root cause. */
public final class JobFailedException extends RuntimeException {

  private final String jobName;

  JobFailedException(String jobName, Throwable cause) {
    super("job " + jobName + " failed: " + rootMessage(cause), cause);
    this.jobName = jobName;
  }

  /** The name of the job that failed. */
  public String jobName() {
    return jobName;
  }

  /** The innermost cause in a line: its class, which often is the better half, and its message. */
  public static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.toString();
  }
}
