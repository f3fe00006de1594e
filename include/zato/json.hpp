// JSON payloads, for those who want nlohmann/json: request.payload.as<zato::Json>() and response.payload = json.
#pragma once

#include <nlohmann/json.hpp>

#include "zato/errors.hpp"
#include "zato/payload.hpp"
#include "zato/request.hpp"

namespace zato {

using Json = nlohmann::json;

template <>
struct Codec<Json> {
  static constexpr std::string_view kMediaType = "application/json";

  static Json parse(std::string_view bytes) {
    Json value = Json::parse(bytes, nullptr, false);
    if (value.is_discarded()) throw BadRequest(std::string("The payload is not valid JSON"));
    return value;
  }
  // Bytes that are not UTF-8 become U+FFFD rather than an error of a service that merely passes them on.
  static std::string write(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }
};

namespace detail {

template <class Tag>
struct JsonOf {
  using Type = Json;
};

// A name that is there several times becomes a list.
inline Json object_of(const Params& params) {
  Json object = Json::object();
  for (const auto& [name, value] : params) {
    if (const auto known = object.find(name); known == object.end()) {
      object[name] = value;
    } else {
      if (!known->is_array()) *known = Json::array({*known});
      known->push_back(value);
    }
  }
  return object;
}

}  // namespace detail

// The message of a JSON or form channel and the parameters of its URL as one object; request.merge says which of both
// wins where both have a name. A JSON message that is no object is the input as it is. Other messages are left to the
// service: their input is the parameters.
inline Json input(const Request& request) {
  const bool form = !request.http.form.empty();
  const bool json = !form && request.data_format == "json" && !request.payload.empty();
  Json message = form ? detail::object_of(request.http.form) : json ? request.payload.as<Json>() : Json::object();
  if (!message.is_object() || request.merge == Merge::kMessageOnly) return message;
  Json params = detail::object_of(request.channel_params);
  for (auto& [name, value] : params.items()) {
    if (request.merge == Merge::kParamsWin || !message.contains(name)) message[name] = std::move(value);
  }
  return message;
}

}  // namespace zato
