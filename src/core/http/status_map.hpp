// The one map from our error codes to HTTP statuses, and the error bodies that clients see. Used by the server, by
// channels and by admin services.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace zato::http {

int status_of(base::Code code) noexcept;

enum class DataFormat { kJson, kText };

// Sets status, content type and body of `response`: for JSON
// {"zato_env": {"details": "…", "result": "ZATO_ERROR", "cid": "K…"}}, otherwise the plain text. `details` goes to the
// client as it is: never put there what only operators may know.
void set_error(Response& response, int status, DataFormat format, std::string_view cid, std::string_view details);

// The answer to a path that no channel has, in Zato's words.
void set_not_found(Response& response, DataFormat format, const Request& request);

// 405 with the Allow field that RFC 9110 wants.
void set_method_not_allowed(Response& response, DataFormat format, const Request& request, std::string_view allow);

}  // namespace zato::http
