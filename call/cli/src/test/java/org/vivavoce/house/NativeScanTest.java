package org.vivavoce.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.vivavoce.house.NativeScan.Finding;
import org.vivavoce.house.NativeScan.Kind;

/** The scanner finds what it is there to find, in jars that are made here. */
class NativeScanTest {

  @TempDir private Path folder;

  @Test
  void a_plain_jar_is_clean_and_its_classes_are_counted() throws IOException {
    NativeScan scan =
        scan(
            Map.of("a/Plain.class", plainClass("a/Plain"), "a/text.txt", "MZ is no PE".getBytes()));

    assertThat(scan.findings()).isEmpty();
    assertThat(scan.classes()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linux/libjnidispatch.so",
        "libssl.so.1.1",
        "win/JNI.DLL",
        "mac/libx.dylib",
        "mac/libx.jnilib",
        "lib/libx.a",
        "META-INF/versions/17/x.so"
      })
  void a_binary_is_found_by_its_name(String name) throws IOException {
    assertThat(scan(Map.of(name, new byte[] {1, 2, 3})).findings())
        .extracting(Finding::kind, Finding::where)
        .containsExactly(tuple(Kind.BINARY, "test.jar!/" + name));
  }

  @Test
  void a_binary_is_found_by_its_first_bytes_whatever_its_name() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("elf.txt", bytes(0x7F454C46, 0x02010100));
    entries.put("mach32.png", bytes(0xFEEDFACE, 7));
    entries.put("mach64", bytes(0xFEEDFACF, 7));
    entries.put("mach32-little", bytes(0xCEFAEDFE, 7));
    entries.put("mach64-little.class", bytes(0xCFFAEDFE, 7));
    entries.put("fat.class", bytes(0xCAFEBABE, 2));
    entries.put("fat64", bytes(0xCAFEBABF, 2));
    entries.put("pe.properties", portableExecutable());
    entries.put("static.conf", "!<arch>\nx.o".getBytes());

    assertThat(scan(entries).findings())
        .extracting(finding -> finding.where().substring("test.jar!/".length()), Finding::what)
        .containsExactly(
            tuple("elf.txt", "ELF"),
            tuple("mach32.png", "Mach-O"),
            tuple("mach64", "Mach-O"),
            tuple("mach32-little", "Mach-O"),
            tuple("mach64-little.class", "Mach-O"),
            tuple("fat.class", "fat Mach-O"),
            tuple("fat64", "Mach-O"),
            tuple("pe.properties", "PE"),
            tuple("static.conf", "ar archive"));
  }

  @Test
  void a_nested_jar_and_a_compressed_file_are_opened() throws IOException {
    byte[] elf = bytes(0x7F454C46, 0x02010100);
    byte[] inner = zip(Map.of("deep/data", elf));
    byte[] outer = zip(Map.of("inner.bin", inner));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(elf);
    }

    assertThat(scan(Map.of("lib/outer.jar", outer)).findings())
        .containsExactly(
            new Finding(Kind.BINARY, "test.jar!/lib/outer.jar!/inner.bin!/deep/data", "ELF"));
    assertThat(scan(Map.of("lib.gz", packed.toByteArray())).findings())
        .containsExactly(new Finding(Kind.BINARY, "test.jar!/lib.gz!", "ELF"));
  }

  @Test
  void a_native_method_is_found_also_in_the_classes_for_another_java() throws IOException {
    NativeScan scan =
        scan(
            Map.of(
                "META-INF/versions/21/a/Offender.class", classWithNativeMethod("a/Offender"),
                "a/Offender.class", plainClass("a/Offender")));

    assertThat(scan.findings())
        .containsExactly(
            new Finding(
                Kind.NATIVE_METHOD,
                "test.jar!/META-INF/versions/21/a/Offender.class",
                "a/Offender.dispatch"));
    assertThat(scan.classes()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java/lang/System.loadLibrary",
        "java/lang/System.load",
        "java/lang/Runtime.load",
        "java/lang/Runtime.loadLibrary",
        "org/jitsi/utils/JNIUtils.loadLibrary",
        "java/lang/foreign/SymbolLookup.libraryLookup",
        "java/lang/foreign/Linker.nativeLinker"
      })
  void a_call_that_loads_a_library_is_found(String call) throws IOException {
    assertThat(scan(Map.of("a/Loader.class", classCalling("a/Loader", call))).findings())
        .containsExactly(
            new Finding(Kind.LIBRARY_LOAD, "test.jar!/a/Loader.class", "a/Loader.start"));
  }

  @Test
  void what_cannot_be_read_is_not_passed_as_clean() throws IOException {
    byte[] cut = Arrays.copyOf(plainClass("a/Cut"), 20);
    byte[] fromTheFuture = plainClass("a/Future");
    ByteBuffer.wrap(fromTheFuture).putInt(4, 999);
    byte[] brokenZip = Arrays.copyOf(zip(Map.of("x", new byte[100])), 40);

    assertThat(scan(Map.of("a/Cut.class", cut)).findings(Kind.UNREADABLE)).hasSize(1);
    assertThat(scan(Map.of("a/Future.class", fromTheFuture)).findings(Kind.UNREADABLE)).hasSize(1);
    assertThat(scan(Map.of("a/Text.class", "text".getBytes())).findings(Kind.UNREADABLE))
        .hasSize(1);
    assertThat(scan(Map.of("broken.jar", brokenZip)).findings(Kind.UNREADABLE)).hasSize(1);
  }

  @Test
  void a_folder_is_scanned_like_a_jar() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes/a"));
    Files.write(classes.resolve("Offender.class"), classWithNativeMethod("a/Offender"));

    assertThat(NativeScan.of(folder.resolve("classes")).findings(Kind.NATIVE_METHOD)).hasSize(1);
  }

  private NativeScan scan(Map<String, byte[]> entries) throws IOException {
    return NativeScan.of(Files.write(folder.resolve("test.jar"), zip(entries)));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(int first, int second) {
    return ByteBuffer.allocate(64).putInt(first).putInt(second).array();
  }

  private static byte[] portableExecutable() {
    ByteBuffer file = ByteBuffer.allocate(0x84);
    file.put((byte) 'M').put((byte) 'Z');
    file.order(ByteOrder.LITTLE_ENDIAN).putInt(0x3C, 0x80);
    file.order(ByteOrder.BIG_ENDIAN).putInt(0x80, 0x50450000);
    return file.array();
  }

  private static byte[] plainClass(String name) {
    return start(name).toByteArray();
  }

  /** The shape of JNA's {@code com.sun.jna.Native}: a static method without code. */
  private static byte[] classWithNativeMethod(String name) {
    ClassWriter writer = start(name);
    writer.visitMethod(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, "dispatch", "(J)J", null, null);
    return writer.toByteArray();
  }

  private static byte[] classCalling(String name, String call) {
    ClassWriter writer = start(name);
    MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "start", "()V", null, null);
    String owner = call.substring(0, call.indexOf('.'));
    String target = call.substring(call.indexOf('.') + 1);
    method.visitCode();
    method.visitMethodInsn(Opcodes.INVOKESTATIC, owner, target, "()V", false);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
    return writer.toByteArray();
  }

  private static ClassWriter start(String name) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    return writer;
  }
}
