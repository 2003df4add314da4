import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Changes the libraries of a staged program so that it starts faster: the start-up cache of the JVM can hold all of their classes and lambdas
 * (docs/adr/0047-start-and-memory.md). StartCache.scala runs it with the folder of the jars; a second run changes nothing.
 *
 * <ul>
 *   <li>Scala's lambdas are serializable, and the cache holds only those that are not: the start made 1,300 classes for them.
 *       Nothing here serializes a lambda.
 *   <li>Class files older than Java 6 have no stack maps and are left out; picocli's are of Java 5.
 *   <li>Two thirds of the lines of the default configurations are comments, which each start would read.
 * </ul>
 */
final class CacheableJars {

  private static final int JAVA_6 = 50;
  private static final int JAVA_8 = 52;
  private static final int SERIALIZABLE = 1;
  private static final int BRIDGES = 4;

  private static final String NOTE = "META-INF/changed-by-switchgear.txt";
  private static final String NOTE_TEXT =
      "The build of Switchgear has changed files of this library: lambdas are no longer serializable, class files\n"
          + "older than Java 6 have the form of Java 8, and reference.conf has no comments (project/cache/CacheableJars.java).\n";

  private final ClassFile converter;

  private CacheableJars(List<Path> jars) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    converter =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(new URLClassLoader(urls))
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached()));
  }

  public static void main(String[] folder) throws IOException {
    List<Path> jars;
    try (var files = Files.list(Path.of(folder[0]))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    CacheableJars libraries = new CacheableJars(jars);
    int changed = 0;
    for (Path jar : jars) {
      changed += libraries.change(jar) ? 1 : 0;
    }
    System.out.println("changed " + changed + " libraries for the start-up cache");
  }

  private boolean change(Path jar) throws IOException {
    // "switchgear config reference" prints the comments of the program's own configuration.
    boolean library = !jar.getFileName().toString().startsWith("io.switchgear.");
    Path copy = Path.of(jar + ".new");
    boolean changed = false;
    try (ZipFile from = new ZipFile(jar.toFile())) {
      if (from.stream().anyMatch(entry -> entry.getName().matches("META-INF/[^/]*\\.SF"))) {
        return false;
      }
      try (ZipOutputStream to = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(copy)))) {
        for (ZipEntry entry : Collections.list(from.entries())) {
          byte[] before = from.getInputStream(entry).readAllBytes();
          byte[] after =
              switch (entry.getName()) {
                case "reference.conf" -> library ? withoutComments(before) : before;
                case String name when name.endsWith(".class") -> changed(before);
                default -> before;
              };
          changed |= after != before;
          add(to, entry.getName(), entry.getTime(), after);
        }
        if (changed && from.getEntry(NOTE) == null) {
          add(to, NOTE, 0, NOTE_TEXT.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    if (changed) {
      Files.setLastModifiedTime(copy, Files.getLastModifiedTime(jar));
      Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(copy);
    }
    return changed;
  }

  private static void add(ZipOutputStream to, String name, long time, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(time);
    to.putNextEntry(entry);
    to.write(content);
    to.closeEntry();
  }

  /** The same array if nothing is to be changed. */
  private static byte[] withoutComments(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    // Several lines may be one text then.
    if (text.contains("\"\"\"")) {
      return file;
    }
    String less = text.replaceAll("(?m)^[ \\t]*(#|//).*\\R", "");
    return less.equals(text) ? file : less.getBytes(StandardCharsets.UTF_8);
  }

  /** The same array if nothing is to be changed. */
  private byte[] changed(byte[] file) throws IOException {
    return unsigned16(file, 6) < JAVA_6 ? withStackMaps(file) : new Lambdas(file).changed();
  }

  private byte[] withStackMaps(byte[] file) {
    ClassModel model = converter.parse(file);
    return converter.build(
        model.thisClass(),
        ConstantPoolBuilder.of(model),
        made ->
            model.forEach(
                element -> {
                  switch (element) {
                    case ClassFileVersion old -> made.withVersion(JAVA_8, 0);
                    // Only the code of a method that is transformed is written again.
                    case MethodModel method ->
                        made.transformMethod(method, MethodTransform.transformingCode((code, part) -> code.with(part)));
                    default -> made.with(element);
                  }
                }));
  }

  private static int unsigned16(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
  }

  private static int signed32(byte[] file, int at) {
    return unsigned16(file, at) << 16 | unsigned16(file, at + 2);
  }

  /** The lambdas of one class file. Only its constants and its table of bootstrap methods change, not its code. */
  private static final class Lambdas {

    private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";

    private final byte[] file;
    private final int constants;
    private final int[] offsets;
    private final int endOfConstants;
    private int changes;

    Lambdas(byte[] file) {
      this.file = file;
      this.constants = unsigned16(file, 8);
      this.offsets = new int[constants];
      int at = 10;
      for (int i = 1; i < constants; i++) {
        offsets[i] = at;
        int tag = file[at];
        at +=
            switch (tag) {
              case 1 -> 3 + unsigned16(file, at + 1);
              case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
              case 5, 6 -> 9;
              case 7, 8, 16, 19, 20 -> 3;
              case 15 -> 4;
              default -> throw new IllegalArgumentException("constant of kind " + tag);
            };
        if (tag == 5 || tag == 6) {
          i++;
        }
      }
      this.endOfConstants = at;
    }

    byte[] changed() throws IOException {
      int table = bootstrapMethods();
      if (table < 0) {
        return file;
      }
      byte[] changed = changedTable(table + 6);
      if (changes == 0) {
        return file;
      }
      int rest = table + 6 + signed32(file, table + 2);
      ByteArrayOutputStream made = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(made);
      out.write(file, 0, 8);
      out.writeShort(constants + 7);
      out.write(file, 10, endOfConstants - 10);
      writeFactory(out);
      out.write(file, endOfConstants, table + 2 - endOfConstants);
      out.writeInt(changed.length);
      out.write(changed);
      out.write(file, rest, file.length - rest);
      return made.toByteArray();
    }

    /** Seven constants; the last one is the handle of the factory of plain lambdas. */
    private void writeFactory(DataOutputStream out) throws IOException {
      out.writeByte(1);
      out.writeUTF("metafactory");
      out.writeByte(1);
      out.writeUTF(
          "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;"
              + "Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;");
      out.writeByte(12);
      out.writeShort(constants);
      out.writeShort(constants + 1);
      out.writeByte(1);
      out.writeUTF(FACTORY);
      out.writeByte(7);
      out.writeShort(constants + 3);
      out.writeByte(10);
      out.writeShort(constants + 4);
      out.writeShort(constants + 2);
      out.writeByte(15);
      out.writeByte(6);
      out.writeShort(constants + 5);
    }

    /** The offset of that attribute of the class; -1 if there is none. */
    private int bootstrapMethods() {
      int at = endOfConstants + 6;
      at += 2 + 2 * unsigned16(file, at);
      for (int members = 0; members < 2; members++) {
        int count = unsigned16(file, at);
        at += 2;
        for (; count > 0; count--) {
          at += 6;
          int attributes = unsigned16(file, at);
          at += 2;
          for (; attributes > 0; attributes--) {
            at += 6 + signed32(file, at + 2);
          }
        }
      }
      int attributes = unsigned16(file, at);
      at += 2;
      for (; attributes > 0; attributes--) {
        if (text(unsigned16(file, at)).equals("BootstrapMethods")) {
          return at;
        }
        at += 6 + signed32(file, at + 2);
      }
      return -1;
    }

    private byte[] changedTable(int at) throws IOException {
      ByteArrayOutputStream made = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(made);
      int count = unsigned16(file, at);
      out.writeShort(count);
      at += 2;
      for (int method = 0; method < count; method++) {
        int arguments = unsigned16(file, at + 2);
        if (isPlain(method, at)) {
          out.writeShort(constants + 6);
          out.writeShort(3);
          out.write(file, at + 4, 6);
          changes++;
        } else {
          out.write(file, at, 4 + 2 * arguments);
        }
        at += 4 + 2 * arguments;
      }
      return made.toByteArray();
    }

    /** Whether the factory of plain lambdas makes the same lambda, except that it cannot be serialized. */
    private boolean isPlain(int method, int at) {
      int called = offset(unsigned16(file, offset(unsigned16(file, at)) + 2));
      int nameAndType = offset(unsigned16(file, called + 3));
      if (!text(unsigned16(file, nameAndType + 1)).equals("altMetafactory")
          || !named(unsigned16(file, called + 1)).equals(FACTORY)) {
        return false;
      }
      int flags = signed32(file, offset(unsigned16(file, at + 10)) + 1);
      if ((flags & ~(SERIALIZABLE | BRIDGES)) != 0) {
        return false;
      }
      if ((flags & BRIDGES) == 0) {
        return true;
      }
      String erased = named(unsigned16(file, at + 4));
      String exact = named(unsigned16(file, at + 8));
      int bridges = signed32(file, offset(unsigned16(file, at + 12)) + 1);
      for (int i = 0; i < bridges; i++) {
        String bridge = named(unsigned16(file, at + 14 + 2 * i));
        if (!bridge.equals(erased) && !(bridge.equals(exact) && isScalaFunction(method))) {
          return false;
        }
      }
      return true;
    }

    /** Scala's function types have only the erased method, so nothing calls a bridge with the exact types. */
    private boolean isScalaFunction(int method) {
      for (int i = 1; i < constants; i++) {
        int at = offsets[i];
        if (at > 0 && file[at] == 18 && unsigned16(file, at + 1) == method) {
          String type = text(unsigned16(file, offset(unsigned16(file, at + 3)) + 3));
          String made = type.substring(type.indexOf(')') + 1);
          if (!made.startsWith("Lscala/Function") && !made.startsWith("Lscala/runtime/java8/JFunction")) {
            return false;
          }
        }
      }
      return true;
    }

    private int offset(int constant) {
      return offsets[constant];
    }

    /** The text that a class or a method type names. */
    private String named(int constant) {
      return text(unsigned16(file, offset(constant) + 1));
    }

    private String text(int constant) {
      int at = offset(constant);
      return new String(file, at + 3, unsigned16(file, at + 1), StandardCharsets.UTF_8);
    }
  }
}
