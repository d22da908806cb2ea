package io.cinclus.operators.score;

import io.cinclus.anomaly.Observation;
import io.cinclus.anomaly.ScorerSummary;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The types of the streams and of the state, all of them records that Flink knows how to write. */
public final class ScoreTypes {
  public static final TypeInformation<Event> EVENT = TypeInformation.of(Event.class);
  public static final TypeInformation<Verdict> VERDICT = TypeInformation.of(Verdict.class);
  public static final TypeInformation<ScoredEvent> SCORED_EVENT =
      TypeInformation.of(ScoredEvent.class);
  public static final TypeInformation<ReferenceChange> REFERENCE_CHANGE =
      TypeInformation.of(ReferenceChange.class);
  static final TypeInformation<ScoringInput> SCORING_INPUT = TypeInformation.of(ScoringInput.class);
  static final TypeInformation<Observation> OBSERVATION = TypeInformation.of(Observation.class);
  static final TypeInformation<ScorerSummary> SUMMARY = TypeInformation.of(ScorerSummary.class);

  private ScoreTypes() {}
}
