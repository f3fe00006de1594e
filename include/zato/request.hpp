// What a service was called with.
#pragma once

#include <string>

#include "zato/fields.hpp"
#include "zato/payload.hpp"

namespace zato {

// A part of a multipart form that is a file.
struct FormFile {
  std::string name = {};
  std::string file_name = {};  // as the client calls it: never a path to write to
  std::string content_type = {};
  std::string content = {};
};

// Empty except on HTTP channels.
struct HttpRequest {
  std::string method = {};
  std::string path = {};  // decoded, without the query
  Params params = {};     // {placeholders} of the channel's path
  Params query = {};
  Params form = {};  // fields of the body, on channels whose data format is form or post; files are in `files`
  std::vector<FormFile> files = {};
  Headers headers = {};
  std::string peer = {};  // address of the client

  // As Zato calls them.
  const Params& GET() const noexcept { return query; }
  const Params& POST() const noexcept { return form; }

  std::string user_agent() const { return headers.get("User-Agent"); }
};

// How the message and the parameters of the URL become one input (zato::input() in zato/json.hpp). Channels say it.
enum class Merge { kParamsWin, kMessageWins, kMessageOnly };

struct Request {
  Payload payload = {};
  HttpRequest http = {};
  Params channel_params = {};  // query and path parameters in one; of those with one name, first the ones that win
  Merge merge = Merge::kParamsWin;
  std::string data_format = {};
};

}  // namespace zato
