// What channels and outgoing connections begin with, and fields that many of them have, for the files that describe
// them.
#pragma once

#include <string>

#include "schema/define.hpp"

namespace zato::objects {

// A channel or an outgoing connection that nothing uses yet: `unused` completes "<plural> are stored and validated; ".
template <class T>
schema::Define<T> stored_only(schema::ObjectType type, const std::string& unused) {
  type.runtime = schema::Runtime::kStoredOnly;
  type.runtime_note = (type.plural.empty() ? type.label + "s" : type.plural) + " are stored and validated; " + unused;
  auto define = schema::Define<T>(std::move(type))
                    .field("name", &T::name,
                           {.help = "Unique name within the cluster", .required = true, .unique = true, .list = true});
  if constexpr (requires(T object) { object.is_active; })
    return std::move(define).field("is_active", &T::is_active, {.help = "Whether it may be used", .list = true});
  else
    return define;
}

inline schema::Meta host_field() {
  return {.help = "Host name or address of the server", .required = true, .max = 400, .list = true};
}

inline schema::Meta port_field() {
  return {.help = "Port of the server", .required = true, .min = 1, .max = 65535, .list = true};
}

inline schema::Meta timeout_field() {
  return {.help = "Seconds after which an attempt is given up", .min = 1, .max = 86'400};
}

inline schema::Meta service_field() {
  return {.help = "Service that messages are handed to",
          .required = true,
          .ref = "service",
          .by_name = "service",
          .list = true};
}

inline schema::Meta data_format_field() {
  return {.help = "How messages are read before the service receives them; empty hands them over as they are",
          .one_of = {"", "json"}};
}

}  // namespace zato::objects
