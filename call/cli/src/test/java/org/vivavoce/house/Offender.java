package org.vivavoce.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A class that breaks a rule, to prove that the rule can fail. It is compiled when the test runs,
 * so that no such class lies among our own.
 *
 * @param packageName where it lives
 * @param declaration what comes after the package clause; it calls itself {@code Offender} and may
 *     call its neighbour in the list of offenders {@code Next} or {@code Previous}
 * @param usedPackage a package from which it uses a class {@code Used}; may be empty
 */
record Offender(String packageName, String declaration, String usedPackage) {

  /** A class in one package that uses a class of another. */
  static Offender using(String packageName, String usedPackage) {
    return new Offender(
        packageName, "class Offender { " + usedPackage + ".Used used; }", usedPackage);
  }

  /** A class with a method that contains these statements. */
  static Offender doing(String packageName, String statements) {
    return having(packageName, "void method() throws Throwable { " + statements + " }");
  }

  /** A class with these members. */
  static Offender having(String packageName, String members) {
    return declaring(packageName, "class Offender { " + members + " }");
  }

  /** A whole class. */
  static Offender declaring(String packageName, String declaration) {
    return new Offender(packageName, declaration, "");
  }

  /** The name that it gets as the n-th of several: they share packages. */
  String name(int index) {
    return packageName + ".Offender" + index;
  }

  /** Compiles them all and imports those of their classes that claim to be ours. */
  static JavaClasses importAll(List<Offender> offenders, Path folder) throws IOException {
    Map<String, JavaFileObject> files = new LinkedHashMap<>();
    for (int i = 0; i < offenders.size(); i++) {
      Offender offender = offenders.get(i);
      String text =
          offender
              .declaration
              .replaceAll("\\bOffender\\b", "Offender" + i)
              .replaceAll("\\bNext\\b", "Offender" + (i + 1))
              .replaceAll("\\bPrevious\\b", "Offender" + (i - 1));
      add(files, offender.name(i), text);
      if (!offender.usedPackage.isEmpty()) {
        add(files, offender.usedPackage + ".Used", "public final class Used {}");
      }
    }
    Path output = Files.createTempDirectory(folder, "offenders");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", output.toString(), "-proc:none", "-nowarn", "-cp", output.toString());
      if (!compiler.getTask(complaints, manager, null, options, null, files.values()).call()) {
        throw new AssertionError(complaints.toString());
      }
    }
    return new ClassFileImporter().importPath(output).that(resideInAPackage("org.vivavoce.."));
  }

  private static void add(Map<String, JavaFileObject> files, String name, String declaration) {
    String packageName = name.substring(0, name.lastIndexOf('.'));
    String text = "package " + packageName + "; " + declaration;
    files.put(name, new Source(name, text));
  }

  @Override
  public String toString() {
    return packageName + ": " + declaration;
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
