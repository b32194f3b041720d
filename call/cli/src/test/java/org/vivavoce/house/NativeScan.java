package org.vivavoce.house;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Looks for native code in a jar or a classes folder: binaries by name and by their first bytes,
 * whatever they are called, in nested and compressed archives too; {@code native} methods; and
 * calls that load a library. Entries for other Java versions ({@code META-INF/versions}) are
 * entries like any other.
 */
final class NativeScan {

  /** What was found. */
  enum Kind {
    /** An executable or library for some machine. */
    BINARY,
    /** A method without Java code. */
    NATIVE_METHOD,
    /** A call of {@code System.load} and the like, or of the foreign function API. */
    LIBRARY_LOAD,
    /** Something that could not be read, and so not cleared either. */
    UNREADABLE
  }

  /**
   * One finding.
   *
   * @param where jar and entry, nested ones joined by {@code !/}
   * @param what the kind of binary, or the method as {@code package/Class.method}
   */
  record Finding(Kind kind, String where, String what) {}

  private static final Pattern BINARY_NAME =
      Pattern.compile(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a|o|lib|exe|node)");

  private static final int CLASS_OR_FAT_MACH_O = 0xCAFEBABE;

  /**
   * The first class file version (JDK 1.0.2); a fat Mach-O has its count of architectures there, a
   * handful.
   */
  private static final int FIRST_CLASS_VERSION = 45;

  private static final Set<Integer> MACH_O =
      Set.of(0xFEEDFACE, 0xFEEDFACF, 0xCEFAEDFE, 0xCFFAEDFE, 0xCAFEBABF, 0xBEBAFECA, 0xBFBAFECA);
  private static final int ELF = 0x7F454C46;
  private static final int ZIP = 0x504B0304;
  private static final int GZIP = 0x1F8B;

  /** Offset of the PE header's offset in the DOS header. */
  private static final int PE_POINTER = 0x3C;

  private static final int MAX_NESTING = 8;

  private final List<Finding> findings = new ArrayList<>();
  private int classes;

  private NativeScan() {}

  /** Scans a jar, or a folder as if it were one. */
  static NativeScan of(Path jarOrFolder) throws IOException {
    NativeScan scan = new NativeScan();
    if (Files.isDirectory(jarOrFolder)) {
      scan.folder(jarOrFolder);
    } else {
      scan.jar(jarOrFolder);
    }
    return scan;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  List<Finding> findings(Kind kind) {
    return findings.stream().filter(finding -> finding.kind == kind).toList();
  }

  /** How many class files were read: none would make a clean result worthless. */
  int classes() {
    return classes;
  }

  private void folder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        look(folder.getFileName() + "/" + folder.relativize(file), Files.readAllBytes(file), 0);
      }
    }
  }

  private void jar(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            look(jar.getFileName() + "!/" + entry.getName(), in.readAllBytes(), 0);
          }
        }
      }
    }
  }

  private void look(String where, byte[] bytes, int depth) {
    if (depth > MAX_NESTING) {
      findings.add(new Finding(Kind.UNREADABLE, where, "nested too deeply"));
      return;
    }
    if (BINARY_NAME.matcher(where.toLowerCase(Locale.ROOT)).matches()) {
      findings.add(new Finding(Kind.BINARY, where, "by its name"));
      return;
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    int magic = bytes.length < 4 ? 0 : head.getInt(0);
    if (magic == CLASS_OR_FAT_MACH_O) {
      if (bytes.length < 8 || head.getInt(4) < 0 || head.getInt(4) >= FIRST_CLASS_VERSION) {
        classFile(where, bytes);
      } else {
        findings.add(new Finding(Kind.BINARY, where, "fat Mach-O"));
      }
    } else if (MACH_O.contains(magic)) {
      findings.add(new Finding(Kind.BINARY, where, "Mach-O"));
    } else if (magic == ELF) {
      findings.add(new Finding(Kind.BINARY, where, "ELF"));
    } else if (isPe(bytes)) {
      findings.add(new Finding(Kind.BINARY, where, "PE"));
    } else if (startsWith(bytes, "!<arch>\n")) {
      findings.add(new Finding(Kind.BINARY, where, "ar archive"));
    } else if (magic == ZIP) {
      nestedZip(where, bytes, depth);
    } else if (magic >>> 16 == GZIP) {
      nestedGzip(where, bytes, depth);
    } else if (where.endsWith(".class")) {
      findings.add(new Finding(Kind.UNREADABLE, where, "not a class file"));
    }
  }

  private static boolean isPe(byte[] bytes) {
    if (!startsWith(bytes, "MZ") || bytes.length < PE_POINTER + 4) {
      return false;
    }
    int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(PE_POINTER);
    return header >= 0
        && header <= bytes.length - 4
        && ByteBuffer.wrap(bytes).getInt(header) == 0x50450000;
  }

  private static boolean startsWith(byte[] bytes, String ascii) {
    byte[] start = ascii.getBytes(StandardCharsets.US_ASCII);
    return bytes.length >= start.length
        && ByteBuffer.wrap(bytes, 0, start.length).equals(ByteBuffer.wrap(start));
  }

  private void nestedZip(String where, byte[] bytes, int depth) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          look(where + "!/" + entry.getName(), zip.readAllBytes(), depth + 1);
        }
      }
    } catch (IOException e) {
      findings.add(new Finding(Kind.UNREADABLE, where, e.toString()));
    }
  }

  private void nestedGzip(String where, byte[] bytes, int depth) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      look(where + "!", in.readAllBytes(), depth + 1);
    } catch (IOException e) {
      findings.add(new Finding(Kind.UNREADABLE, where, e.toString()));
    }
  }

  private void classFile(String where, byte[] bytes) {
    try {
      new ClassReader(bytes)
          .accept(new ClassScan(where), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      classes++;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | UncheckedIOException e) {
      findings.add(new Finding(Kind.UNREADABLE, where, e.toString()));
    }
  }

  private final class ClassScan extends ClassVisitor {

    private final String where;
    private String name = "";

    ClassScan(String where) {
      super(Opcodes.ASM9);
      this.where = where;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      this.name = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String descriptor, String signature, String[] exceptions) {
      if ((access & Opcodes.ACC_NATIVE) != 0) {
        findings.add(new Finding(Kind.NATIVE_METHOD, where, name + "." + method));
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String target, String descriptor, boolean isInterface) {
          called(method, owner, target);
        }

        @Override
        public void visitInvokeDynamicInsn(
            String target, String descriptor, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              called(method, handle.getOwner(), handle.getName());
            }
          }
        }
      };
    }

    private void called(String method, String owner, String target) {
      boolean loads =
          switch (owner) {
            case "java/lang/System", "java/lang/Runtime" ->
                target.equals("load") || target.equals("loadLibrary");
            // jitsi-utils' wrapper around them: whoever calls it loads a library too.
            case "org/jitsi/utils/JNIUtils" -> true;
            case "java/lang/foreign/Linker", "java/lang/foreign/SymbolLookup" -> true;
            default -> false;
          };
      if (loads) {
        findings.add(new Finding(Kind.LIBRARY_LOAD, where, name + "." + method));
      }
    }
  }
}
