package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.access.security.TestAccess;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.milvus.grpc.GrantEntity;
import io.cinclus.milvus.grpc.GrantorEntity;
import io.cinclus.milvus.grpc.ObjectEntity;
import io.cinclus.milvus.grpc.OperatePrivilegeV2Request;
import io.cinclus.milvus.grpc.PrivilegeEntity;
import io.cinclus.model.CinclusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantsTest {
  private final AccessControl access =
      new TestAccess().group("loading", "Load", "Release").group("empty").catalog().access();

  @Test
  void aGrantOfTheFirstKindNamesTheObjectAndItsType() {
    assertThat(first("Collection", "items", "", "Insert"))
        .isEqualTo(new GrantInfo("Collection", "items", "default", "Insert", "alice"));
    assertThat(first("Collection", "*", "shop", "*"))
        .isEqualTo(new GrantInfo("Collection", "*", "shop", "*", "alice"));
    assertThat(first("Global", "*", "*", "ClusterReadOnly").privilege())
        .isEqualTo("ClusterReadOnly");
  }

  @ParameterizedTest
  @CsvSource({
    "Thing,Insert,object entity",
    "'',Insert,object entity",
    "Global,Nothing,not found the privilege name[Nothing]",
    "Global,Insert,not one of objects of type Global",
    "Collection,CreateCollection,not one of objects of type Collection"
  })
  void aGrantOfTheFirstKindIsChecked(String type, String privilege, String words) {
    assertThatThrownBy(() -> first(type, "*", "", privilege))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aGrantOfTheSecondKindIsOfThePrivilegesType() {
    assertThat(second("Insert", "", "items"))
        .isEqualTo(new GrantInfo("Collection", "items", "default", "Insert", "alice"));
    assertThat(second("CreateCollection", "shop", ""))
        .isEqualTo(new GrantInfo("Global", "*", "shop", "CreateCollection", "alice"));
    assertThat(second("*", "*", "*")).isEqualTo(new GrantInfo("Global", "*", "*", "All", "alice"));
    assertThat(second("loading", "shop", "items"))
        .isEqualTo(new GrantInfo("Global", "items", "shop", "loading", "alice"));
    assertThat(second("empty", "shop", "items").privilege()).isEqualTo("empty");
    assertThat(second("ClusterAdmin", "*", "*").database()).isEqualTo("*");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid,'',*,not found the privilege name[invalid]",
    "ClusterAdmin,'',*,cluster level",
    "ClusterAdmin,*,items,cluster level",
    "DatabaseAdmin,shop,items,database level",
    "CollectionAdmin,*,items,collection level",
    "loading,*,items,collection level"
  })
  void aGrantOfTheSecondKindIsChecked(
      String privilege, String database, String collection, String words) {
    assertThatThrownBy(() -> second(privilege, database, collection))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aQuestionIsAboutADatabaseAndMayNameAnObject() {
    GrantInfo grant = new GrantInfo("Collection", "items", "default", "Insert", "root");
    GrantInfo everywhere = new GrantInfo("Global", "*", "*", "All", "root");
    assertThat(isAsked("", "", "", grant)).isTrue();
    assertThat(isAsked("shop", "", "", grant)).isFalse();
    assertThat(isAsked("*", "", "", grant)).isTrue();
    assertThat(isAsked("shop", "", "", everywhere)).isTrue();
    assertThat(isAsked("", "Collection", "items", grant)).isTrue();
    assertThat(isAsked("", "Collection", "prices", grant)).isFalse();
    assertThat(isAsked("", "Global", "*", grant)).isFalse();
  }

  @Test
  void aGrantComesBackAsItWasRead() {
    GrantInfo grant = new GrantInfo("Collection", "items", "shop", "Insert", "root");
    assertThat(Grants.restored(Grants.entity("writer", grant), "alice")).isEqualTo(grant);
    assertThat(Grants.restored(GrantEntity.getDefaultInstance(), "alice"))
        .isEqualTo(new GrantInfo("", "", "default", "", "alice"));
  }

  private static boolean isAsked(String database, String type, String name, GrantInfo grant) {
    return new Grants(database, "root")
        .isAsked(
            GrantEntity.newBuilder()
                .setObject(ObjectEntity.newBuilder().setName(type))
                .setObjectName(name)
                .build(),
            grant);
  }

  private GrantInfo first(String type, String object, String database, String privilege) {
    return new Grants(database, "alice")
        .of(
            access,
            GrantEntity.newBuilder()
                .setObject(ObjectEntity.newBuilder().setName(type))
                .setObjectName(object)
                .setGrantor(grantor(privilege))
                .build());
  }

  private GrantInfo second(String privilege, String database, String collection) {
    return new Grants(database, "alice")
        .of(
            access,
            OperatePrivilegeV2Request.newBuilder()
                .setCollectionName(collection)
                .setGrantor(grantor(privilege))
                .build());
  }

  private static GrantorEntity.Builder grantor(String privilege) {
    return GrantorEntity.newBuilder().setPrivilege(PrivilegeEntity.newBuilder().setName(privilege));
  }
}
