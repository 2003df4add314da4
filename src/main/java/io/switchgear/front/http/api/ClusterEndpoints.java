package io.switchgear.front.http.api;

import io.switchgear.cluster.members.Members;
import io.switchgear.cluster.members.NodeView;
import io.switchgear.cluster.quorum.QuorumState;
import io.switchgear.cluster.report.Reports;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.ClusterJson;
import io.switchgear.watch.view.OrderJson;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/cluster}: the nodes, and the orders that send one away. */
public final class ClusterEndpoints {

  private static final String ALL = "/api/v1/cluster";
  private static final String NODE = ALL + "/nodes/{node}";
  private static final Set<String> FIELDS_OF_DOWN = ViewMapper.fields(OrderJson.Down.class);
  private static final int SHOWN = 300;

  private final Members members;
  private final BreakerView breakers;
  private final Reports reports;
  private final Function<String, Optional<QuorumState>> quorums;

  private ClusterEndpoints(
      Members members,
      BreakerView breakers,
      Reports reports,
      Function<String, Optional<QuorumState>> quorums) {
    this.members = members;
    this.breakers = breakers;
    this.reports = reports;
    this.quorums = quorums;
  }

  /**
   * @param quorums of the tools that have one here
   */
  public static List<Endpoint> of(
      Members members,
      BreakerView breakers,
      Reports reports,
      Function<String, Optional<QuorumState>> quorums) {
    ClusterEndpoints endpoints = new ClusterEndpoints(members, breakers, reports, quorums);
    return List.of(
        Endpoint.get(ALL)
            .needs(Permission.OPS_READ)
            .answeredBy(
                asked ->
                    BreakerEndpoints.done(
                        HttpResponses.view(
                            200,
                            ClusterJson.of(
                                members.view(), breakers.all(), reports.all(), quorums)))),
        Endpoint.post(NODE + "/leave").needs(Permission.OPS_WRITE).answeredBy(endpoints::leave),
        Endpoint.post(NODE + "/down").needs(Permission.OPS_WRITE).answeredBy(endpoints::down));
  }

  private CompletionStage<HttpResponse> leave(Asked asked) {
    return order(asked, Set.of(), (body, node) -> done(node, members::leave));
  }

  private CompletionStage<HttpResponse> down(Asked asked) {
    return order(
        asked,
        FIELDS_OF_DOWN,
        (body, node) ->
            node.reachable() && !body.flag("force").orElse(false)
                ? refused(
                    ("node %s can be reached. Use leave, so that it hands over what it owns; with"
                            + " force it is declared dead nevertheless.")
                        .formatted(node.nameOrAddress()))
                : done(node, members::down));
  }

  private CompletionStage<HttpResponse> order(
      Asked asked, Set<String> fields, BiFunction<BodyFields, NodeView, HttpResponse> order) {
    String text = asked.path().get("node");
    Optional<NodeView> node = members.find(text);
    if (node.isEmpty()) {
      return BreakerEndpoints.done(
          BreakerEndpoints.notFound(
              "there is no node '%s'; GET %s lists the nodes with their names and addresses"
                  .formatted(UntrustedText.line(text, SHOWN), ALL)));
    }
    try {
      BodyFields body = new BodyFields(asked.body(), fields);
      return BreakerEndpoints.done(
          members.view().nodes().size() == 1
              ? refused("this is the only node. Stop it with SIGTERM if it is to end.")
              : order.apply(body, node.get()));
    } catch (IllegalArgumentException bad) {
      return BreakerEndpoints.done(BreakerEndpoints.badRequest(bad));
    }
  }

  private static HttpResponse refused(String why) {
    return HttpResponses.problem(ALL, 409, "Not done: " + why);
  }

  private HttpResponse done(NodeView node, Consumer<NodeView> order) {
    order.accept(node);
    return HttpResponses.view(202, ClusterJson.node(node, breakers.all(), reports.all(), quorums));
  }
}
