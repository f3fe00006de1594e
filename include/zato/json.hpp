// JSON payloads, for those who want nlohmann/json: request.payload.as<zato::Json>() and response.payload = json.
#pragma once

#include <nlohmann/json.hpp>

#include "zato/errors.hpp"
#include "zato/payload.hpp"

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

}  // namespace zato
