import scala.xml.{Node, NodeSeq}
import scala.xml.transform.{RewriteRule, RuleTransformer}

object Poms {

  /** Removes test dependencies from a pom, because users of the module do not need them. */
  val withoutTestDependencies: Node => Node = pom =>
    new RuleTransformer(new RewriteRule {
      override def transform(node: Node): NodeSeq =
        if (node.label == "dependency" && (node \ "scope").text == "test") NodeSeq.Empty else node
    }).transform(pom).head
}
