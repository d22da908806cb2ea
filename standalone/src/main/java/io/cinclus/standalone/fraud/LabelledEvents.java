package io.cinclus.standalone.fraud;

/**
 * Events in their order, with what is known of them. Immutable if its arrays are left alone.
 *
 * @param name for people
 * @param values of each event, as many for all
 * @param anomalous whether each event is an anomaly
 */
@SuppressWarnings("ArrayRecordComponent")
record LabelledEvents(String name, float[][] values, boolean[] anomalous) {
  LabelledEvents {
    if (values.length != anomalous.length) {
      throw new IllegalArgumentException(
          values.length + " events with " + anomalous.length + " labels");
    }
  }

  int count() {
    return values.length;
  }

  int anomalies() {
    int count = 0;
    for (boolean anomaly : anomalous) {
      count += anomaly ? 1 : 0;
    }
    return count;
  }
}
