package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.IDs;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.StringArray;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Texts;
import java.util.List;

/** Primary keys as Milvus' messages hold them. Stateless. */
public final class KeyIds {
  private KeyIds() {}

  /** The first {@code count} keys of a column. */
  public static IDs of(Column keys, int count) {
    IDs.Builder ids = IDs.newBuilder();
    if (keys instanceof Column.Longs longs) {
      LongArray.Builder data = LongArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(longs.values()[row]);
      }
      ids.setIntId(data);
    } else if (keys instanceof Column.Texts texts) {
      StringArray.Builder data = StringArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(texts.values()[row]);
      }
      ids.setStrId(data);
    }
    return ids.build();
  }

  /** All keys, one list after another. */
  static IDs of(List<Keys> lists, DataType type) {
    IDs.Builder ids = IDs.newBuilder();
    if (type.isInteger()) {
      LongArray.Builder data = LongArray.newBuilder();
      lists.forEach(keys -> data.addAllData(keys.getLongs().getValuesList()));
      ids.setIntId(data);
    } else {
      StringArray.Builder data = StringArray.newBuilder();
      lists.forEach(keys -> data.addAllData(keys.getTexts().getValuesList()));
      ids.setStrId(data);
    }
    return ids.build();
  }

  /** The keys that a client sent. */
  public static Keys toKeys(IDs ids) {
    return ids.hasStrId()
        ? Keys.newBuilder()
            .setTexts(Texts.newBuilder().addAllValues(ids.getStrId().getDataList()))
            .build()
        : Keys.newBuilder()
            .setLongs(Longs.newBuilder().addAllValues(ids.getIntId().getDataList()))
            .build();
  }

  /** Keys that are {@link Long}s or {@link String}s, at least one. */
  public static Keys toKeys(List<?> values) {
    Longs.Builder longs = Longs.newBuilder();
    Texts.Builder texts = Texts.newBuilder();
    for (Object value : values) {
      if (value instanceof Long number) {
        longs.addValues(number);
      } else {
        texts.addValues((String) value);
      }
    }
    return texts.getValuesCount() > 0
        ? Keys.newBuilder().setTexts(texts).build()
        : Keys.newBuilder().setLongs(longs).build();
  }

  /** The key of a row, a {@link Long} or a {@link String}. */
  public static Object value(Column keys, int row) {
    return keys instanceof Column.Longs longs
        ? (Object) longs.values()[row]
        : ((Column.Texts) keys).values()[row];
  }

  /** The keys as {@link Long}s or {@link String}s. */
  public static List<?> values(Keys keys) {
    return keys.hasTexts() ? keys.getTexts().getValuesList() : keys.getLongs().getValuesList();
  }
}
