import scala.xml.{Node, NodeSeq}
import scala.xml.transform.{RewriteRule, RuleTransformer}

object Poms {

  /** What a module is tested with concerns nobody who uses it. */
  val withoutTestDependencies: Node => Node = pom =>
    new RuleTransformer(new RewriteRule {
      override def transform(node: Node): NodeSeq =
        if (node.label == "dependency" && (node \ "scope").text == "test") NodeSeq.Empty else node
    }).transform(pom).head
}
