package io.cinclus.access.security;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.cinclus.milvus.grpc.CommonProto;
import io.cinclus.milvus.grpc.ObjectType;
import io.cinclus.milvus.grpc.PrivilegeExt;
import io.cinclus.milvus.grpc.PrivilegeLevel;
import io.cinclus.milvus.grpc.UserEntity;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller must have been granted for a call, as Milvus' protocol says beside each request.
 * Immutable.
 *
 * @param privilege by its name in Milvus' API
 * @param objectType of what it must have been granted on
 * @param nameField number of the request's field that names the objects; none where it is about all
 */
record RequiredPrivilege(String privilege, ObjectType objectType, Optional<Integer> nameField) {

  /**
   * Calls that any user may make, as in Milvus, which says no privilege for them. Lists show only
   * what the caller may see. A call that is neither here nor has a privilege is for administrators.
   */
  static final Set<String> OPEN =
      Set.of(
          "AllocTimestamp",
          "CalcDistance",
          "CheckHealth",
          "Connect",
          "Dummy",
          "GetCompactionState",
          "GetCompactionStateWithPlans",
          "GetComponentStates",
          "GetFlushAllState",
          "GetImportState",
          "GetMetrics",
          "GetPartitionStatistics",
          "GetPersistentSegmentInfo",
          "GetQuerySegmentInfo",
          "GetReplicas",
          "GetVersion",
          "HasCollection",
          "ListDatabases",
          "ListImportTasks",
          "RegisterLink",
          "RunAnalyzer",
          "ShowCollections");

  /** Calls whose database is what they are about, and not where they are made. */
  private static final Set<String> ABOUT_DATABASES = Set.of("CreateDatabase", "DropDatabase");

  private static final String ANY = "*";

  /** What the call needs; none: it is open, or for administrators. */
  static Optional<RequiredPrivilege> of(MethodDescriptor<?, ?> method) {
    Descriptor request =
        ((Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype())
            .getDescriptorForType();
    if (!request.getOptions().hasExtension(CommonProto.privilegeExtObj)) {
      return Optional.empty();
    }
    PrivilegeExt needed = request.getOptions().getExtension(CommonProto.privilegeExtObj);
    int field = Math.max(needed.getObjectNameIndex(), needed.getObjectNameIndexs());
    return Optional.of(
        new RequiredPrivilege(
            Privileges.nameOf(needed.getObjectPrivilege()),
            needed.getObjectType(),
            field > 0 ? Optional.of(field) : Optional.empty()));
  }

  static boolean isOpen(MethodDescriptor<?, ?> method) {
    return OPEN.contains(String.valueOf(method.getBareMethodName()));
  }

  /** The database that a request is about; that of the caller where it names none. */
  static String database(MethodDescriptor<?, ?> method, Message request, String ofCaller) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("db_name");
    String named =
        field == null || ABOUT_DATABASES.contains(String.valueOf(method.getBareMethodName()))
            ? ""
            : (String) request.getField(field);
    return named.isEmpty() ? ofCaller : named;
  }

  /** The names of the objects that a request is about; "*" where it is about all. */
  List<String> objects(Message request) {
    Descriptor type = request.getDescriptorForType();
    if (nameField.isPresent()) {
      return names(request, type.findFieldByNumber(nameField.get()));
    }
    if (Privileges.level(privilege) != PrivilegeLevel.Collection) {
      return List.of(ANY);
    }
    FieldDescriptor collection = type.findFieldByName("collection_name");
    FieldDescriptor alias = type.findFieldByName("alias");
    if (collection != null) {
      return names(request, collection);
    }
    return alias == null ? List.of(ANY) : names(request, alias);
  }

  private static List<String> names(Message request, FieldDescriptor field) {
    List<?> values =
        field.isRepeated() ? (List<?>) request.getField(field) : List.of(request.getField(field));
    List<String> names =
        values.stream()
            .map(value -> value instanceof UserEntity user ? user.getName() : value.toString())
            .map(name -> name.isEmpty() ? ANY : name)
            .toList();
    return names.isEmpty() ? List.of(ANY) : names;
  }
}
