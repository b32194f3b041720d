package org.vivavoce.house;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code META-INF/THIRD-PARTY.txt}.
 *
 * @param coordinates group, artifact and version, joined by colons
 * @param licence its SPDX name
 * @param text where in {@code META-INF} of {@code vivavoce.jar} its text is
 */
record ThirdParty(String coordinates, String licence, String text) {

  /** The list as the command line's resources have it. */
  static List<ThirdParty> read() throws IOException {
    List<ThirdParty> entries = new ArrayList<>();
    for (String line :
        Files.readAllLines(House.cli().resolve("src/main/resources/META-INF/THIRD-PARTY.txt"))) {
      if (!line.startsWith("#")) {
        String[] columns = line.split("\\s+");
        if (columns.length != 3) {
          throw new AssertionError("three columns are wanted in: " + line);
        }
        entries.add(new ThirdParty(columns[0], columns[1], columns[2]));
      }
    }
    return entries;
  }
}
