package io.cinclus.operators.sink;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * What a writer uses of the task it runs in.
 *
 * @param mailbox runs things on the task's thread
 * @param time and timers, on the task's thread
 * @param metrics of the writer
 */
record RuntimePorts(
    MailboxExecutor mailbox, ProcessingTimeService time, SinkWriterMetricGroup metrics) {

  static RuntimePorts of(WriterInitContext context) {
    return new RuntimePorts(
        context.getMailboxExecutor(), context.getProcessingTimeService(), context.metricGroup());
  }
}
