// What a service answers.
#pragma once

#include <string>

#include "zato/fields.hpp"
#include "zato/payload.hpp"

namespace zato {

struct Response {
  Payload payload = {};
  int status_code = 200;
  std::string status_message = {};  // empty: the usual phrase of the code
  std::string content_type = {};    // empty: that of the payload's type, else of the channel
  std::string content_encoding = {};
  Headers headers = {};
};

}  // namespace zato
