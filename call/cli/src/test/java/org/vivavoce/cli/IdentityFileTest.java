package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.signaling.Did;

class IdentityFileTest {
  @TempDir private Path folder;

  @Test
  void it_is_made_once_and_read_from_then_on() throws IOException {
    Path file = folder.resolve("a/b/identity.pem");

    IdentityFile.Kept first = IdentityFile.open(file);
    IdentityFile.Kept second = IdentityFile.open(file);

    assertThat(first.made()).isTrue();
    assertThat(second.made()).isFalse();
    assertThat(second.identity().did()).isEqualTo(first.identity().did());
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).as("nothing but the file").containsExactly(file);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its files have no POSIX permissions")
  void only_its_owner_can_read_it_and_the_folder_that_was_made_for_it() throws IOException {
    Path file = folder.resolve("made/identity.pem");

    IdentityFile.open(file);

    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(file.getParent())).isEqualTo("rwx------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its files have no POSIX permissions")
  void a_file_that_others_may_use_is_refused_with_what_to_do(String permissions)
      throws IOException {
    Path file = folder.resolve("identity.pem");
    IdentityFile.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> IdentityFile.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file.toString(), permissions, "chmod 600");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its files have no POSIX permissions")
  void a_file_that_its_owner_made_read_only_is_taken() throws IOException {
    Path file = folder.resolve("identity.pem");
    IdentityFile.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

    assertThat(IdentityFile.open(file).made()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4\u00ff\n-----END PRIVATE KEY-----\n",
        "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----"
      })
  void what_is_no_identity_is_named_and_left_as_it_is(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("identity.pem"), text);
    ownerOnly(file);

    assertThatThrownBy(() -> IdentityFile.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file.toString(), "holds no identity");
    assertThat(file).hasContent(text);
  }

  @Test
  void a_huge_file_or_a_folder_is_refused() throws IOException {
    Path huge = folder.resolve("huge");
    Files.write(huge, new byte[1_000_000]);
    ownerOnly(huge);

    assertThatThrownBy(() -> IdentityFile.open(huge)).hasMessageContaining("holds no identity");
    assertThatThrownBy(() -> IdentityFile.open(folder)).hasMessageContaining("is not a file");
  }

  private static void ownerOnly(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void a_place_where_nothing_can_be_made_is_named() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "");

    assertThatThrownBy(() -> IdentityFile.open(taken.resolve("identity.pem")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(taken.toString());
  }

  @Test
  void of_many_that_make_it_at_once_all_have_the_same() throws Exception {
    Path file = folder.resolve("new/identity.pem");
    ExecutorService many = Executors.newFixedThreadPool(8);
    try {
      List<Callable<IdentityFile.Kept>> openers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        openers.add(() -> IdentityFile.open(file));
      }
      Set<Did> seen = new HashSet<>();
      int made = 0;
      for (Future<IdentityFile.Kept> opened : many.invokeAll(openers)) {
        seen.add(opened.get().identity().did());
        made += opened.get().made() ? 1 : 0;
      }

      assertThat(seen).hasSize(1);
      assertThat(made).isEqualTo(1);
    } finally {
      many.shutdownNow();
    }
  }

  @Test
  void its_standard_place_follows_xdg() {
    assertThat(IdentityFile.standard(Map.of(), "/home/ann"))
        .isEqualTo(Path.of("/home/ann/.config/vivavoce/identity.pem"));
    assertThat(IdentityFile.standard(Map.of("XDG_CONFIG_HOME", "/etc/x"), "/home/ann"))
        .isEqualTo(Path.of("/etc/x/vivavoce/identity.pem"));
    assertThat(IdentityFile.standard(Map.of("XDG_CONFIG_HOME", "relative"), "/home/ann"))
        .isEqualTo(Path.of("/home/ann/.config/vivavoce/identity.pem"));
  }
}
