package io.switchgear.front.http.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All routes of a server. A request is matched once; all further steps use the match. */
public final class RouteTable {

  /** The result of matching a request. */
  public sealed interface Match {

    /**
     * A matching route.
     *
     * @param steps the values of the path template's braces, by name
     */
    record Found(Place place, Route route, Map<String, String> steps) implements Match {}

    /** The path is known, but not with this method. */
    record OtherMethod(Place place) implements Match {}

    /** The path is not known. */
    enum Nothing implements Match {
      NOTHING
    }

    /** The path that matched; empty if the path is unknown. */
    default Optional<Place> knownPlace() {
      return switch (this) {
        case Found found -> Optional.of(found.place());
        case OtherMethod other -> Optional.of(other.place());
        case Nothing nothing -> Optional.empty();
      };
    }
  }

  /**
   * All routes of one path.
   *
   * @param isPublic whether at least one route is public, so that every caller gets 405 for a wrong
   *     method
   * @param allowed the methods, as in the {@code Allow} header
   */
  public record Place(String template, List<Route> routes, boolean isPublic, String allowed) {

    static Place of(String template, List<Route> routes) {
      TreeSet<String> methods = new TreeSet<>();
      routes.forEach(route -> methods.addAll(route.methods()));
      return new Place(
          template,
          List.copyOf(routes),
          routes.stream().anyMatch(route -> route.access().isPublic()),
          String.join(", ", methods));
    }

    private Match match(String method, Map<String, String> steps) {
      for (Route route : routes) {
        if (route.methods().contains(method)) {
          return new Match.Found(this, route, steps);
        }
      }
      return new Match.OtherMethod(this);
    }
  }

  private record Patterned(PathTemplate path, Place place) {}

  private final TreeSet<String> templates = new TreeSet<>();
  private final Map<String, Place> fixed = new HashMap<>();
  private final Map<String, Map<String, Match>> fixedMatches = new HashMap<>();
  private final List<Patterned> patterned = new ArrayList<>();
  private final List<Route> routes;

  /**
   * @throws IllegalArgumentException if two routes have a method and a path in common
   */
  public RouteTable(List<? extends Route> routes) {
    this.routes = List.copyOf(routes);
    Map<String, List<Route>> byTemplate = new LinkedHashMap<>();
    for (Route route : routes) {
      byTemplate.computeIfAbsent(route.path().toString(), text -> new ArrayList<>()).add(route);
    }
    byTemplate.forEach(this::add);
  }

  private void add(String template, List<Route> atTemplate) {
    Place place = Place.of(template, atTemplate);
    Map<String, Match> matches = new HashMap<>();
    for (Route route : atTemplate) {
      for (String method : route.methods()) {
        if (matches.put(method, new Match.Found(place, route, Map.of())) != null) {
          throw new IllegalArgumentException("two routes for " + method + " " + template);
        }
      }
    }
    templates.add(template);
    if (atTemplate.getFirst().path().isFixed()) {
      fixed.put(template, place);
      fixedMatches.put(template, matches);
    } else {
      patterned.add(new Patterned(atTemplate.getFirst().path(), place));
    }
  }

  /** Matches a request. A fixed path is preferred to one with braces. */
  public Match match(String method, String path) {
    Map<String, Match> matches = fixedMatches.get(path);
    if (matches != null) {
      Match match = matches.get(method);
      return match == null ? new Match.OtherMethod(fixed.get(path)) : match;
    }
    for (Patterned each : patterned) {
      Optional<Map<String, String>> steps = each.path().match(path);
      if (steps.isPresent()) {
        return each.place().match(method, steps.get());
      }
    }
    return Match.Nothing.NOTHING;
  }

  /** The paths, sorted. */
  public TreeSet<String> templates() {
    return new TreeSet<>(templates);
  }

  /** The routes, in the given order. */
  public List<Route> routes() {
    return routes;
  }
}
