// The envelope that Zato's own services answer in over JSON channels: their payload beside "zato_env". Services of users answer
// with their payload as it is.
#pragma once

#include <string>
#include <string_view>

namespace zato::server {

// {"zato_env": {"details": "", "result": "ZATO_OK", "cid": "K…"}, "zato_ping_response": <payload>}
std::string in_envelope(std::string_view service, std::string_view cid, std::string_view json_payload);

}  // namespace zato::server
