package org.vivavoce.house;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a POM of ours says, read as XML: enough for the rules about POMs. */
record Pom(String artifactId, String version, String packaging, List<Managed> managed) {

  /** One entry of its dependencyManagement. */
  record Managed(String groupId, String artifactId, String version) {}

  static Pom read(Path file) throws IOException {
    try {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      Element project = document.getDocumentElement();
      List<Managed> managed = new ArrayList<>();
      for (Element management : children(project, "dependencyManagement")) {
        for (Element dependencies : children(management, "dependencies")) {
          for (Element dependency : children(dependencies, "dependency")) {
            managed.add(
                new Managed(
                    text(dependency, "groupId", ""),
                    text(dependency, "artifactId", ""),
                    text(dependency, "version", "")));
          }
        }
      }
      return new Pom(
          text(project, "artifactId", ""),
          text(project, "version", ""),
          text(project, "packaging", "jar"),
          managed);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " is not XML", e);
    }
  }

  private static String text(Element parent, String name, String otherwise) {
    List<Element> children = children(parent, name);
    return children.isEmpty() ? otherwise : children.get(0).getTextContent().trim();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
