package org.vivavoce.house;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * A rule of the house.
 *
 * @param rule what must hold of all our classes
 * @param offenders classes that the rule must catch, one for each way of breaking it
 */
record Rule(ArchRule rule, List<Offender> offenders) {

  @Override
  public String toString() {
    return rule.getDescription();
  }
}
