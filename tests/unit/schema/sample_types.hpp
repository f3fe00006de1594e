// Two object types made up for tests.
#pragma once

#include "schema/define.hpp"

namespace zato::schema {

struct Planet {
  Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};

  static const ObjectType& type() {
    static const auto type =
        Define<Planet>({.name = "planet",
                        .label = "Planet",
                        .help = "Goes around a star",
                        .services = "zato.planet",
                        .noun = "planet"})
            .field("name", &Planet::name, {.help = "Unique name of the planet", .required = true, .unique = true})
            .done();
    return type;
  }
};

struct Comet {
  Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  std::optional<Id> planet_id = {};
  int period = 10;
  double brightness = 1.5;
  std::string mood = "calm";
  std::string notes = {};
  base::Secret password = {};
  List tags = {};
  bool is_active = true;
  std::string origin = {};

  static const ObjectType& type() {
    static const auto type =
        Define<Comet>({.name = "comet",
                       .label = "Comet",
                       .help = "Comes and goes again",
                       .services = "zato.comet",
                       .noun = "comet"})
            .field("name", &Comet::name, {.help = "Unique name of the comet", .required = true, .unique = true})
            .field("planet_id", &Comet::planet_id, {.help = "The planet it passes", .ref = "planet"})
            .field("period", &Comet::period, {.help = "Years between visits", .min = 1, .max = 1000})
            .field("brightness", &Comet::brightness, {.help = "Apparent magnitude", .min = 0})
            .field("mood", &Comet::mood, {.help = "How the comet feels", .one_of = {"calm", "wild"}})
            .field("notes", &Comet::notes, {.help = "Whatever else is known", .multiline = true})
            .field("password", &Comet::password, {.help = "What opens the comet"})
            .field("tags", &Comet::tags, {.help = "Words to find it by", .wire = "labels"})
            .field("is_active", &Comet::is_active, {.help = "Whether it has a tail now"})
            .field("origin", &Comet::origin, {.help = "Where it was seen first", .internal = true})
            .check([](const Comet& comet) {
              std::vector<Problem> problems;
              if (comet.mood == "wild" && comet.period > 100)
                problems.push_back({"period", "a wild comet returns within 100 years"});
              return problems;
            })
            .done();
    return type;
  }
};

}  // namespace zato::schema
