// What a service was called with.
#pragma once

#include <string>

#include "zato/fields.hpp"
#include "zato/payload.hpp"

namespace zato {

// Empty except on HTTP channels.
struct HttpRequest {
  std::string method = {};
  std::string path = {};  // decoded, without the query
  Params params = {};     // {placeholders} of the channel's path
  Params query = {};
  Headers headers = {};
  std::string peer = {};  // address of the client

  std::string user_agent() const { return headers.get("User-Agent"); }
};

struct Request {
  Payload payload = {};
  HttpRequest http = {};
  Params channel_params = {};  // query and path parameters in one; the query comes first where both have a name
  std::string data_format = {};
};

}  // namespace zato
