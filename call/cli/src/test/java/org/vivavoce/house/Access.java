package org.vivavoce.house;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.List;
import java.util.function.Predicate;

/** Names calls, field accesses and method references by their target. */
final class Access {

  private Access() {}

  /**
   * An access to one of these members of a type, or to an inherited one through a subtype.
   *
   * @param names {@code <init>} is a constructor
   */
  static DescribedPredicate<JavaAccess<?>> to(String owner, String... names) {
    List<String> wanted = List.of(names);
    return matching(
        owner + "." + wanted,
        access ->
            wanted.contains(access.getName()) && access.getTargetOwner().isAssignableTo(owner));
  }

  static DescribedPredicate<JavaAccess<?>> matching(
      String description, Predicate<JavaAccess<?>> predicate) {
    return DescribedPredicate.describe(description, predicate);
  }
}
