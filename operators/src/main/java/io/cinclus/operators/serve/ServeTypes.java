package io.cinclus.operators.serve;

import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.operators.types.ReferenceTypeInfo;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.PlanOutput;
import io.cinclus.v1.ReplyRecord;
import io.cinclus.v1.ServeEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The types of the serving job's streams. */
public final class ServeTypes {
  public static final TypeInformation<PlanOutput> PLAN_OUTPUT =
      new ProtoTypeInfo<>(PlanOutput.class);
  public static final TypeInformation<ChannelRequest> CHANNEL_REQUEST =
      new ProtoTypeInfo<>(ChannelRequest.class);
  public static final TypeInformation<ServeEvent> SERVE_EVENT =
      new ProtoTypeInfo<>(ServeEvent.class);
  public static final TypeInformation<MergeEvent> MERGE_EVENT =
      new ProtoTypeInfo<>(MergeEvent.class);
  public static final TypeInformation<ReplyRecord> REPLY = new ProtoTypeInfo<>(ReplyRecord.class);
  public static final TypeInformation<SearchWork> SEARCH_WORK =
      new ReferenceTypeInfo<>(SearchWork.class);
  public static final TypeInformation<SearchWork.Answer> ANSWER =
      new ReferenceTypeInfo<>(SearchWork.Answer.class);

  private ServeTypes() {}
}
